// Checks a proof:
//
//	echo "$PROOF" | JWKS_URL=... ISSUER=... AUDIENCE=... PURPOSE=... go run ./verify-proof
//
// It prints the claims, or says why the proof is refused and ends with 1.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"otpexample/proof"
)

func main() {
	keys, err := proof.FetchKeys(os.Getenv("JWKS_URL"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "no keys:", err)
		os.Exit(2)
	}
	text, _ := io.ReadAll(os.Stdin)
	expected := proof.Expected{Issuer: os.Getenv("ISSUER"), Audience: os.Getenv("AUDIENCE"), Purpose: os.Getenv("PURPOSE")}
	claims, err := proof.Verify(strings.TrimSpace(string(text)), keys, expected)
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(claims)
}
