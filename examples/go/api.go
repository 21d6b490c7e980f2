package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"otpexample/signing"
)

var client = http.Client{Timeout: 30 * time.Second}

// api is the API, and what its requests are signed with.
type api struct {
	url string
	key signing.Key
}

// call sends a mutation with an idempotency key, and reads what is answered into data.
func (api api) call(query string, input map[string]string, data any) error {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return err
	}
	input["idempotencyKey"] = hex.EncodeToString(random)
	variables := map[string]any{"input": input}
	status, text, err := api.post(query, variables)
	// A 401 may come from an authorizer that failed, so the request is signed and sent once more. With the same idempotency key in it, nothing is
	// done twice.
	if err == nil && status == http.StatusUnauthorized {
		status, text, err = api.post(query, variables)
	}
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("the API answered %d: %s", status, text)
	}
	var answer struct {
		Data   json.RawMessage
		Errors []struct{ ErrorType, Message string }
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return fmt.Errorf("%s: %s", answer.Errors[0].ErrorType, answer.Errors[0].Message)
	}
	return json.Unmarshal(answer.Data, data)
}

func (api api) post(query string, variables any) (status int, text []byte, err error) {
	authorization, err := api.key.Authorization(query, variables)
	if err != nil {
		return 0, nil, err
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequest(http.MethodPost, api.url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("content-type", "application/json")
	request.Header.Set("authorization", authorization)
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("no answer: %w. Is the service running?", err)
	}
	defer answer.Body.Close()
	text, err = io.ReadAll(answer.Body)
	return answer.StatusCode, text, err
}

type message struct{ To, Subject, Text string }

// newestTo finds the newest message to somebody in the inbox.
func newestTo(inboxURL, to string) (message, error) {
	answer, err := client.Get(inboxURL + ".json")
	if err != nil {
		return message{}, err
	}
	defer answer.Body.Close()
	var inbox []message
	if err := json.NewDecoder(answer.Body).Decode(&inbox); err != nil {
		return message{}, err
	}
	for _, each := range inbox {
		if each.To == to {
			return each, nil
		}
	}
	return message{}, fmt.Errorf("the inbox has no message to %s", to)
}
