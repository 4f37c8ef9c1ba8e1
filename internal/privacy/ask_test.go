package privacy

import (
	"strings"
	"testing"
)

func TestAskToDelete(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de", "fr", "es", "pt", "nl", "it"} {
		s := AskToDelete(lang, "Ana", Phone)
		if !strings.Contains(s, Describe(Phone, lang)) || !strings.Contains(s, "Ana") || len([]rune(s)) > 260 {
			t.Errorf("%s: %s", lang, s)
		}
		if found := Find(s); found != nil {
			t.Errorf("%s: the request itself is stopped: %q", lang, shown(s, found))
		}
	}
	if AskToDelete("xx", "", Card) != AskToDelete("en", "", Card) {
		t.Error("an unknown language is not English")
	}
}
