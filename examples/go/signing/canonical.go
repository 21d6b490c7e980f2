package signing

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
)

// canonical gives the JSON that signatures cover (RFC 8785): no spaces, and the keys of each object ordered by their UTF-16 units.
func canonical(variables any) (string, error) {
	text, err := json.Marshal(variables)
	if err != nil {
		return "", err
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return "", err
	}
	return written(value), nil
}

func written(value any) string {
	switch value := value.(type) {
	case map[string]any:
		members := make([]string, 0, len(value))
		for _, key := range sortedKeys(value) {
			members = append(members, quoted(key)+":"+written(value[key]))
		}
		return "{" + strings.Join(members, ",") + "}"
	case []any:
		items := make([]string, 0, len(value))
		for _, item := range value {
			items = append(items, written(item))
		}
		return "[" + strings.Join(items, ",") + "]"
	default:
		return quoted(value)
	}
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	})
	return keys
}

// Go escapes two line ends more than the standard has it.
var lineEnds = strings.NewReplacer(`\\`, `\\`, `\u2028`, "\u2028", `\u2029`, "\u2029")

// quoted gives a text, a number, true, false or null. None of them can fail.
func quoted(value any) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.Encode(value)
	return lineEnds.Replace(strings.TrimSuffix(out.String(), "\n"))
}
