package benchmark

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A reference that is slow and plain: maps and lists, written from docs/benchmark.md, with no
// code of the package. What it says of random files must be what the package says.

// phrase is a text of which the test knows what it does.
type phrase struct {
	text                                           string
	names                                          string // behind: they stand there, so that it speaks to nobody
	calls, leaving, thanks                         bool   // of a customer's
	lip, deflects, private, closes, automatic, out bool   // of a company's
}

var menu = []phrase{
	{text: "where is my parcel?", calls: true},
	{text: "my order has not arrived and nobody answers", calls: true},
	{text: "I am leaving you for another bank", calls: true, leaving: true},
	{text: "that worked, thank you", calls: true, thanks: true},
	{text: "it rains here today", names: "behind"},
	{out: true, text: "We have sent a new one to you.", closes: true},
	{out: true, text: "Please call us on 020 7946 0018.", deflects: true},
	{out: true, text: "Please send us a DM with your order number.", private: true},
	{out: true, text: "So sorry to hear that, we understand your frustration.", lip: true},
	{out: true, text: "Which train were you on?"},
	{out: true, text: "This is an automated reply: we answer within a day.", automatic: true, closes: true},
}

// rec is one row of a random file.
type rec struct {
	id, author, parent string
	at                 int64 // seconds
	phrase
	names []string // whom the text names
}

func (r rec) csv() []string {
	text := "@" + strings.Join(r.names, " @")
	if r.phrase.names == "behind" {
		text = r.text + " " + text
	} else {
		text += " " + r.text
	}
	return []string{r.id, r.author, map[bool]string{true: "False", false: "True"}[r.out], time.Unix(r.at, 0).UTC().Format("2006-01-02T15:04:05Z"), text, "", r.parent}
}

// drawFile draws posts that answer each other, or posts that are not in the file; ids may
// stand twice and answers be older than what they answer. They stand in any order.
func drawFile(t *rapid.T) []rec {
	n := rapid.IntRange(1, 160).Draw(t, "posts")
	base := time.Date(2017, 10, 30, 0, 0, 0, 0, time.UTC).Unix()
	times := rapid.SliceOfNDistinct(rapid.Int64Range(0, 12*86400), n, n, rapid.ID[int64]).Draw(t, "times")
	dense := rapid.Bool().Draw(t, "dense")          // so that hours of the week are known
	happy := dense && rapid.Bool().Draw(t, "happy") // so that most is solved
	for i := range times {
		if dense {
			times[i] = int64(i) * 37
		}
	}
	var list []rec
	for i := range n {
		r := rec{id: strconv.Itoa(i + 1), at: base + times[i], phrase: rapid.SampledFrom(menu).Draw(t, "says")}
		if happy {
			r.phrase = menu[[3]int{0, 5, 3}[i%3]] // asks, is answered, thanks
		}
		if r.out {
			r.author = rapid.SampledFrom([]string{"Acme", "Bolt", "Cargo"}).Draw(t, "company")
			r.names = []string{rapid.SampledFrom([]string{"501", "502", "503"}).Draw(t, "to")}
		} else {
			r.author = rapid.SampledFrom([]string{"501", "502", "503", "504"}).Draw(t, "customer")
			r.names = rapid.SliceOfN(rapid.SampledFrom([]string{"Acme", "Bolt", "nobody", "cargo"}), 1, 2).Draw(t, "names")
		}
		switch how := rapid.IntRange(0, 9).Draw(t, "answers"); {
		case dense && r.out && how > 0: // what was said just before
			r.parent = strconv.Itoa(i)
		case happy && i%3 == 2: // who was answered thanks
			r.parent, r.author = strconv.Itoa(i), list[i-1].names[0]
		case how < 3:
		case how == 3:
			r.parent = strconv.Itoa(9000 + rapid.IntRange(0, 3).Draw(t, "absent"))
		default:
			if i > 0 && (r.out || !dense) {
				r.parent = strconv.Itoa(rapid.IntRange(max(1, i-6), i).Draw(t, "parent"))
			}
		}
		if rapid.IntRange(0, 30).Draw(t, "twice") == 0 && i > 0 {
			first := list[rapid.IntRange(0, i-1).Draw(t, "which")]
			r.id, r.parent = first.id, first.parent // so that no ring comes of it: those have a test of their own
		}
		list = append(list, r)
	}
	return rapid.Permutation(list).Draw(t, "order")
}

func fileOf(list []rec) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(strings.Split(strings.TrimSpace(header), ","))
	for _, r := range list {
		_ = w.Write(r.csv())
	}
	w.Flush()
	return b.String()
}

// slow is the reference.
type slow struct {
	list []rec // without repeats
	byID map[string]int
	end  int64
	outs []string // companies of all rows
}

func newSlow(list []rec) *slow {
	s := &slow{byID: map[string]int{}}
	for _, r := range list {
		s.end = max(s.end, r.at)
		if r.out {
			s.outs = append(s.outs, r.author)
		}
		if _, twice := s.byID[r.id]; !twice {
			s.byID[r.id] = len(s.list)
			s.list = append(s.list, r)
		}
	}
	return s
}

func (s *slow) parent(i int) int {
	if at, ok := s.byID[s.list[i].parent]; ok {
		return at
	}
	return -1
}

// said is the company that a post itself tells.
func (s *slow) said(i int) string {
	if s.list[i].out {
		return s.list[i].author
	}
	if p := s.parent(i); p >= 0 && s.list[p].out {
		return s.list[p].author
	}
	answer := -1
	for j := range s.list {
		if s.list[j].out && s.parent(j) == i && (answer < 0 || s.list[j].at < s.list[answer].at) {
			answer = j
		}
	}
	if answer >= 0 {
		return s.list[answer].author
	}
	for _, name := range s.list[i].names {
		for _, company := range s.outs {
			if strings.EqualFold(company, name) {
				return company
			}
		}
	}
	return ""
}

func (s *slow) company(i int) string {
	for ; i >= 0; i = s.parent(i) {
		if c := s.said(i); c != "" {
			return c
		}
	}
	return ""
}

func (s *slow) customer(i int) string {
	if !s.list[i].out {
		return s.list[i].author
	}
	for j := s.parent(i); j >= 0; j = s.parent(j) {
		if !s.list[j].out {
			return s.list[j].author
		}
	}
	return s.list[i].names[0]
}

func (s *slow) thread(i int) string {
	for s.parent(i) >= 0 {
		i = s.parent(i)
	}
	if s.list[i].parent != "" {
		return s.list[i].parent
	}
	return s.list[i].id
}

// measure gives the reference's numbers of a company, as value and count.
func (s *slow) measure(list []told) map[string][2]float64 {
	out := map[string][2]float64{}
	share := func(name string, counts, in func(c told) bool) {
		k, n := 0., 0.
		for _, c := range list {
			if in(c) {
				n++
				if counts(c) {
					k++
				}
			}
		}
		out[name] = [2]float64{k / n, n}
	}
	demand := func(c told) bool { return c.demand }
	responded := func(c told) bool { return c.demand && c.first >= 0 }
	within := func(seconds int64) func(told) bool {
		return func(c told) bool { return c.first >= 0 && c.first <= seconds }
	}
	share("response_rate_1h", within(3600), demand)
	share("response_rate_24h", within(86400), demand)
	share("response_rate_any", within(1<<60), demand)
	share("windows_lost", func(c told) bool { return !within(3600)(c) }, func(c told) bool { return c.leaving && c.demand })
	share("deflection_rate", func(c told) bool { return c.deflected }, responded)
	share("private_move_rate", func(c told) bool { return c.private }, responded)
	share("public_closure_rate", func(c told) bool { return c.closed }, func(c told) bool { return responded(c) && c.private })
	points := 0.
	for _, c := range list {
		points += c.points()
	}
	asks := out["response_rate_any"][1]
	out["score"] = [2]float64{points / asks, asks}
	lip, responses := 0., 0.
	asked, answered := map[int]int{}, map[int]int{}
	for _, c := range list {
		lip, responses = lip+float64(c.lip), responses+float64(c.responses)
		if at := time.Unix(c.opened, 0).UTC(); c.demand {
			hour := int(at.Weekday())*24 + at.Hour()
			asked[hour]++
			if within(3600)(c) {
				answered[hour]++
			}
		}
	}
	out["lip_service"] = [2]float64{lip / responses, responses}
	known, covered := 0., 0.
	for hour, n := range asked {
		if n >= 5 {
			known++
			if answered[hour]*2 >= n {
				covered++
			}
		}
	}
	out["coverage"] = [2]float64{covered / known, known}
	for name, waits := range s.waits(list) {
		for suffix, q := range map[string]float64{"_p50": .5, "_p90": .9} {
			out[name+suffix] = [2]float64{waited(waits, q), float64(len(waits))}
		}
	}
	return out
}

// pairs are the answers, in the order of the file.
func (s *slow) pairs() (out []string) {
	for i, r := range s.list {
		if p := s.parent(i); r.out && p >= 0 && !s.list[p].out && s.list[p].at <= r.at {
			out = append(out, fmt.Sprintf("%s %s %s %d", s.list[p].id, r.id, r.author, r.at-s.list[p].at))
		}
	}
	return out
}

func TestReference(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	texts := newTexts()
	check := func(rt *rapid.T) {
		list := drawFile(rt)
		d, err := texts.read(t.Context(), Options{Paths: []string{"-"}, Stdin: strings.NewReader(fileOf(list))})
		if err != nil {
			rt.Fatal(err)
		}
		s := newSlow(list)
		cases := s.cases()
		got := measured(t, d)
		if len(got.Companies) != len(cases) {
			rt.Fatalf("%d companies, the reference has %d\n%s", len(got.Companies), len(cases), fileOf(list))
		}
		for _, c := range got.Companies {
			if int(c.Cases) != len(cases[c.Name]) {
				rt.Fatalf("%s: %d cases, the reference has %d", c.Name, c.Cases, len(cases[c.Name]))
			}
			for name, want := range s.measure(cases[c.Name]) {
				m := c.Measures[name]
				if float64(m.N) != want[1] || (m.Value == nil) != math.IsNaN(want[0]) || m.Value != nil && math.Abs(*m.Value-want[0]) > 1e-9 {
					rt.Fatalf("%s: %s is %v of %d, the reference has %v", c.Name, name, m.Value, m.N, want)
				}
				seen[name] = seen[name] || m.Value != nil && *m.Value > 0
			}
		}
		var b bytes.Buffer
		if err := d.WritePairs(&b); err != nil {
			rt.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			rt.Fatal(err)
		}
		var pairs []string
		for _, r := range rows[1:] {
			pairs = append(pairs, fmt.Sprintf("%s %s %s %s", r[0], r[3], r[4], strings.TrimSuffix(r[6], ".0")))
		}
		if !slices.Equal(pairs, s.pairs()) {
			rt.Fatalf("pairs %v, the reference has %v", pairs, s.pairs())
		}
	}
	names := newSlow(nil).measure(nil)
	unseen := func(name string) bool { return !seen[name] }
	rapid.Check(t, check)
	for range 10 { // a hundred files may by chance lack what is rare
		if slices.ContainsFunc(slices.Collect(maps.Keys(names)), unseen) {
			rapid.Check(t, check)
		}
	}
	for name := range names {
		if unseen(name) {
			t.Errorf("%s was never above 0: the files are too plain", name)
		}
	}
}
