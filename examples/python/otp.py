"""Asks for a code by e-mail, reads it in the inbox, checks it, and checks the proof: with the standard library."""

import json
import os
import re
import sys
import urllib.error
import urllib.request
import uuid

from signing import authorization
from verify_proof import Refused, fetch_keys, verify_proof

REQUEST = "mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }"
VERIFY = "mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status proof } }"
SUBJECT = "customer-python"
DESTINATION = "customer-python@example.com"


def from_environment(name):
    return os.environ.get(name) or sys.exit(f"{name} is not set. docs/api-clients.md says how to get it")


def read_outputs(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError:
        sys.exit(f"{path} cannot be read: is the service running?")


outputs = read_outputs(from_environment("OUTPUTS"))
key_id, secret = from_environment("KEY_ID"), from_environment("SECRET")


def say(step, detail):
    print(f"{step:36} {detail}")


def fetch_json(request):
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def call(query, **given):
    """Calls the API. A 401 may come from an authorizer that failed, so the request is signed and sent once more. With the same idempotency key in
    it, nothing is done twice."""
    variables = {"input": {**given, "idempotencyKey": str(uuid.uuid4())}}
    body = json.dumps({"query": query, "variables": variables}).encode()
    for may_repeat in (True, False):
        header = authorization(outputs["apiId"], key_id, secret, query, variables)
        headers = {"content-type": "application/json", "authorization": header}
        try:
            answer = fetch_json(urllib.request.Request(outputs["graphqlUrl"], body, headers))
            break
        except urllib.error.HTTPError as error:
            if error.code != 401 or not may_repeat:
                sys.exit(f"the API answered {error.code}: {error.read().decode()}")
    for error in answer.get("errors") or []:
        sys.exit(f"{error['errorType']}: {error['message']}")
    return answer["data"]


try:
    token = call(REQUEST, channel="EMAIL", subject=SUBJECT, destination=DESTINATION)["requestOtp"]["token"]
    say("requested a code by e-mail", f"to {token['destination']}, valid until {token['expiresAt']}")

    # The newest message to the customer, who types the code that it shows.
    message = next(message for message in fetch_json(outputs["inboxUrl"] + ".json") if message["to"] == DESTINATION)
    code = re.search(r"\b\d{6}\b", message["text"]).group()
    say("the inbox shows", f'"{message["subject"]}": {code}')

    verified = call(VERIFY, id=token["id"], code=code, subject=SUBJECT)["verifyOtp"]
    say(f"checked {code}", verified["status"])
    if verified["status"] != "VERIFIED":
        sys.exit(f"the code is not verified: {verified['status']}")

    # What another server does, which knows nothing but the published keys.
    tenant = "client:" + key_id.split("_")[0]
    keys = fetch_keys(outputs["jwksUrl"])
    claims = verify_proof(verified["proof"], keys, issuer=f"{outputs['proofIssuer']}/{tenant}", audience=tenant, purpose="login")
    say("checked the proof", f"of {claims['sub']}, for {claims['purpose']}, to {claims['aud']}")
except urllib.error.URLError as error:
    sys.exit(f"no answer: {error.reason}. Is the service running?")
except Refused as refusal:
    sys.exit(f"the proof is refused: {refusal}")
