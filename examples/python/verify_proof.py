"""Checks a proof:

    echo "$PROOF" | JWKS_URL=... ISSUER=... AUDIENCE=... PURPOSE=... python3 verify_proof.py

It prints the claims, or says why the proof is refused and ends with 1.
"""

import json
import os
import sys
import time
import urllib.request

from rs256 import decode, is_signed

CLOCK_TOLERANCE = 5
MOST_SECONDS = 300


class Refused(Exception):
    """The text is no proof, or not one for this server."""


def fetch_keys(jwks_url):
    """Gives the published keys by their kid. A server keeps them for five minutes, and fetches them again for an unknown kid."""
    with urllib.request.urlopen(jwks_url, timeout=5) as answer:
        return {key["kid"]: key for key in json.load(answer)["keys"]}


def parse(proof):
    try:
        header, claims, signature = proof.split(".")
        parts = json.loads(decode(header)), json.loads(decode(claims)), decode(signature)
    except ValueError as error:
        raise Refused("it is no JWT") from error
    if not (isinstance(parts[0], dict) and isinstance(parts[1], dict)):
        raise Refused("it is no JWT")
    return parts


def verify_proof(proof, keys, issuer, audience, purpose):
    """Gives the claims of a proof. Raises Refused for any text that is none."""
    header, claims, signature = parse(proof)
    # The algorithm is this server's choice, never the token's (RFC 8725, 3.1).
    if header.get("alg") != "RS256" or header.get("typ") != "otp-proof+jwt":
        raise Refused("it is another kind of token")
    if header.get("kid") not in keys:
        raise Refused("its key is not published")
    if not is_signed(keys[header["kid"]], proof.rsplit(".", 1)[0].encode(), signature):
        raise Refused("its signature is wrong")
    for name, expected in (("iss", issuer), ("aud", audience), ("purpose", purpose)):
        if claims.get(name) != expected:
            raise Refused(f"its {name} is another one")
    issued, ends, now = claims["iat"], claims["exp"], time.time()
    if ends - issued > MOST_SECONDS or issued > now + CLOCK_TOLERANCE or ends <= now - CLOCK_TOLERANCE:
        raise Refused("it is too old")
    return claims


if __name__ == "__main__":
    env = os.environ
    try:
        keys = fetch_keys(env["JWKS_URL"])
        print(json.dumps(verify_proof(sys.stdin.read().strip(), keys, env["ISSUER"], env["AUDIENCE"], env["PURPOSE"])))
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
