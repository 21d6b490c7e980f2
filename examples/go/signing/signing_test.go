package signing

import (
	"encoding/json"
	"os"
	"testing"
)

func TestSignsAsTheVectorsSay(t *testing.T) {
	text, err := os.ReadFile("../../../docs/signing-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		APIID, ClientID, Secret string
		Vectors                 []struct{ Name, Timestamp, SecretVersion, Nonce, OperationName, Query, Variables, Authorization string }
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, vector := range file.Vectors {
		key := Key{file.APIID, file.ClientID + "_" + vector.SecretVersion, file.Secret}
		variables := json.RawMessage(vector.Variables)
		signed, err := key.sign(vector.Timestamp, vector.Nonce, vector.Query, variables, vector.OperationName)
		if err != nil || signed != vector.Authorization {
			t.Errorf("%s: %s instead of %s, %v", vector.Name, signed, vector.Authorization, err)
		}
	}
}
