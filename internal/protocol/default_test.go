package protocol_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/protocol"
)

// The German default decides as the English one does, and reads German throughout.
func TestDefaultInGerman(t *testing.T) {
	t.Parallel()
	en, de := parse(t, string(protocol.Default())).Document(), parse(t, string(protocol.DefaultIn("de-AT"))).Document()
	if len(en.Rules) != len(de.Rules) {
		t.Fatalf("%d rules in English, %d in German", len(en.Rules), len(de.Rules))
	}
	if de.Note == en.Note || de.Defaults.Advice == en.Defaults.Advice {
		t.Error("the note or the advice of the defaults is English")
	}
	de.Note, de.Defaults.Advice = en.Note, en.Defaults.Advice
	for i := range en.Rules {
		e, d := &en.Rules[i], &de.Rules[i]
		if e.Name != "Spam" && d.Name == e.Name || d.Advice == e.Advice || d.Advice == "" {
			t.Errorf("rule %q has no German words", e.Name)
		}
		d.Name, d.Advice = e.Name, e.Advice
	}
	if d := cmp.Diff(en, de); d != "" {
		t.Errorf("they decide differently: %s", d)
	}
}

// What is grave is heard where two words stand together, and not where one of them stands alone.
func TestDefaultHearsWhatIsGrave(t *testing.T) {
	t.Parallel()
	p := parse(t, string(protocol.Default()))
	for text, want := range map[string]string{
		"My son cut his hand open on the broken jar":           "Danger to a person",
		"smoke is pouring out of your washing machine":         "Danger to a person",
		"Mein Kind hat sich geschnitten und blutet":            "Danger to a person",
		"no quiero vivir más":                                  "Danger to a person",
		"there are payments on my statement I don't recognise": "Account or money in danger",
		"quelqu'un s'est connecté à mon compte":                "Account or money in danger",
		"Das ist Diskriminierung wegen meiner Hautfarbe":       "Legal threat",
		"questa è discriminazione":                             "Legal threat",
		"reporter here, would like a statement from you":       "Press",
		"you cut the line again":                               "Complaint to us",
		"no smoke without fire":                                "Complaint to us",
		"can someone look at my account":                       "Complaint to us",
		"your payment page is slow":                            "Complaint to us",
	} {
		got := p.Decide(protocol.Facts{Text: text, Intent: "complaint", Confidence: .8, Sentiment: "negative", Score: -.5, Urgency: "normal", MentionsUs: true}).Rule
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Who thanks us for an answer, or says that it is solved, waits for nothing, in whatever words; who
// only speaks of what works still does.
func TestDefaultOwesNothingForThanks(t *testing.T) {
	t.Parallel()
	p := parse(t, string(protocol.Default()))
	for _, c := range []struct {
		facts protocol.Facts
		want  string
	}{
		{protocol.Facts{Text: "You can close this.", Intent: "other", Stage: "acknowledged", Thanks: "confirms"}, "no"},
		{protocol.Facts{Text: "Much obliged", Intent: "praise", Stage: "in_progress", Thanks: "thanks"}, "no"},
		{protocol.Facts{Text: "Thanks, and when does it arrive?", Intent: "praise", Stage: "acknowledged", Thanks: "thanks"}, "yes"},
		{protocol.Facts{Text: "It works on my other phone", Intent: "other", Stage: "acknowledged"}, "yes"},
		{protocol.Facts{Text: "Solved, after three weeks!", Intent: "complaint", Stage: "acknowledged", Thanks: "confirms"}, "yes"},
		{protocol.Facts{Text: "Great ride, thanks!", Intent: "praise", Stage: "new", Thanks: "thanks"}, "yes"},
	} {
		c.facts.MentionsUs = true
		if got := p.Decide(c.facts); got.Respond != c.want {
			t.Errorf("%q: %q by %q, want %q", c.facts.Text, got.Respond, got.Rule, c.want)
		}
	}
}

func TestDefaultInOtherLanguages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"", "en", "en-GB", "fr", "den", "und"} {
		if string(protocol.DefaultIn(lang)) != string(protocol.Default()) {
			t.Errorf("in %q it is not the English one", lang)
		}
	}
	for lang, want := range map[string]bool{"de": true, "en": true} {
		if got := protocol.IsDefault(protocol.DefaultIn(lang)); got != want {
			t.Errorf("IsDefault of %q is %v", lang, got)
		}
	}
	if protocol.IsDefault([]byte(`{"rules":[]}`)) {
		t.Error("an empty protocol is taken for the default")
	}
}
