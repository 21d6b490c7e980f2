// Package proof checks proofs.
package proof

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"time"
)

const clockTolerance = 5
const mostSeconds = 300

// Header is the part of a proof that says how it is signed.
type Header struct{ Alg, Typ, Kid string }

// Claims are those that every proof has.
type Claims struct {
	Iss     string   `json:"iss"`
	Sub     string   `json:"sub"`
	Aud     string   `json:"aud"`
	Jti     string   `json:"jti"`
	Iat     int64    `json:"iat"`
	Exp     int64    `json:"exp"`
	Purpose string   `json:"purpose"`
	Amr     []string `json:"amr"`
}

// Expected is what a server accepts: proofs of one tenant, for itself and for one purpose.
type Expected struct{ Issuer, Audience, Purpose string }

// FetchKeys gives the published keys by their kid. A server keeps them for five minutes, and fetches them again for an unknown kid.
func FetchKeys(url string) (map[string]*rsa.PublicKey, error) {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the keys were answered with %s", answer.Status)
	}
	var jwks struct{ Keys []struct{ Kid, N, E string } }
	if err := json.NewDecoder(answer.Body).Decode(&jwks); err != nil {
		return nil, err
	}
	keys := map[string]*rsa.PublicKey{}
	for _, jwk := range jwks.Keys {
		n, errN := base64.RawURLEncoding.DecodeString(jwk.N)
		e, errE := base64.RawURLEncoding.DecodeString(jwk.E)
		if err := errors.Join(errN, errE); err != nil {
			return nil, err
		}
		exponent := int(new(big.Int).SetBytes(e).Int64())
		keys[jwk.Kid] = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: exponent}
	}
	return keys, nil
}

func decode(part string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// Verify gives the claims of a proof, and an error for any text that is none.
func Verify(proof string, keys map[string]*rsa.PublicKey, expected Expected) (*Claims, error) {
	parts := strings.Split(proof, ".")
	if len(parts) != 3 {
		return nil, errors.New("it is no JWT")
	}
	var header Header
	var claims Claims
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err := errors.Join(err, decode(parts[0], &header), decode(parts[1], &claims)); err != nil {
		return nil, errors.New("it is no JWT")
	}
	// The algorithm is this server's choice, never the token's (RFC 8725, 3.1).
	if header.Alg != "RS256" || header.Typ != "otp-proof+jwt" {
		return nil, errors.New("it is another kind of token")
	}
	key, published := keys[header.Kid]
	if !published {
		return nil, errors.New("its key is not published")
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature); err != nil {
		return nil, errors.New("its signature is wrong")
	}
	for _, claim := range []struct{ name, value, expected string }{
		{"iss", claims.Iss, expected.Issuer}, {"aud", claims.Aud, expected.Audience}, {"purpose", claims.Purpose, expected.Purpose},
	} {
		if claim.value != claim.expected {
			return nil, fmt.Errorf("its %s is another one", claim.name)
		}
	}
	now := time.Now().Unix()
	if claims.Exp-claims.Iat > mostSeconds || claims.Iat > now+clockTolerance || claims.Exp <= now-clockTolerance {
		return nil, errors.New("it is too old")
	}
	return &claims, nil
}
