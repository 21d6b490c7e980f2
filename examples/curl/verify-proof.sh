#!/bin/sh
# Checks a proof with curl and openssl:
#
#     echo "$PROOF" | JWKS_URL=... ISSUER=... AUDIENCE=... PURPOSE=... sh verify-proof.sh
#
# It prints the claims, or says why the proof is refused and ends with 1.
set -eu

clock_tolerance=5
most_seconds=300

refuse() { printf 'refused: %s\n' "$1" >&2; exit 1; }

# Base64url to bytes.
decode() {
  text=$(tr '_-' '/+')
  case $((${#text} % 4)) in 2) text="$text==" ;; 3) text="$text=" ;; esac
  printf %s "$text" | openssl base64 -d -A
}
hex() { decode | od -An -v -tx1 | tr -d ' \n'; }

# text NAME JSON, number NAME JSON: a member. Inside of a text every quote has a backslash before it, so that no text looks like a member.
text() { printf '%s\n' "$2" | sed -n 's/.*"'"$1"'":"\([^"\\]*\)".*/\1/p'; }
number() { printf '%s\n' "$2" | sed -n 's/.*"'"$1"'":\([0-9]\{1,12\}\).*/\1/p'; }

read -r proof || true
case $proof in
*[!A-Za-z0-9._-]* | *.*.*.*) refuse "it is no JWT" ;;
*?.?*.?*) ;;
*) refuse "it is no JWT" ;;
esac
signed=${proof%.*}
header=$(printf %s "${proof%%.*}" | decode)
claims=$(printf %s "${signed#*.}" | decode)

# The algorithm is this server's choice, never the token's (RFC 8725, 3.1).
[ "$(text alg "$header") $(text typ "$header")" = "RS256 otp-proof+jwt" ] || refuse "it is another kind of token"

# The key that the proof names. A server keeps the keys for five minutes, and fetches them again for an unknown kid.
kid=$(text kid "$header")
jwk=$(curl -sSf --max-time 5 "$JWKS_URL" | tr -d ' \n' | tr '{' '\n' | grep -F "\"kid\":\"$kid\"") || refuse "its key is not published"
[ "$(text kty "$jwk")" = RSA ] || refuse "its key is not published"

files=$(mktemp -d)
trap 'rm -r "$files"' EXIT
cat > "$files/key.conf" <<ASN1
asn1 = SEQUENCE:key
[key]
algorithm = SEQUENCE:algorithm
numbers = BITWRAP,SEQUENCE:numbers
[algorithm]
name = OID:rsaEncryption
parameters = NULL
[numbers]
n = INTEGER:0x$(text n "$jwk" | hex)
e = INTEGER:0x$(text e "$jwk" | hex)
ASN1
openssl asn1parse -genconf "$files/key.conf" -noout -out "$files/key.der"
openssl pkey -pubin -inform DER -in "$files/key.der" -out "$files/key.pem"
printf %s "${proof##*.}" | decode > "$files/signature"
printf %s "$signed" | openssl dgst -sha256 -verify "$files/key.pem" -signature "$files/signature" > "$files/log" 2>&1 ||
  refuse "its signature is wrong"

for expected in "iss $ISSUER" "aud $AUDIENCE" "purpose $PURPOSE"; do
  name=${expected%% *}
  [ "$name $(text "$name" "$claims")" = "$expected" ] || refuse "its $name is another one"
done
issued=$(number iat "$claims")
ends=$(number exp "$claims")
now=$(date +%s)
[ $((ends - issued)) -le $most_seconds ] && [ "$issued" -le $((now + clock_tolerance)) ] && [ "$ends" -gt $((now - clock_tolerance)) ] ||
  refuse "it is too old"
printf '%s\n' "$claims"
