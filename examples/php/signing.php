<?php

declare(strict_types=1);

/** Signs requests as docs/signing.md has it. */

/** Gives the JSON that signatures cover (RFC 8785): no spaces, keys ordered by their UTF-16 units. Objects are arrays with keys, or of stdClass. */
function canonical(mixed $value): string
{
    if (is_array($value) && array_is_list($value)) {
        return '[' . implode(',', array_map(canonical(...), $value)) . ']';
    }
    if (!is_array($value) && !is_object($value)) {
        $asTheyAre = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS;
        return json_encode($value, $asTheyAre | JSON_THROW_ON_ERROR);
    }
    $members = [];
    foreach ((array) $value as $key => $member) {
        $members[iconv('UTF-8', 'UTF-16BE', (string) $key)] = canonical((string) $key) . ':' . canonical($member);
    }
    ksort($members, SORT_STRING);
    return '{' . implode(',', $members) . '}';
}

/** Gives the header Authorization of a request. The numbers of the variables are 32-bit integers. */
function sign(
    string $apiId,
    string $keyId,
    string $secret,
    string $timestamp,
    string $nonce,
    string $query,
    array|object $variables,
    string $operationName = '',
): string {
    [$clientId, $secretVersion] = explode('_', $keyId);
    $lines = ['otp1', $apiId, $clientId, $secretVersion, $timestamp, $nonce, $operationName];
    array_push($lines, hash('sha256', $query), hash('sha256', canonical($variables)));
    return implode('_', ['otp1', $keyId, $timestamp, $nonce, hash_hmac('sha256', implode("\n", $lines), $secret)]);
}

/** Gives the header of a request at this moment, with a new nonce. */
function authorization(string $apiId, string $keyId, string $secret, string $query, array|object $variables): string
{
    return sign($apiId, $keyId, $secret, (string) time(), bin2hex(random_bytes(16)), $query, $variables);
}
