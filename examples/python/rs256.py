"""RS256 (RFC 7518, 3.3). The standard library has no RSA: the package cryptography checks signatures if it is installed, else the command openssl."""

import base64
import os
import subprocess
import tempfile

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.hashes import SHA256
except ImportError:
    RSAPublicNumbers = None


def decode(part):
    """Gives the bytes of Base64url. Raises ValueError for anything else."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def is_signed(jwk, signed, signature):
    """Whether the key, a JWK, has signed these bytes."""
    modulus, exponent = (int.from_bytes(decode(jwk[name]), "big") for name in ("n", "e"))
    check = by_cryptography if RSAPublicNumbers else by_openssl
    return check(modulus, exponent, signed, signature)


def by_cryptography(modulus, exponent, signed, signature):
    try:
        RSAPublicNumbers(exponent, modulus).public_key().verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def by_openssl(modulus, exponent, signed, signature):
    with tempfile.TemporaryDirectory() as folder:
        files = {"key.pem": pem(modulus, exponent), "signature": signature}
        for name, content in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature"]
        return subprocess.run(command, cwd=folder, input=signed, capture_output=True, check=False).returncode == 0


RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")


def pem(modulus, exponent):
    """Gives a public key in the form that openssl reads (RFC 5280, 4.1.2.7, and RFC 8017, A.1.1)."""
    numbers = der(0x30, integer(modulus) + integer(exponent))
    key = der(0x30, RSA_ENCRYPTION + der(0x03, b"\0" + numbers))
    return b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(key) + b"-----END PUBLIC KEY-----\n"


def integer(number):
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def der(tag, content):
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 + len(size)]) + size + content
