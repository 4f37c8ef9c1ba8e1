package protocol

import (
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"

	"github.com/google/go-cmp/cmp"
)

// unchecked compiles a condition without the estimate of its cost, as if the estimate
// had been wrong.
func unchecked(t *testing.T, when string) *Protocol {
	t.Helper()
	l, err := newLanguage()
	if err != nil {
		t.Fatal(err)
	}
	checked, issues := l.env.Compile(when)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	c, err := l.plan(when, checked)
	if err != nil {
		t.Fatal(err)
	}
	return &Protocol{table: l.table, rest: desk.Decision{Rule: Otherwise, Because: []string{"no rule matched"}},
		rules: []rule{{name: "hostile", when: c, gives: desk.Decision{Rule: "hostile"}}}}
}

// A loop of 200 to the fourth power would run for a minute and more; the limit ends it
// in milliseconds and the message goes on to the next rule.
func TestTheLimitEndsALoop(t *testing.T) {
	t.Parallel()
	loop := "[" + strings.TrimSuffix(strings.Repeat("1,", 200), ",") + "]"
	nested := "a + b + c + d > 0"
	for _, v := range []string{"d", "c", "b", "a"} {
		nested = loop + ".all(" + v + ", " + nested + ")"
	}
	dec := unchecked(t, nested).Decide(Facts{})
	want := []string{"no rule matched", `rule 1 "hostile" was left out: it took too long`}
	if d := cmp.Diff(want, dec.Because); d != "" || dec.Rule != Otherwise {
		t.Errorf("rule %q: %s", dec.Rule, d)
	}
}

func TestWhatGoesWrongDoesNotMatchAndIsTold(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]string{
		"1 / case.messages == 1":             "division by zero",
		"person.cases * 10 > 0":              "integer overflow",
		`{"a": true}[message.text]`:          "no such key",
		`message.hits[3] == "a"`:             "index out of bounds",
		`int(message.text) > 0`:              "conversion error",
		`message.text.matches(message.lang)`: "does not work",
	} {
		dec := unchecked(t, when).Decide(Facts{Text: "secret", Lang: "(", Cases: 1 << 62})
		if dec.Rule != Otherwise || len(dec.Because) != 2 || !strings.HasPrefix(dec.Because[1], `rule 1 "hostile" was left out: `) {
			t.Errorf("%s: %+v", when, dec)
		} else if !strings.Contains(dec.Because[1], want) || strings.Contains(dec.Because[1], "secret") {
			t.Errorf("%s: %q does not tell of %q", when, dec.Because[1], want)
		}
	}
}

// Whatever a message holds, a condition that passed the check stays under the limit.
func TestTheEstimateHolds(t *testing.T) {
	t.Parallel()
	p, err := Parse(Default())
	if err != nil {
		t.Fatal(err)
	}
	list := make([]string, 500)
	for i := range list {
		list[i] = strings.Repeat("ö", 500)
	}
	for _, text := range []string{strings.Repeat("it's ", 100_000), strings.Repeat("ﷺ", 50_000), strings.Repeat("\xff", 50_000), strings.Repeat("i #", 50_000)} {
		dec := p.Decide(Facts{Text: text, Hits: list, Tried: slices.Clone(list), PrivateData: list, Sentiment: "negative", MentionsUs: true, Intent: "complaint"})
		for _, b := range dec.Because {
			if strings.Contains(b, "left out") {
				t.Error(b)
			}
		}
	}
}
