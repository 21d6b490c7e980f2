"""Checks a proof. The standard library has no RSA, so this needs the package cryptography.

    echo "$PROOF" | JWKS_URL=... ISSUER=... AUDIENCE=... PURPOSE=... python3 verify_proof.py

It prints the claims, or says why the proof is refused and ends with 1.
"""

import base64
import json
import os
import sys
import time
import urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLOCK_TOLERANCE = 5
MOST_SECONDS = 300


class Refused(Exception):
    """The text is no proof, or not one for this server."""


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def fetch_keys(jwks_url):
    """Gives the published keys by their kid. A server keeps them for five minutes, and fetches them again for an unknown kid."""
    with urllib.request.urlopen(jwks_url, timeout=5) as answer:
        return {key["kid"]: key for key in json.load(answer)["keys"]}


def public_key(jwk):
    modulus, exponent = (int.from_bytes(decode(jwk[name]), "big") for name in ("n", "e"))
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def parse(proof):
    try:
        header, claims, signature = proof.split(".")
        parts = json.loads(decode(header)), json.loads(decode(claims)), decode(signature)
    except ValueError as error:
        raise Refused("it is no JWT") from error
    if not (isinstance(parts[0], dict) and isinstance(parts[1], dict)):
        raise Refused("it is no JWT")
    return parts


def verify_proof(proof, keys, issuer, audience, purpose, now):
    """Gives the claims of a proof. Raises Refused for any text that is none."""
    header, claims, signature = parse(proof)
    # The algorithm is this server's choice, never the token's (RFC 8725, 3.1).
    if header.get("alg") != "RS256" or header.get("typ") != "otp-proof+jwt":
        raise Refused("it is another kind of token")
    if header.get("kid") not in keys:
        raise Refused("its key is not published")
    signed = proof.rsplit(".", 1)[0].encode()
    try:
        public_key(keys[header["kid"]]).verify(signature, signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise Refused("its signature is wrong") from error
    for name, expected in (("iss", issuer), ("aud", audience), ("purpose", purpose)):
        if claims.get(name) != expected:
            raise Refused(f"its {name} is another one")
    issued, ends = claims["iat"], claims["exp"]
    if ends - issued > MOST_SECONDS or issued > now + CLOCK_TOLERANCE or ends <= now - CLOCK_TOLERANCE:
        raise Refused("it is too old")
    return claims


if __name__ == "__main__":
    env = os.environ
    try:
        print(json.dumps(verify_proof(sys.stdin.read().strip(), fetch_keys(env["JWKS_URL"]),
                                      env["ISSUER"], env["AUDIENCE"], env["PURPOSE"], time.time())))
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
