package protocol_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/protocol"
)

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	rules := func(s string) string { return `{"rules": [` + s + `]}` }
	tests := []struct{ doc, field, message, mend string }{
		{``, "", "ends too early", "bracket"},
		{"{\"rules\": [\n  {name}]}", "", "line 2, column 4", "quote"},
		{`{"rules": []} 1`, "", "after the end", "single JSON object"},
		{`{"rules": 5}`, "rules", "number", "docs/protocol.md"},
		{rules(`{"name": "a", "whem": "x"}`), "", `unknown field "whem"`, "A rule has"},
		{`{"version": -1, "rules": []}`, "version", "below zero", "Leave it out"},
		{`{"defaults": {"respond": "maybe"}, "rules": []}`, "defaults.respond", "maybe", "yes, no, watch"},
		{`{"defaults": {"within": "soon"}, "rules": []}`, "defaults.within", "soon", "30m"},
		{rules(`{"when": "true"}`), "rules[0].name", "no name", "Give it a name"},
		{rules(`{"name": "a", "when": "true"}, {"name": "a"}`), "rules[1].name", "Rule 1 has the same name", "name of its own"},
		{rules(`{"name": "Everything else"}`), "rules[0].name", "no rule decides", "another name"},
		{rules(`{"name": "a"}, {"name": "b", "when": "true"}`), "rules[1].when", `never reached because "a"`, "end"},
		{rules(`{"name": "a", "respond": "ja"}`), "rules[0].respond", `"ja"`, "yes, no, watch"},
		{rules(`{"name": "a", "hours": "cover"}`), "rules[0].hours", `"cover"`, `Did you mean "covered"?`},
		{rules(`{"name": "a", "where": "dm"}`), "rules[0].where", `"dm"`, "public, private"},
		{rules(`{"name": "a", "urgency": "higher"}`), "rules[0].urgency", `"higher"`, `Did you mean "high"?`},
		{rules(`{"name": "a", "within": "5s"}`), "rules[0].within", `"5s"`, "30m"},
		{rules(`{"name": "a", "within": "91d"}`), "rules[0].within", `"91d"`, "30m"},
		{rules(`{"name": "a", "respond": "no", "within": "1h"}`), "rules[0].within", "doesn't answer", "Remove"},
		{rules(`{"name": "a", "when": "message.followers > 1000"}`), "rules[0].when", "not fame", `"reach": true`},
		{rules(`{"name": "a", "advice": "` + strings.Repeat("x", 5000) + `"}`), "rules[0].advice", "longer than", "Shorten"},
		{rules(strings.TrimSuffix(strings.Repeat(`{"name": "a", "when": "true"},`, 201), ",")), "rules", "more than 200", "Combine"},
		{`{"note": "` + strings.Repeat("x", 600<<10) + `"}`, "", "longer than 512 KiB", "Remove"},
	}
	for _, tt := range tests {
		_, err := protocol.Parse([]byte(tt.doc))
		var e *desk.Error
		if !errors.As(err, &e) {
			t.Errorf("%.80s: error %v is not the desk's", tt.doc, err)
			continue
		}
		if e.Kind != desk.Invalid || e.Field != tt.field || !strings.Contains(e.Error(), tt.message) || !strings.Contains(e.Mend, tt.mend) {
			t.Errorf("%.80s:\n got %s, field %q, %q, mend %q\nwant field %q, %q, %q", tt.doc, e.Kind, e.Field, e.Error(), e.Mend, tt.field, tt.message, tt.mend)
		}
	}
}

func TestConditionsAreRefusedInPlainWords(t *testing.T) {
	t.Parallel()
	loop := "[" + strings.TrimSuffix(strings.Repeat("1,", 200), ",") + "]"
	tests := []struct {
		when          string
		line, column  int
		message, mend string
	}{
		{`message.txt == "a"`, 1, 1, `There is no fact "message.txt".`, `Did you mean "message.text"?`},
		{"signals.intent == \"leaving\" &&\n  intent == \"spam\"", 2, 3, `There is no fact "intent".`, `Did you mean "signals.intent"?`},
		{`message == "a"`, 1, 1, `There is no fact "message".`, "in quotes"},
		{`signals.intent == leaving`, 1, 19, `There is no fact "leaving".`, "in quotes"},
		{`signals.intent == "complain"`, 1, 19, `signals.intent is never "complain".`, `Did you mean "complaint"?`},
		{`signals.urgency in ["high", "urgent"]`, 1, 29, `signals.urgency is never "urgent".`, "low, normal, high"},
		{`"fax" in signals.tried`, 1, 1, `signals.tried is never "fax".`, "phone, email"},
		{`message.text`, 1, 1, "The condition gives a text, not yes or no.", "signals.intent =="},
		{`message.followers + 1`, 1, 1, "gives a whole number", "case.waiting_minutes > 30"},
		{`message.text == 1`, 1, 14, `"==" can't be used between a text and a whole number.`, "in quotes"},
		{`!message.text`, 1, 1, `"!" can't be used with a text.`, "&&"},
		{`message.text && true`, 1, 1, "Found a text where a yes or no belongs.", "&&"},
		{`shout(message.text)`, 1, 1, `There is no function "shout".`, "Functions are says"},
		{`message.text.shout()`, 1, 1, `There is no function "shout".`, "Functions are says"},
		{`signals.intent = "spam"`, 1, 16, `from "=" on`, `"==" compares`},
		{`signals.intent ==`, 1, 18, "from its end on", "missing quote"},
		{`signals.intent == "spam" and person.muted`, 1, 26, `from "and" on`, `"&&" is and`},
		{`message.text.matches("(")`, 1, 22, "regular expression", "message.says"},
		{`message.says("?")`, 1, 14, "cannot look for", "docs/protocol.md"},
		{`message.says("ab*")`, 1, 14, "cannot look for", "docs/protocol.md"},
		{`message.says()`, 1, 1, "takes phrases", "docs/protocol.md"},
		{`message.says(message.text)`, 1, 14, "takes phrases", "docs/protocol.md"},
		{loop + ".all(a, " + loop + ".all(b, " + loop + ".all(c, " + loop + ".all(d, a+b+c+d > 0))))", 1, 1, "could take too long", "nested loops"},
		{strings.Repeat("(", 100) + "true" + strings.Repeat(")", 100), 1, 1, "", ""},
		{strings.Repeat("true && ", 900) + "true", 0, 0, "longer than 6000", "Split"},
	}
	for _, tt := range tests {
		_, err := protocol.Parse([]byte(fmt.Sprintf(`{"rules": [{"name": "ok", "when": "true"}, {"name": "bad", "when": %q}]}`, tt.when)))
		var ps protocol.Problems
		if !errors.As(err, &ps) {
			t.Errorf("%.60s: error %v has no problems", tt.when, err)
			continue
		}
		p := ps[0]
		if p.Rule != 1 || p.Name != "bad" || p.Field != "when" || !strings.Contains(p.Message, tt.message) || !strings.Contains(p.Mend, tt.mend) {
			t.Errorf("%.60s:\n got %+v\nwant %q, %q", tt.when, p, tt.message, tt.mend)
		}
		if p.Mend == "" || p.Message == "" || tt.message != "" && (p.Line != tt.line || p.Column != tt.column) {
			t.Errorf("%.60s: at %d:%d, want %d:%d (%s)", tt.when, p.Line, p.Column, tt.line, tt.column, p.Message)
		}
	}
}

func TestAllProblemsAreListed(t *testing.T) {
	t.Parallel()
	_, err := protocol.Parse([]byte(`{"rules": [{"name": "a", "when": "x", "where": "y"}, {"name": "b", "when": "z == 1", "within": "0"}]}`))
	var ps protocol.Problems
	if !errors.As(err, &ps) || len(ps) != 4 {
		t.Fatalf("%v: %q", err, ps)
	}
	if want := `Rule 1 "a", line 1, column 1: There is no fact "x". (and 3 more)`; err.Error() != want {
		t.Errorf("got %q, want %q", err.Error(), want)
	}
}

var oddConditions = []string{ // read only
	`signals.tried.exists(t, t == "phone") || 1 / case.messages > 2`, `message.says("a b*", "ü") ? coverage.open : !person.muted`,
	`size(message.text) > 3 && message.text[0] == "a"`, `message.hits.filter(h, h.matches("x+")).size() != 0`,
	`[1, 2, 3].map(x, x * person.cases).exists(x, x > 9223372036854775807 / 2)`, `{"a": 1}[message.text] == 1`,
	`dyn(message.text) == 1 || timestamp("2026-01-01T00:00:00Z") < timestamp(message.text)`, `has({"a": 1}.a)`,
	`!(signals.intent in ["spam"]) && "phone" in signals.tried`, `message.text.contains(message.lang) == true`, `!!message.private`,
	`signals.tried == ["phone"] || signals.tried != []`, `case.waiting_minutes > 5u && signals.score * 2.0 < 1`,
}

func FuzzParse(f *testing.F) {
	f.Add(protocol.Default())
	f.Add([]byte(one(oddConditions[0])))
	f.Add([]byte(`{"version": 1, "note": "n", "reach": true, "defaults": {"respond": "watch"}, "rules": [{"name": "a", "when": "message.verified", "respond": "no"}, {"name": "b"}]}`))
	f.Fuzz(parsesAndDecides)
}

func FuzzCondition(f *testing.F) {
	for _, when := range oddConditions {
		f.Add(when)
	}
	f.Fuzz(func(t *testing.T, when string) {
		doc, err := json.Marshal(protocol.Document{Reach: true, Rules: []protocol.Rule{{Name: "one", When: when}}})
		if err != nil {
			t.Fatal(err)
		}
		parsesAndDecides(t, doc)
	})
}

// parsesAndDecides: a document is refused in plain words, or decides.
func parsesAndDecides(t *testing.T, doc []byte) {
	p, err := protocol.Parse(doc)
	if err != nil {
		var e *desk.Error
		if !errors.As(err, &e) || e.Kind != desk.Invalid || e.Mend == "" || strings.Contains(e.Message, "%!") {
			t.Fatalf("%v is not a plain desk.Invalid", err)
		}
		return
	}
	dec := p.Decide(protocol.Facts{Text: "Acme's app is down, call me on 555", Followers: -1, Tried: []string{"phone"}, Hits: []string{"x", "xx"}, Urgency: "high"})
	switch {
	case dec.Respond != "yes" && dec.Respond != "no" && dec.Respond != "watch", dec.Rule == "", len(dec.Because) == 0, slices.Contains(dec.Because, ""):
		t.Fatalf("%+v", dec)
	case dec.Within < 0, dec.Within > 180*24*time.Hour, dec.Respond == "yes" && dec.Within == 0:
		t.Fatalf("within %v", dec.Within)
	}
}
