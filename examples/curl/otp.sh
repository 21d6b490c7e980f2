#!/bin/sh
# Asks for a code by e-mail, reads it in the inbox, checks it, and checks the proof: with curl and openssl.
set -eu
how="is not set. docs/api-clients.md says how to get it"
: "${OUTPUTS:?$how}" "${KEY_ID:?$how}" "${SECRET:?$how}"

folder=$(dirname "$0")
. "$folder/signing.sh"

fail() { printf '%s\n' "$1" >&2; exit 1; }
say() { printf '%-36s %s\n' "$1" "$2"; }
# member NAME JSON: prints the text of the first member of this name. With jq at hand, use that.
member() { printf '%s\n' "$2" | grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }
outputs=$(cat "$OUTPUTS") || fail "$OUTPUTS cannot be read: is the service running?"
output() { member "$1" "$outputs"; }

API_ID=$(output apiId)

# call QUERY VARIABLES: prints the API's answer. A 401 may come from an authorizer that failed, so the request is signed and sent once more. With the
# same idempotency key in it, nothing is done twice.
call() {
  for try in 1 2; do
    answer=$(printf '{"query":"%s","variables":%s}' "$1" "$2" |
      curl -sS --max-time 30 "$(output graphqlUrl)" -H 'content-type: application/json' \
        -H "authorization: $(authorization "$1" "$2")" --data-binary @- -w '\n%{http_code}') || fail "no answer from the API: is the service running?"
    status=${answer##*[!0-9]}
    [ "$try $status" = "1 401" ] || break
  done
  case "$status $answer" in
  "200 "*'"errors":['*) fail "$(member errorType "$answer"): $(member message "$answer")" ;;
  "200 "*) printf '%s\n' "${answer%???}" ;;
  *) fail "the API answered $status: ${answer%???}" ;;
  esac
}

subject=customer-curl
destination=customer-curl@example.com

# The variables are written as they are signed: the keys in order, and no spaces.
request='mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }'
requested=$(call "$request" "$(printf '{"input":{"channel":"EMAIL","destination":"%s","idempotencyKey":"%s","subject":"%s"}}' \
  "$destination" "$(openssl rand -hex 16)" "$subject")")
id=$(member id "$requested")
say "requested a code by e-mail" "to $(member destination "$requested"), valid until $(member expiresAt "$requested")"

# The newest message to the customer, who types the code that it shows.
message=$(curl -sS --max-time 30 "$(output inboxUrl).json" | tr '{' '\n' | grep -F "\"to\":\"$destination\"" | head -n 1)
code=$(member text "$message" | grep -o '[0-9]\{6\}' | head -n 1)
say "the inbox shows" "\"$(member subject "$message")\": $code"

verify='mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining proof } }'
verified=$(call "$verify" "$(printf '{"input":{"code":"%s","id":"%s","idempotencyKey":"%s","subject":"%s"}}' \
  "$code" "$id" "$(openssl rand -hex 16)" "$subject")")
status=$(member status "$verified")
say "checked $code" "$status"
[ "$status" = VERIFIED ] || fail "the code is not verified: $status"

# What another server does, which knows nothing but the published keys.
tenant=client:${KEY_ID%_*}
claims=$(member proof "$verified" |
  JWKS_URL=$(output jwksUrl) ISSUER=$(output proofIssuer)/$tenant AUDIENCE=$tenant PURPOSE=login sh "$folder/verify-proof.sh")
say "checked the proof" "of $(member sub "$claims"), for $(member purpose "$claims"), to $(member aud "$claims")"
