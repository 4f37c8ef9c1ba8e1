package view

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/protocol"
)

// TestErrorsAreRetold: whatever a page says of what cannot be done is said in German, too. The
// sources are read for it.
func TestErrorsAreRetold(t *testing.T) {
	t.Parallel()
	said := 0
	for _, room := range []string{"access", "admin", "auth", "builder", "calendar", "dossier", "inbox", "monitor", "notify", "picture", "privacy", "protocol", "reporting", "searchfile", "web"} {
		eachNode(t, room, func(at token.Position, n ast.Node) {
			for _, s := range errorsOf(n) {
				s = filledIn.Replace(s)
				if said++; strings.Contains(s, " ") && !german(s) {
					t.Errorf("%s: %q is not said in German", at, s)
				}
			}
		})
	}
	if said < 300 {
		t.Errorf("only %d sentences were found", said)
	}
	for _, f := range slices.Concat(protocol.Vocabulary(), protocol.Functions()) {
		if !german(f.Meaning) {
			t.Errorf("what %s means is not said in German", f.Name)
		}
	}
	denied := access.Check(desk.Agent{ID: 1, Role: desk.Viewer}, access.Answer)
	if got := Retell("de", denied.(*desk.Error).Message); got != "Das dürfen Sie nicht: Kunden antworten." {
		t.Errorf("denied: %q", got)
	}
}

// TestSettingsOfNetworksAreRetold: what a person reads who connects an account.
func TestSettingsOfNetworksAreRetold(t *testing.T) {
	t.Parallel()
	said := 0
	for _, room := range []string{"channel/bluesky", "channel/echo"} {
		eachNode(t, room, func(at token.Position, n ast.Node) {
			pair, _ := n.(*ast.KeyValueExpr)
			if pair == nil {
				return
			}
			key, _ := pair.Key.(*ast.Ident)
			text, _ := pair.Value.(*ast.BasicLit)
			if key == nil || text == nil || key.Name != "Help" && key.Name != "Label" {
				return
			}
			if s, err := strconv.Unquote(text.Value); err != nil || germanNetworks[s] == "" {
				t.Errorf("%s: %q is not said in German (%v)", at, s, err)
			}
			said++
		})
	}
	if said < 25 {
		t.Errorf("only %d were found", said)
	}
}

// TestFailedNoticesAreRetold: what the page says of notices that failed, with the ways to mend it.
func TestFailedNoticesAreRetold(t *testing.T) {
	t.Parallel()
	all := []string{"Check the setting smtp.", "The mail server isn't accepting mail.", "The mail server refused the mail.", "The address mia@acme.example can't receive mail.",
		"The webhook Pager has no usable address.", "The webhook Pager is paused."}
	for _, who := range []string{"The webhook Pager", "The browser's push service"} {
		for _, what := range []string{"can't be reached.", "isn't responding.", "answered 502.", "refused it with 403.", "no longer exists (410).", "is inside the network, where notices aren't allowed to go."} {
			all = append(all, who+" "+what)
		}
	}
	for _, s := range all {
		if !german(s) {
			t.Errorf("%q is not said in German", s)
		}
	}
}

// TestMistakesOfComparisonsAreRetold: of what is put together of the file and a reason.
func TestMistakesOfComparisonsAreRetold(t *testing.T) {
	t.Parallel()
	for english, want := range map[string]string{
		"The file uses format version 7; this heed reads version 1.":                          "Die Datei hat Version 7 der Form; dieses heed liest Version 1.",
		"Line 3 isn't valid JSON.":                                                            "Zeile 3 ist kein JSON.",
		"Line 1: companies.cases can't be a string.":                                          "Zeile 1: companies.cases ist string und kann es nicht sein.",
		"companies[0].name is required, at most 200 characters.":                              "companies[0].name fehlt oder hat mehr als 200 Zeichen.",
		"companies[12].cases is below 0.":                                                     "companies[12].cases ist unter 0.",
		"companies[2].measures.demand.n is below 0.":                                          "companies[2].measures.demand.n ist unter 0.",
		"companies[2].measures.coverage.value is a share and must be between 0 and 1.":        "companies[2].measures.coverage.value ist ein Anteil und liegt zwischen 0 und 1.",
		"companies[2].measures.first_response_time_p50.value is a time and can't be below 0.": "companies[2].measures.first_response_time_p50.value ist eine Zeit und nicht unter 0.",
		"This isn't a file written by heed benchmark.":                                        "Die Datei ist nicht das, was heed benchmark schreibt.",
	} {
		if got := Retell("de", english); got != want {
			t.Errorf("%q: %q", english, got)
		}
	}
}

// filledIn are the values of sentences that are put together of others.
var filledIn = strings.NewReplacer("You're not allowed to 7.", "You're not allowed to answer customers.", "calendar, at 7.", "calendar, at line 7, column 7.", "does, at 7.", "does, at line 7, column 7.", // read only
	"early, at 7.", "early, at line 7, column 7.", "JSON at 7.", "JSON at line 7, column 7.", "Found 7 where 7", "Found a text where a list",
	"gives a 7, not", "gives a text, not", "Found a 7 where a 7", "Found a text where a number", "the 7 “", "the intent “")

// errorsOf are the sentences that a piece of the sources says of what cannot be done.
func errorsOf(n ast.Node) []string {
	var es []ast.Expr
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Message" || key.Name == "Mend") {
			es = append(es, n.Value)
		}
	case *ast.CallExpr:
		switch called(n) {
		case "invalid", "wrong", "fail", "refused", "bad": // the last two, or the two before the cause
			args := n.Args[min(1, len(n.Args)):]
			if called(n) == "bad" { // or the first
				args = n.Args
			}
			for _, a := range args {
				if s := sample(a); strings.HasSuffix(s, ".") {
					es = append(es, a)
				}
			}
		}
	}
	if n, ok := n.(*ast.AssignStmt); ok && len(n.Lhs) == 1 {
		if to, ok := n.Lhs[0].(*ast.SelectorExpr); ok && to.Sel.Name == "None" { // of builder.Relevance
			es = append(es, n.Rhs[0])
		}
	}
	var out []string
	for _, e := range es {
		if s := sample(e); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// german reports whether a sentence is known to the catalogues, as it is or by its pattern.
func german(s string) bool {
	_, whole := germanSentence(s)
	return whole || Retell("de", s) != s
}

// TestProblemsOfRulesAreSaidInGerman: what the compiler of conditions and the reader of
// calendars really say.
func TestProblemsOfRulesAreSaidInGerman(t *testing.T) {
	t.Parallel()
	for english, german := range map[string]string{
		`Rule 3 "Late: again", line 1, column 5: There is no fact "signals.intend".`:              `Regel 3 "Late: again", Zeile 1, Spalte 5: Die Angabe "signals.intend" gibt es nicht.`,
		`Rule 1 "A \" B": The rule has no name. (and 2 more)`:                                     `Regel 1 "A \" B": Die Regel hat keinen Namen. (und 2 mehr)`,
		`signals.intent is never "complain".`:                                                     `signals.intent ist nie "complain".`,
		`Did you mean "complaint"? It is one of complaint, question.`:                             `Meinten Sie "complaint"? Möglich sind Beschwerde, Frage.`,
		`"==" can't be used between a text and a whole number.`:                                   `"==" passt nicht zwischen Text und ganze Zahl.`,
		`Put text to compare with in quotes. See docs/protocol.md for what conditions can check.`: `Texte, mit denen verglichen wird, stehen in Anführungszeichen. docs/protocol.md sagt, was sich fragen lässt.`,
		`week.mon[0]: "8 to late" is not a window of time. (line 1, column 40)`:                   `week.mon[0]: "8 to late" ist keine Zeit von bis. (Zeile 1, Spalte 40)`,
		`Found a number where a text is needed.`:                                                  `Hier steht eine Zahl, wo ein Text hingehört.`,
		`message.text matches “(?i)order”`:                                                        `message.text matches “(?i)order”`,
		`text matches “(?i)order”`:                                                                `Text entspricht “(?i)order”`,
	} {
		if got := Retell("de", english); got != german {
			t.Errorf("%q: %q, want %q", english, got, german)
		}
	}
}

// TestAnUnknownSentenceStaysWhole: a sentence that no catalogue knows is not said half in
// German, whatever patterns its words resemble.
func TestAnUnknownSentenceStaysWhole(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"The parcel is late.", "The answer is not there, and nobody knows why.", "Something is not one of these.",
		"This needs 3 days, I think.", "It was closed until they came.", "Nobody wrote that.", "We have answered all of it.", "This is due tomorrow.",
		"Your plan at most covers two (2).", "You may not pass.", "He is over there (left).", "The key begins with a letter.", "It says nothing.",
		"That is not known.", "This is too far.", "10 minutes is not enough.", "The calendar is, for all I know, complaint.",
		"Bluesky is down, phone, email.", "Rule 3 of the house: be kind.",
	} {
		if got := Retell("de", s); got != s {
			t.Errorf("%q is half said in German: %q", s, got)
		}
	}
	english := regexp.MustCompile(`\b([Tt]he|is|are|were|not|[Nn]obody|[Tt]his|[Tt]hat|and|of|[Ww]rite|with|[Ii]t|has|no)\b`)
	quoted := regexp.MustCompile(`"[^"]*"|“[^”]*”|„[^“]*“|\([^)]*\)|[a-z_]+[.(\[][a-z_.\[\]*]+|/\S+|: .*`)
	for _, room := range []string{"carrier", "channel", "channel/bluesky", "channel/echo", "store", "store/sqlite", "store/postgres", "outbox", "intake", "hearing", "purse", "report", "learn", "admin", "web", "protocol", "calendar"} {
		eachNode(t, room, func(at token.Position, n ast.Node) {
			for _, s := range errorsOf(n) {
				for _, s := range []string{s, "Perhaps " + s, s + " It may be so."} {
					if got := Retell("de", s); got != s && english.MatchString(quoted.ReplaceAllString(got, "")) {
						t.Errorf("%s: %q is half said in German: %q", at, s, got)
					}
				}
			}
		})
	}
}
