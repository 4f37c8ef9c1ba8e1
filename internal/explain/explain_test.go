package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/privacy"
	"heed/internal/protocol"
	"heed/internal/signal"
)

var now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

func options(t testing.TB, bad *[]string) Options {
	t.Helper()
	p, err := protocol.Parse(protocol.Default())
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Read: signal.New(nil, nil).Read, Acts: signal.New(nil, nil).Acts, Private: privacy.FindIn, Protocol: p, Lengths: channel.Lengths(),
		Now: func() time.Time { return now },
		Bad: func(line int, err error) { *bad = append(*bad, fmt.Sprintf("%d: %v", line, err)) },
	}
}

func run(t *testing.T, in string) (lines []Line, bad []string) {
	t.Helper()
	var out bytes.Buffer
	sum, err := Run(strings.NewReader(in), &out, options(t, &bad))
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(&out)
	for dec.More() {
		var l Line
		if err := dec.Decode(&l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if sum.Bad != len(bad) || sum.Read != len(lines)+len(bad) {
		t.Errorf("counted %+v, wrote %d, refused %d", sum, len(lines), len(bad))
	}
	return lines, bad
}

func TestFields(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	var bad []string
	if _, err := Run(strings.NewReader(`{"text":"hello"}`), &out, options(t, &bad)); err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "language", "sentiment", "intent", "complaint", "urgency", "tried_elsewhere", "private", "reply_acts", "lengths", "decision"} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		t.Errorf("more fields: %v", got)
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	lines, bad := run(t, `{"id":"a","lang":"en","text":"I called you twice 😡 and nobody answers. Mail ana@example.test"}`+"\n"+
		`{"id":7,"text":"We are sorry, please call us.","direction":"out"}`+"\n\n"+
		`{"text":""}`)
	if bad != nil || len(lines) != 3 {
		t.Fatalf("wrote %d lines, refused %q", len(lines), bad)
	}
	first := lines[0]
	if string(first.ID) != `"a"` || first.Language != "en" || first.Sentiment.Label != "negative" || first.Complaint < .5 {
		t.Errorf("first: %+v", first)
	}
	if diff := cmp.Diff([]string{"phone"}, first.TriedElsewhere); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Private{{"email", 46, 62}}, first.Private); diff != "" {
		t.Error(diff)
	}
	if first.Decision == nil || first.Decision.Respond != "yes" || first.Decision.Within == "" || len(first.Decision.Because) == 0 {
		t.Errorf("decision: %+v", first.Decision)
	}
	if string(lines[1].ID) != "7" || lines[1].Decision != nil {
		t.Errorf("of our own message: %+v", lines[1])
	}
	if string(lines[2].ID) != "null" || lines[2].Lengths["x"] != (Length{0, 280, true}) {
		t.Errorf("of nothing: %+v", lines[2])
	}
}

// Places count code points, whatever stands before: accents of their own, joined emoji,
// other scripts.
func TestPlacesCountCodePoints(t *testing.T) {
	t.Parallel()
	const mail = "ana@example.test"
	for _, before := range []string{"", "caf\u0065\u0301 ", "👩‍👩‍👧 🇩🇪 ", "почта ", "メール: ", "البريد ", "Stra\u00dfe e\u0301\u0327 👍🏽 "} {
		lines, bad := run(t, `{"text":"`+before+mail+`"}`)
		if bad != nil || len(lines) != 1 || len(lines[0].Private) != 1 {
			t.Fatalf("%q: %+v %q", before, lines, bad)
		}
		if p, all := lines[0].Private[0], []rune(before+mail); string(all[p.Start:p.End]) != mail {
			t.Errorf("%q: %+v is %q", before, p, string(all[p.Start:p.End]))
		}
	}
}

func TestRegion(t *testing.T) {
	t.Parallel()
	lines, _ := run(t, `{"text":"ask 030 23125 0","region":"de"}`+"\n"+`{"text":"ask 030 23125 0","lang":"de-DE","author":{"name":"@ana"}}`+"\n"+`{"text":"ask 1650 25312 34 now","lang":"de"}`)
	want := [][]Private{{{"phone", 4, 15}}, {{"phone", 4, 15}}, {}}
	for i, w := range want {
		if diff := cmp.Diff(w, lines[i].Private); diff != "" {
			t.Errorf("line %d: %s", i+1, diff)
		}
	}
}

func TestLengths(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("b", 30) + ".com/" + strings.Repeat("c", 300)
	in := ""
	for _, text := range []string{
		strings.Repeat("日", 141),
		"👩‍👩‍👧‍👦 https://" + long,
		"@ana@" + strings.Repeat("b", 30) + ".example " + strings.Repeat("a", 490),
		strings.Repeat("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 120),
	} {
		b, _ := json.Marshal(map[string]string{"text": text})
		in += string(b) + "\n"
	}
	lines, _ := run(t, in)
	for i, want := range []map[desk.Network]Length{
		{"x": {282, 280, false}, "mastodon": {141, 500, true}, "bluesky": {141, 300, true}, "threads": {141, 500, true}},
		{"x": {26, 280, true}, "mastodon": {25, 500, true}, "bluesky": {345, 300, false}, "threads": {369, 500, true}},
		{"mastodon": {495, 500, true}, "bluesky": {534, 300, false}},
		{"x": {240, 280, true}, "bluesky": {120, 300, false}, "threads": {120 * 28, 500, false}},
	} {
		for network, w := range want {
			if got := lines[i].Lengths[network]; got != w {
				t.Errorf("line %d: %s: got %+v, want %+v", i+1, network, got, w)
			}
		}
	}
}

// Windows writes a mark before a file.
func TestMarkBeforeTheFile(t *testing.T) {
	t.Parallel()
	lines, bad := run(t, "\ufeff{\"text\":\"one\"}\n")
	if len(lines) != 1 || len(bad) != 0 {
		t.Errorf("%d lines, %q", len(lines), bad)
	}
}

func TestBadLines(t *testing.T) {
	t.Parallel()
	lines, bad := run(t, strings.Join([]string{
		`{"text":"one"}`, `{"text":`, `[1]`, `{"text":5}`, `{"lang":"en"}`, `{"text":"x","direction":"up"}`, `{"text":"x","time":"yesterday"}`,
		`{"author":5,"text":"x"}`, `{"id":{},"text":"x"}`, "{\"text\":\"\xff\"}", `{"text":"` + strings.Repeat("x", MaxLine) + `"}`, `{"text":"two"}`,
	}, "\n"))
	if len(lines) != 2 {
		t.Errorf("wrote %d lines", len(lines))
	}
	want := []string{
		"2: The line is not JSON, at byte 9: unexpected end of JSON input.", "3: The line holds an array, not an object.", `4: The field "text" holds a number.`,
		`5: The field "text" is missing.`, `6: The field "direction" is "up".`, `7: The field "time" is "yesterday".`,
		`8: The field "author" holds a number.`, `9: The field "id" is neither text nor a number.`, "10: The line isn't valid UTF-8.", "11: The line is longer than 1024 KiB.",
	}
	got := make([]string, len(bad))
	for i, b := range bad {
		got[i], _, _ = strings.Cut(b, ": invalid")
		got[i], _, _ = strings.Cut(got[i], ": json")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Another program asks and waits for each answer.
func TestAnswersBeforeTheNextLine(t *testing.T) {
	t.Parallel()
	in, ask := io.Pipe()
	answer, out := io.Pipe()
	var bad []string
	opts := options(t, &bad)
	ended := make(chan error, 1)
	go func() {
		_, err := Run(in, out, opts)
		ended <- err
	}()
	dec := json.NewDecoder(answer)
	for i := range 3 {
		fmt.Fprintf(ask, `{"id":%d,"text":"hello"}`+"\n", i)
		var l Line
		if err := dec.Decode(&l); err != nil || string(l.ID) != fmt.Sprint(i) {
			t.Fatalf("%v: %s", err, l.ID)
		}
	}
	ask.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func FuzzRun(f *testing.F) {
	for _, s := range []string{`{"text":"a 😡 ana@example.test"}`, "{}\n{\"text\":\"\\ud800 4111 1111 1111 1111\"}", `{"id":1e9,"text":"x","time":"2024-05-01T12:00:00Z"}`} {
		f.Add([]byte(s))
	}
	var bad []string
	opts := options(f, &bad)
	opts.Bad = func(int, error) {}
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		if _, err := Run(bytes.NewReader(in), &out, opts); err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(&out)
		for dec.More() {
			var l Line
			if err := dec.Decode(&l); err != nil {
				t.Fatal(err)
			}
			for _, p := range l.Private {
				if p.Start < 0 || p.End <= p.Start || p.End > utf8.RuneCount(in) {
					t.Fatalf("%+v", p)
				}
			}
		}
	})
}

func BenchmarkRun(b *testing.B) {
	var bad []string
	opts := options(b, &bad)
	line := strings.Repeat(`{"id":"1","text":"my parcel has been stuck in Leeds for nine days and nobody answers the phone, any news?"}`+"\n", 100)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = Run(strings.NewReader(line), io.Discard, opts)
	}
}

func TestReplyActs(t *testing.T) {
	t.Parallel()
	out, _ := run(t, `{"text": "So sorry, Ana. Please call us on 020 7946 0018.", "direction": "outbound", "lang": "en"}`+"\n"+`{"text": "Please call us on 020 7946 0018.", "lang": "en"}`+"\n")
	if got := out[0].ReplyActs; len(got) != 2 || got[0] != "apology" || got[1] != "elsewhere:phone" {
		t.Errorf("a reply does %q", got)
	}
	if got := out[1].ReplyActs; len(got) != 0 {
		t.Errorf("a customer's message does %q", got)
	}
}
