package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/benchmark"
	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/export"
	"heed/internal/intake"
	"heed/internal/order"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/store"
)

const sameDays = 70

var sameEnd = t0.AddDate(0, 0, sameDays)

// twin is a desk of two brands that lives through what happens in order of time, and is then measured twice: by its own reports, and by
// heed benchmark from what it exports.
type twin struct {
	*bench
	random *rand.Rand
	staff  []desk.Agent
	bolt   desk.BrandID
	steps  []step
	batch  []step
	by     map[string]desk.AccountID // of the brands, by name on the network
	heads  map[string][]desk.Heard   // of each way to live: the first posts of its cases
}

// step is something that happens: a post, or what a colleague does.
type step struct {
	at      time.Time
	post    *desk.Heard
	through desk.AccountID // hears the post
	do      func()
}

func newTwin(t *testing.T) *twin {
	t.Helper()
	w := &twin{bench: newBench(t), random: rand.New(rand.NewPCG(5, 8)), heads: map[string][]desk.Heard{}}
	w.staff = []desk.Agent{w.colleague("Kim", desk.Answerer), w.colleague("Lee", desk.Answerer)}
	w.update(func(tx *store.Tx) error {
		c := desk.Calendar{Name: "Hours", Document: []byte(`{"zone":"Europe/Berlin","week":{"mon":["09:00-17:00"]}}`)}
		if err := tx.CreateCalendar(&c); err != nil {
			return err
		}
		brands, err := tx.Brands()
		if err != nil {
			return err
		}
		brands[0].Calendar = c.ID
		bolt := desk.Brand{Name: "Bolt", Calendar: c.ID}
		if err := tx.CreateBrand(&bolt); err != nil {
			return err
		}
		w.bolt = bolt.ID
		account := desk.Account{Network: echo.Name, Brand: bolt.ID, Name: "@bolt.echo", Handle: desk.HandleRef{NetworkID: "bolt.echo", Name: "bolt.echo"}}
		if err := tx.CreateAccount(&account); err != nil {
			return err
		}
		w.by = map[string]desk.AccountID{"acme.echo": w.brand.ID, "bolt.echo": account.ID}
		return tx.SaveBrand(&brands[0])
	})
	w.ok(w.desk.Reload(t.Context()))
	return w
}

// talk is a conversation of one customer with a brand, as it is being told.
type talk struct {
	*twin
	who, brand string
	at         time.Time
	last       desk.Heard // that the next one answers
}

// begin lets a customer ask a brand; each way to live has cases of both.
func (w *twin) begin(life string, n int, at time.Time, words string, opts ...func(*desk.Message)) *talk {
	c := &talk{twin: w, who: fmt.Sprintf("%s-%d", strings.ReplaceAll(life, " ", "-"), n), brand: []string{"acme.echo", "bolt.echo"}[n%2], at: at}
	c.last = c.asks(words, opts...)
	w.heads[life] = append(w.heads[life], c.last)
	return c
}

// asks is a new post of the customer to the brand, in a thread of its own.
func (c *talk) asks(words string, opts ...func(*desk.Message)) desk.Heard {
	opts = append([]func(*desk.Message){mention(c.brand), c.now(), func(m *desk.Message) { m.Author.Followers = 100 + len(c.who) }}, opts...)
	return c.tell(c.post(c.who, "@"+c.brand+" "+words, opts...))
}

func (c *talk) now() func(*desk.Message) {
	at := c.at
	return func(m *desk.Message) { m.PostedAt = at }
}

func (c *talk) tell(h desk.Heard) desk.Heard {
	through := c.stream
	if h.Message.Private {
		through = c.twin.by[c.brand]
	}
	c.steps = append(c.steps, step{at: h.Message.PostedAt, post: &h, through: through})
	return h
}

// says goes on after a while, as an answer to what was said last.
func (c *talk) says(after time.Duration, words string) *talk { return c.goesOn(c.who, after, words) }

func (c *talk) goesOn(by string, after time.Duration, words string, opts ...func(*desk.Message)) *talk {
	c.at = c.at.Add(after)
	followers := 100 + len(c.who)
	opts = append([]func(*desk.Message){replyTo(c.last), c.now(), func(m *desk.Message) { m.Author.Followers = followers }}, opts...)
	c.last = c.tell(c.post(by, words, opts...))
	return c
}

// by is what a colleague answers, who signs with their initials.
func (c *talk) by(colleague int, after time.Duration, words string) *talk {
	a := c.staff[colleague]
	return c.goesOn(c.brand, after, words+" ^"+a.Name[:2], func(m *desk.Message) { m.Agent = a.ID })
}

// then is what a colleague does at the desk.
func (c *talk) then(after time.Duration, do func(id desk.CaseID)) *talk {
	c.at = c.at.Add(after)
	h := c.last
	c.steps = append(c.steps, step{at: c.at, do: func() { do(c.caseOf(h)) }})
	return c
}

func (c *talk) stage(after time.Duration, to desk.Stage) *talk {
	return c.then(after, func(id desk.CaseID) { c.ok(c.desk.Inbox.SetStage(c.t.Context(), c.boss, id, 0, to, "")) })
}

// live lets all of it happen.
func (w *twin) live() {
	w.t.Helper()
	order.Stable(w.steps, func(a, b step) int { return a.at.Compare(b.at) })
	for i, s := range w.steps {
		if len(w.batch) > 0 && (s.do != nil || s.at.Sub(w.batch[0].at) > hour) {
			w.flush()
		}
		if w.now = s.at; s.post != nil {
			w.batch = append(w.batch, s)
		}
		if i == len(w.steps)-1 {
			w.flush()
		}
		if s.do != nil {
			s.do()
		}
	}
	w.now = sameEnd
	w.count()
}

// flush takes in what was said, as each account heard it.
func (w *twin) flush() {
	w.t.Helper()
	for len(w.batch) > 0 {
		src := intake.Source{Account: w.batch[0].through, Network: echo.Name}
		var heard []desk.Heard
		for len(w.batch) > 0 && w.batch[0].through == src.Account {
			heard, w.batch = append(heard, *w.batch[0].post), w.batch[1:]
		}
		_, err := w.desk.Intake.Take(w.t.Context(), src, heard, "")
		w.ok(err)
	}
}

// measured is what one side says of the cases of a way to live, by brand.
type measured map[string]*report.Tally

func (m measured) of(brand string) *report.Tally {
	if t := m[brand]; t != nil {
		return t
	}
	return report.NewTally(true)
}

// atDesk adds up the facts of cases, exactly.
func (w *twin) atDesk(of map[desk.CaseID]bool) measured {
	w.t.Helper()
	out := measured{}
	w.ok(w.desk.DB.View(w.t.Context(), func(tx *store.Tx) error {
		return tx.Facts(desk.FactQuery{From: t0.AddDate(0, 0, -1), To: sameEnd.Add(time.Hour), Limit: 1e6}, func(f *desk.Fact) error {
			if !of[f.Case] {
				return nil
			}
			c, err := report.DecodeCase(f.Document)
			if !f.LiveUntil.IsZero() {
				c.Grow(desk.Micros(sameEnd))
			}
			name := "Acme"
			if f.Brand == w.bolt {
				name = "Bolt"
			}
			t := out.of(name)
			t.Add(&c)
			out[name] = t
			return err
		})
	}))
	return out
}

// exported is a file of what the desk exports of cases, with a last post by somebody else: waits are counted until then.
func (w *twin) exported(of map[desk.CaseID]bool, o export.Options) string {
	w.t.Helper()
	var all, kept bytes.Buffer
	_, err := w.desk.Export(w.t.Context(), o, &all)
	w.ok(err)
	for line := range bytes.Lines(all.Bytes()) {
		var row struct {
			Case desk.CaseID `json:",string"`
		}
		w.ok(json.Unmarshal(line, &row))
		if of[row.Case] {
			kept.Write(line)
		}
	}
	fmt.Fprintf(&kept, `{"id":"end","author":"cord","time":%q,"text":"Good night.","direction":"out"}`+"\n", sameEnd.Format(time.RFC3339))
	file := filepath.Join(w.t.TempDir(), "posts.jsonl")
	w.ok(os.WriteFile(file, kept.Bytes(), 0o600))
	return file
}

// ofFile measures a file.
func (w *twin) ofFile(file, zone string) measured {
	w.t.Helper()
	loc, err := time.LoadLocation(zone)
	w.ok(err)
	d, err := benchmark.Read(w.t.Context(), benchmark.Options{Paths: []string{file}, Zone: loc})
	w.ok(err)
	l, err := d.League()
	w.ok(err)
	out := measured{}
	for _, c := range l.Companies {
		out[c.Name] = c.Tally
	}
	return out
}

// exact writes a value to its last digit.
func exact(v report.Value) string {
	return fmt.Sprintf("%v (%v to %v) of %d", v.Value, v.Low, v.High, v.N)
}

// short writes a value as a table of differences has it.
func short(v report.Value) string {
	if math.IsNaN(v.Value) {
		return fmt.Sprintf("- of %d", v.N)
	}
	return fmt.Sprintf("%.4g of %d", v.Value, v.N)
}

// differences are the figures that both sides tell differently: of each what the desk and the file say.
func differences(here, there *report.Tally) map[string][2]string {
	out := map[string][2]string{}
	for _, f := range report.Figures() {
		if a, b := f.Of(here), f.Of(there); exact(a) != exact(b) {
			out[f.Name] = [2]string{short(a), short(b)}
		}
	}
	return out
}

// What heed export writes, measured by heed benchmark, is what the desk measures of itself, to the last digit: but for the cases and figures
// of docs/reports.md, each of which is told here with what both say.
func TestDeskAndFileMeasureTheSame(t *testing.T) {
	t.Parallel()
	w := newTwin(t)
	for i := range lives {
		cases := lives[i].cases
		if testing.Short() { // under the race detector a step takes ten times as long
			cases = min(cases, 20)
		}
		for n := range cases {
			lives[i].tell(w, lives[i].name, n)
		}
	}
	w.live()
	whole := map[desk.CaseID]bool{}
	sums := [2]measured{{}, {}}
	for i := range lives {
		l := &lives[i]
		cases := map[desk.CaseID]bool{}
		for _, h := range w.heads[l.name] {
			cases[w.caseOf(h)] = true
		}
		maps.Copy(whole, cases)
		here, there := w.atDesk(cases), w.ofFile(w.exported(cases, export.Options{}), "Europe/Berlin")
		for _, brand := range []string{"Acme", "Bolt"} {
			got := differences(here.of(brand), there.of(brand))
			for _, f := range slices.Sorted(maps.Keys(got)) {
				if got[f] != l.differ[f] {
					t.Errorf("%s, %s: %s is %s at the desk and %s in the file, want %v", l.name, brand, f, got[f][0], got[f][1], l.differ[f])
				}
			}
			for f, want := range l.differ {
				if _, is := got[f]; !is {
					figure, _ := report.FigureOf(f)
					t.Errorf("%s, %s: %s is the same, %s, want %v", l.name, brand, f, short(figure.Of(here.of(brand))), want)
				}
			}
			if l.name == "in private" {
				got = differences(here.of(brand), w.ofFile(w.exported(cases, export.Options{Private: true}), "Europe/Berlin").of(brand))
				if len(got) > 0 {
					t.Errorf("%s, private messages in the file too: %v", brand, got)
				}
			}
			for side, m := range []measured{here, there} {
				sum := sums[side].of(brand)
				sum.Merge(m.of(brand))
				sums[side][brand] = sum
			}
		}
	}
	w.adds(sums, whole)
}

// adds holds what the ways to live add up to against the desk's own report and the whole file: nothing else makes a difference.
func (w *twin) adds(sums [2]measured, whole map[desk.CaseID]bool) {
	t := w.t
	t.Helper()
	file := w.exported(whole, export.Options{})
	there, utc := w.ofFile(file, "Europe/Berlin"), w.ofFile(file, "UTC")
	for brand, id := range map[string]desk.BrandID{"Acme": w.brand.Brand, "Bolt": w.bolt} {
		r, err := w.desk.Reports.Report(t.Context(), w.boss, reporting.Query{From: t0.AddDate(0, 0, -1), To: sameEnd.Add(time.Hour), Dim: desk.ByAll, Brand: id})
		w.ok(err)
		for f, v := range differences(sums[1].of(brand), there.of(brand)) {
			t.Errorf("%s: %s is %s in parts and %s in the whole file", brand, f, v[0], v[1])
		}
		for f := range differences(there.of(brand), utc.of(brand)) {
			if !strings.HasPrefix(f, "coverage") {
				t.Errorf("%s: %s hangs on the zone", brand, f)
			}
		}
		for _, f := range report.Figures() {
			a, b := f.Of(sums[0].of(brand)), f.Of(r.Total.Tally)
			if near := math.Abs(a.Value-b.Value) <= sketched(&f)*math.Abs(a.Value); a.N != b.N || !near && !(math.IsNaN(a.Value) && math.IsNaN(b.Value)) {
				t.Errorf("%s: %s is %s by its cases and %s in the report", brand, f.Name, exact(a), exact(b))
			}
		}
	}
}

// sketched is how far a figure of sketches may be off: a time by a hundredth, a share of those who waited so long by who lies within that of it.
func sketched(f *report.Figure) float64 {
	if f.Unit == report.Seconds || f.MayBeYoung() {
		return .01
	}
	return 1e-12
}
