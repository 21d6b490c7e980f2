"""Signs requests as docs/signing.md has it."""

import hashlib
import hmac
import json
import secrets
import time


def canonical(value):
    """Gives the JSON that signatures cover (RFC 8785): no spaces, keys ordered by their UTF-16 units. Numbers are 32-bit integers."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(each)}" for key, each in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def sign(api_id, key_id, secret, timestamp, nonce, query, variables, operation_name=""):
    """Gives the header Authorization of a request."""
    client_id, secret_version = key_id.split("_")
    lines = ["otp1", api_id, client_id, secret_version, timestamp, nonce, operation_name, sha256(query), sha256(canonical(variables))]
    signature = hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
    return "_".join(["otp1", key_id, timestamp, nonce, signature])


def authorization(api_id, key_id, secret, query, variables):
    """Gives the header of a request at this moment, with a new nonce."""
    return sign(api_id, key_id, secret, str(int(time.time())), secrets.token_hex(16), query, variables)
