# Signs requests as docs/signing.md has it. Other scripts source this file.
#
# The secret is an argument of openssl for a moment, where other users of the same machine can see it. Use this on a machine of your own.

sha256() { printf %s "$1" | openssl dgst -sha256 -r | cut -d ' ' -f 1; }

# sign TIMESTAMP NONCE QUERY VARIABLES [OPERATION_NAME]: prints the header Authorization, by API_ID, KEY_ID and SECRET. The variables are
# canonical JSON (RFC 8785): no spaces, and the keys of each object in order.
sign() {
  signature=$(printf '%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s' otp1 "$API_ID" "${KEY_ID%_*}" "${KEY_ID#*_}" "$1" "$2" "${5:-}" \
    "$(sha256 "$3")" "$(sha256 "$4")" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d ' ' -f 1)
  echo "otp1_${KEY_ID}_$1_$2_$signature"
}

# authorization QUERY VARIABLES: the same at this moment, with a new nonce.
authorization() { sign "$(date +%s)" "$(openssl rand -hex 16)" "$1" "$2"; }
