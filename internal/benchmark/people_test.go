package benchmark

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/signal"
	"heed/internal/text"
)

// Times for people are those of the zone that was asked for, which stands beside them, and so does what
// the cases are narrowed to.
func TestTimesAreOfTheZone(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, story, func(o *Options) {
		o.Zone, o.From = berlin, time.Date(2017, 11, 6, 0, 0, 0, 0, berlin)
	})
	e, err := d.Explain(context.Background(), "acmehelp", "response_rate_1h", 1)
	if err != nil {
		t.Fatal(err)
	}
	l, err := d.League()
	if err != nil {
		t.Fatal(err)
	}
	var explained, table, page bytes.Buffer
	for _, err := range []error{e.WriteText(&explained), l.WriteText(&table), l.WriteHTML(&page)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct{ in, want string }{
		{explained.String(), "times of Europe/Berlin"},
		{explained.String(), "\n2017-11-06 11:00  customer 501"},
		{explained.String(), "\n  2017-11-06 11:07:00  AcmeHelp"},
		{table.String(), "2017-11-06 11:00 to 2017-11-10 10:00 Europe/Berlin\nOnly cases opened from 2017-11-06 00:00 Europe/Berlin on.\n"},
		{page.String(), "Posts of 2017-11-06 to 2017-11-10. Only cases opened from 2017-11-06 00:00 Europe/Berlin on."},
		{page.String(), "hour of the week (Europe/Berlin)"},
	} {
		if !strings.Contains(x.in, x.want) {
			t.Errorf("no %q in\n%.600s", x.want, x.in)
		}
	}
}

// No name in a file for tables begins a formula, and the pairs are read back under the names that they had.
func TestNamesAreNoFormulas(t *testing.T) {
	t.Parallel()
	const formula = `=HYPERLINK(1)`
	d := read(t, strings.ReplaceAll(strings.ReplaceAll(story, "AcmeHelp,False", formula+",False"), "11-06T10:00:00Z,\"@AcmeHelp my", "11-06T10:00:00Z,\"my"), nil)
	l, err := d.League()
	if err != nil {
		t.Fatal(err)
	}
	var league, pairs, times bytes.Buffer
	for _, err := range []error{l.WriteCSV(&league), d.WritePairs(&pairs)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	p, err := ReadPairs(bytes.NewReader(pairs.Bytes()), "pairs", true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteCSV(&times); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"league": league.String(), "pairs": pairs.String(), "times": times.String()} {
		rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
		if err != nil {
			t.Fatal(name, err)
		}
		guarded := 0
		for _, row := range rows {
			for _, c := range row {
				if strings.HasPrefix(c, "=") {
					t.Errorf("%s: a cell is %q", name, c)
				}
				if c == text.Cell(formula) {
					guarded++
				}
			}
		}
		if guarded == 0 {
			t.Errorf("%s: the company is not in it:\n%s", name, file)
		}
	}
	if p.Companies[0].Name != formula {
		t.Errorf("the pairs are of %q", p.Companies[0].Name)
	}
}

// A post has the mood that the desk shows for it: a comparison would set different things side by side else.
func TestMoodIsTheDesks(t *testing.T) {
	t.Parallel()
	reader := signal.New(nil, nil)
	apart := 0
	for _, said := range []string{
		"@AcmeHelp the shop was shut again at four, the sign says eight", "@AcmeHelp box arrived open and half empty, whom do I even ask?",
		"@AcmeHelp I was charged €69.60 for a ticket that your machine never printed", "@AcmeHelp the young man at the counter was most helpful, may I ask when he works?",
		"@AcmeHelp this is terrible service", "@AcmeHelp where can I find my bill?", "@AcmeHelp brilliant, thank you so much!",
	} {
		shown := reader.Read(&desk.Message{Text: said, Lang: "en"})
		want, score := shown.Sentiment.Label, shown.Score
		if want == "neutral" && (score < -.1 || score > .25) {
			apart++
		}
		d := read(t, header+fmt.Sprintf("1,501,True,2017-11-06T10:00:00Z,%q,2,\n2,AcmeHelp,False,2017-11-06T10:07:00Z,@501 What is your number?,,1\n", said), nil)
		if got := d.threads.at(0).mood; got != map[string]int8{"negative": -1, "neutral": 0, "positive": 1}[want] {
			t.Errorf("%q is %d, at the desk %s", said, got, want)
		}
	}
	if apart == 0 {
		t.Error("no text has a score that says other than its mood")
	}
}

// A file of pairs is read however a spreadsheet or a packer left it; one that breaks off is told and ends; and no
// name steers the terminal.
func TestPairsAsTheyCome(t *testing.T) {
	t.Parallel()
	pack := func(s string, cut int) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		z.Close()
		return b.String()[:b.Len()-cut]
	}
	const plain = "agent_id,response_time_seconds\n\x1b[31mAcme,12\nBolt,13.5\n"
	for name, file := range map[string]string{
		"plain": plain, "marked": "\ufeff" + plain, "packed": pack(plain, 0), "of another country": "\ufeff" + strings.NewReplacer(",", ";", ".", ",", "\n", "\r\n").Replace(plain),
		"with tabs": strings.ReplaceAll(plain, ",", "\t"),
	} {
		p, err := ReadPairsFile("-", strings.NewReader(file), true, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(p.Companies) != 2 || p.Companies[0].Measures["response_time_mean"].Value != 12 || p.Companies[1].Measures["response_time_mean"].Value != 13.5 {
			t.Errorf("%s: %+v", name, p)
		}
		var b bytes.Buffer
		if err := p.WriteText(&b); err != nil || strings.Contains(b.String(), "\x1b") {
			t.Errorf("%s: %v %q", name, err, b.String())
		}
	}
	if _, err := ReadPairsFile("-", strings.NewReader(pack(strings.Repeat("a", 99)+plain, 9)), false, nil); !desk.Is(err, desk.Invalid) {
		t.Errorf("one that is cut off: %v", err)
	}
}

// Where the posts cannot be read again, an explanation says why it has no words.
func TestExplainedOnce(t *testing.T) {
	t.Parallel()
	e, err := read(t, story, nil).Explain(context.Background(), "acmehelp", "demand", 1)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := e.WriteText(&b); err != nil || !strings.Contains(b.String(), "standard input and a network are read only once") {
		t.Errorf("%v %s", err, b.String())
	}
}

// Rows of another encoding than UTF-8 are counted: what they say may be misread.
func TestRowsCleaned(t *testing.T) {
	t.Parallel()
	if s := read(t, header+"1,501,True,2017-11-06T10:00:00Z,@AcmeHelp warum so sp\xe4t?,,\n2,502,True,2017-11-06T10:00:00Z,@AcmeHelp warum?,,\n", nil).source; s.Posts != 2 || s.Cleaned != 1 {
		t.Errorf("%+v", s)
	}
}
