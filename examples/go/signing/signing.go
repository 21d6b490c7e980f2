// Package signing signs requests as docs/signing.md has it.
package signing

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Key is what an API client signs with.
type Key struct{ APIID, KeyID, Secret string }

// Authorization gives the header of a request at this moment, with a new nonce. The numbers of the variables are 32-bit integers.
func (key Key) Authorization(query string, variables any) (string, error) {
	nonce := make([]byte, 16)
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return key.sign(strconv.FormatInt(time.Now().Unix(), 10), hex.EncodeToString(nonce), query, variables, "")
}

func (key Key) sign(timestamp, nonce, query string, variables any, operationName string) (string, error) {
	text, err := canonical(variables)
	if err != nil {
		return "", err
	}
	clientID, secretVersion, _ := strings.Cut(key.KeyID, "_")
	lines := []string{"otp1", key.APIID, clientID, secretVersion, timestamp, nonce, operationName, digest(query), digest(text)}
	mac := hmac.New(sha256.New, []byte(key.Secret))
	mac.Write([]byte(strings.Join(lines, "\n")))
	return strings.Join([]string{"otp1", key.KeyID, timestamp, nonce, hex.EncodeToString(mac.Sum(nil))}, "_"), nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
