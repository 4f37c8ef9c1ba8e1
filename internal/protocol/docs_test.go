package protocol_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"heed/internal/protocol"
)

// docs/protocol.md lists every fact, and all that it shows works as it says.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	for _, f := range protocol.Vocabulary() {
		row := fmt.Sprintf("| `%s` | %s | %s", f.Name, f.Type, f.Meaning)
		if len(f.Values) > 0 {
			row += " O" + map[bool]string{true: "f", false: "ne of"}[f.Type == "list of texts"] + " `" + strings.Join(f.Values, "`, `") + "`."
		}
		if row += " |"; !strings.Contains(doc, row) {
			t.Errorf("the documentation lacks\n%s", row)
		}
	}
	_, block, _ := strings.Cut(doc, "```json\n")
	block, _, _ = strings.Cut(block, "```")
	p := parse(t, block)
	decisions := rowsAfter(doc, "| text | intent |")
	for _, row := range decisions {
		documentedDecision(t, p, row)
	}
	conditions := rowsAfter(doc, "| condition | in words |")
	for _, row := range conditions {
		parse(t, one(strings.ReplaceAll(strings.Trim(row[0], "`"), `\|`, "|")))
	}
	if len(decisions) < 3 || len(conditions) < 10 {
		t.Errorf("%d decisions and %d conditions were tried", len(decisions), len(conditions))
	}
	documentedDefault(t, rowsAfter(doc, "| rule | respond | within | hours |"))
}

// rowsAfter is the body of the table with a head.
func rowsAfter(doc, head string) [][]string {
	_, body, _ := strings.Cut(doc, head)
	var rows [][]string
	for i, line := range strings.Split(body, "\n") {
		if i < 2 {
			continue // the head's rest and the rule below it
		}
		if !strings.HasPrefix(line, "|") {
			break
		}
		line = strings.ReplaceAll(line, `\|`, "\x00")
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "\x00", `\|`)
		}
		rows = append(rows, cells)
	}
	return rows
}

func documentedDecision(t *testing.T, p *protocol.Protocol, row []string) {
	t.Helper()
	dec := p.Decide(protocol.Facts{Text: row[0], Intent: row[1], Confidence: 0.9, Sentiment: row[2], MentionsUs: true})
	within := time.Duration(0)
	if row[5] != "" {
		within, _ = time.ParseDuration(row[5])
	}
	if dec.Rule != row[3] || dec.Respond != row[4] || dec.Within != within || strings.Join(dec.Because, "; ") != row[6] {
		t.Errorf("%q: the documentation is wrong about %+v", row, dec)
	}
}

func documentedDefault(t *testing.T, rows [][]string) {
	t.Helper()
	d := parse(t, string(protocol.Default())).Document()
	if len(rows) != len(d.Rules)+1 {
		t.Fatalf("the documentation lists %d rules of %d", len(rows), len(d.Rules)+1)
	}
	for i, r := range d.Rules {
		if got := rows[i]; got[0] != r.Name || got[1] != r.Respond || got[2] != r.Within || got[3] != r.Hours {
			t.Errorf("rule %d: %q is not %+v", i+1, got, r)
		}
	}
}
