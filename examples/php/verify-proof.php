<?php

/**
 * Checks a proof:
 *
 *     echo "$PROOF" | JWKS_URL=... ISSUER=... AUDIENCE=... PURPOSE=... php verify-proof.php
 *
 * It prints the claims, or says why the proof is refused and ends with 1.
 */

declare(strict_types=1);

require __DIR__ . '/proof.php';

$expected = array_map(getenv(...), ['ISSUER', 'AUDIENCE', 'PURPOSE']);
try {
    $claims = verifyProof(trim(stream_get_contents(STDIN)), fetchKeys(getenv('JWKS_URL')), ...$expected);
    echo json_encode($claims, JSON_THROW_ON_ERROR), "\n";
} catch (Refused $refused) {
    fwrite(STDERR, "refused: {$refused->getMessage()}\n");
    exit(1);
}
