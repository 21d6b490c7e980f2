<?php

declare(strict_types=1);

/** Checks proofs, with the extension openssl. */

const CLOCK_TOLERANCE = 5;
const MOST_SECONDS = 300;

/** The text is no proof, or not one for this server. */
final class Refused extends Exception
{
}

/** Gives the published keys by their kid. A server keeps them for five minutes, and fetches them again for an unknown kid. */
function fetchKeys(string $jwksUrl): array
{
    $answer = file_get_contents($jwksUrl, false, stream_context_create(['http' => ['timeout' => 5]]));
    if ($answer === false) {
        throw new RuntimeException("no keys at $jwksUrl");
    }
    return array_column(json_decode($answer, true, flags: JSON_THROW_ON_ERROR)['keys'], null, 'kid');
}

/** Gives the claims of a proof. Throws Refused for any text that is none. */
function verifyProof(string $proof, array $keys, string $issuer, string $audience, string $purpose): array
{
    $parts = explode('.', $proof);
    $header = json_decode(decode($parts[0]), true);
    $claims = json_decode(decode($parts[1] ?? ''), true);
    if (count($parts) !== 3 || !is_array($header) || !is_array($claims)) {
        throw new Refused('it is no JWT');
    }
    // The algorithm is this server's choice, never the token's (RFC 8725, 3.1).
    if (($header['alg'] ?? null) !== 'RS256' || ($header['typ'] ?? null) !== 'otp-proof+jwt') {
        throw new Refused('it is another kind of token');
    }
    $kid = $header['kid'] ?? null;
    $key = is_string($kid) ? $keys[$kid] ?? null : null;
    if ($key === null) {
        throw new Refused('its key is not published');
    }
    if (openssl_verify("$parts[0].$parts[1]", decode($parts[2]), publicKey($key), OPENSSL_ALGO_SHA256) !== 1) {
        throw new Refused('its signature is wrong');
    }
    foreach (['iss' => $issuer, 'aud' => $audience, 'purpose' => $purpose] as $name => $expected) {
        if (($claims[$name] ?? null) !== $expected) {
            throw new Refused("its $name is another one");
        }
    }
    ['iat' => $issued, 'exp' => $ends] = $claims;
    $now = time();
    if ($ends - $issued > MOST_SECONDS || $issued > $now + CLOCK_TOLERANCE || $ends <= $now - CLOCK_TOLERANCE) {
        throw new Refused('it is too old');
    }
    return $claims;
}

/** Base64url to bytes; anything else is an empty text. */
function decode(string $part): string
{
    return (string) base64_decode(strtr($part, '-_', '+/'), true);
}

/** Gives a JWK in the form that openssl reads (RFC 5280, 4.1.2.7, and RFC 8017, A.1.1). */
function publicKey(array $jwk): OpenSSLAsymmetricKey
{
    $numbers = der(0x30, integer(decode($jwk['n'])) . integer(decode($jwk['e'])));
    $rsaEncryption = hex2bin('300d06092a864886f70d0101010500');
    $key = der(0x30, $rsaEncryption . der(0x03, "\0$numbers"));
    $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($key), 64, "\n") . "-----END PUBLIC KEY-----\n";
    return openssl_pkey_get_public($pem) ?: throw new RuntimeException('a published key is none');
}

function integer(string $bytes): string
{
    return der(0x02, ord($bytes[0]) < 0x80 ? $bytes : "\0$bytes");
}

function der(int $tag, string $content): string
{
    $length = strlen($content);
    $size = ltrim(pack('N', $length), "\0");
    return chr($tag) . ($length < 0x80 ? chr($length) : chr(0x80 + strlen($size)) . $size) . $content;
}
