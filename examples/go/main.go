// Asks for a code by e-mail, reads it in the inbox, checks it, and checks the proof: with the standard library.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"otpexample/proof"
	"otpexample/signing"
)

const (
	request     = "mutation ($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }"
	verify      = "mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status proof } }"
	subject     = "customer-go"
	destination = "customer-go@example.com"
)

var codePattern = regexp.MustCompile(`\b\d{6}\b`)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	environment := map[string]string{"OUTPUTS": "", "KEY_ID": "", "SECRET": ""}
	for name := range environment {
		if environment[name] = os.Getenv(name); environment[name] == "" {
			return fmt.Errorf("%s is not set. docs/api-clients.md says how to get it", name)
		}
	}
	text, err := os.ReadFile(environment["OUTPUTS"])
	if err != nil {
		return fmt.Errorf("%s cannot be read: is the service running?", environment["OUTPUTS"])
	}
	var outputs struct{ APIID, GraphqlURL, InboxURL, JwksURL, ProofIssuer string }
	if err := json.Unmarshal(text, &outputs); err != nil {
		return err
	}
	api := api{outputs.GraphqlURL, signing.Key{APIID: outputs.APIID, KeyID: environment["KEY_ID"], Secret: environment["SECRET"]}}

	var requested struct {
		RequestOtp struct {
			Token struct{ ID, Destination, ExpiresAt string }
		}
	}
	asked := map[string]string{"channel": "EMAIL", "subject": subject, "destination": destination}
	if err := api.call(request, asked, &requested); err != nil {
		return err
	}
	token := requested.RequestOtp.Token
	say("requested a code by e-mail", "to %s, valid until %s", token.Destination, token.ExpiresAt)

	// The customer types the code that the message shows.
	message, err := newestTo(outputs.InboxURL, destination)
	if err != nil {
		return err
	}
	code := codePattern.FindString(message.Text)
	say("the inbox shows", "%q: %s", message.Subject, code)

	var verified struct {
		VerifyOtp struct{ Status, Proof string }
	}
	guess := map[string]string{"id": token.ID, "code": code, "subject": subject}
	if err := api.call(verify, guess, &verified); err != nil {
		return err
	}
	status := verified.VerifyOtp.Status
	say("checked "+code, "%s", status)
	if status != "VERIFIED" {
		return fmt.Errorf("the code is not verified: %s", status)
	}

	// What another server does, which knows nothing but the published keys.
	clientID, _, _ := strings.Cut(environment["KEY_ID"], "_")
	tenant := "client:" + clientID
	keys, err := proof.FetchKeys(outputs.JwksURL)
	if err != nil {
		return err
	}
	expected := proof.Expected{Issuer: outputs.ProofIssuer + "/" + tenant, Audience: tenant, Purpose: "login"}
	claims, err := proof.Verify(verified.VerifyOtp.Proof, keys, expected)
	if err != nil {
		return fmt.Errorf("the proof is refused: %w", err)
	}
	say("checked the proof", "of %s, for %s, to %s", claims.Sub, claims.Purpose, claims.Aud)
	return nil
}

func say(step, detail string, values ...any) {
	fmt.Printf("%-36s %s\n", step, fmt.Sprintf(detail, values...))
}
