package crowd

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// from and to are four weeks; the first day is a Monday.
var (
	from = time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC)
	to   = from.AddDate(0, 0, 28)
)

func newCrowd(t *testing.T, o Options) (*Crowd, *echo.Network) {
	t.Helper()
	n := echo.New(time.Now)
	c, err := New(n, o)
	if err != nil {
		t.Fatal(err)
	}
	return c, n
}

// TestWords composes from every text and looks at what comes out.
func TestWords(t *testing.T) {
	t.Parallel()
	c, _ := newCrowd(t, Options{Seed: 1})
	openings, people := 0, []person{}
	for s, texts := range c.words {
		if s.file == "rail" || s.file == "post" {
			openings += len(texts)
		}
		for _, text := range texts {
			for i := range c.cast {
				if c.cast[i].lang != s.lang || i%7 != 0 {
					continue
				}
				people = append(people, c.cast[i])
				b := c.brands[0]
				if s.file == "post" {
					b = c.brands[1]
				}
				for part := range strings.SplitSeq(text, " => ") {
					got := newSlots(c.troupe(9).rng, b, s.lang).of(&c.cast[i]).fill(part)
					if strings.ContainsAny(got, "{}") {
						t.Errorf("%v: a slot that nothing fills: %q", s, got)
					}
					if n := uniseg.GraphemeClusterCount(got); n > echo.MaxText {
						t.Errorf("%v: %d characters: %q", s, n, got)
					}
				}
			}
		}
	}
	if openings < 120 || len(people) == 0 {
		t.Errorf("%d texts open a conversation, want at least 120", openings)
	}
	t.Logf("%d openings, %d people", openings, len(c.cast))
}

// TestHeard checks that a search can hear what is said of a brand: its name, or a line's.
func TestHeard(t *testing.T) {
	t.Parallel()
	c, _ := newCrowd(t, Options{})
	for s, texts := range c.words {
		if s.file != "rail" && s.file != "post" || s.kind == Quote || s.kind == Direct {
			continue
		}
		for _, text := range texts {
			for part := range strings.SplitSeq(strings.ToLower(text), " => ") {
				if !has(part, "{at}", "tarnwel", "gullpost", "gulpost", "gull post", "lakeside express", "tarn valley line", "gullp0st") {
					t.Errorf("%v: no search hears %q", s, text)
				}
			}
		}
	}
	for s, texts := range c.words {
		for _, text := range texts {
			if s.file == "chatter" && has(strings.ToLower(text), "tarnwel", "gullpost", "gulpost", "gull post ") {
				t.Errorf("chatter that a search hears: %q", text)
			}
		}
	}
}

// TestInvented checks that numbers and addresses are of the ranges kept for fiction.
func TestInvented(t *testing.T) {
	t.Parallel()
	c, _ := newCrowd(t, Options{Seed: 3})
	for _, s := range c.History(from, to) {
		text := s.Heard.Message.Text
		for _, word := range strings.Fields(text) {
			if strings.Contains(word, "@") && !strings.HasPrefix(word, "@") && !strings.Contains(word, "@example.com") {
				t.Errorf("an address that may exist: %q", text)
			}
			if strings.Contains(word, "://") && !strings.Contains(word, ".example.net") {
				t.Errorf("a link that may exist: %q", text)
			}
		}
		if i := strings.Index(text, "+1 "); i >= 0 && !strings.Contains(text[i:], "555-01") {
			t.Errorf("a number that may exist: %q", text)
		}
	}
}

func TestCast(t *testing.T) {
	t.Parallel()
	cast := castOf(1)
	if !cmp.Equal(handlesOf(cast), handlesOf(castOf(1))) {
		t.Error("the same seed made other people")
	}
	dozen, famous, langs := 0, 0, map[string]int{}
	seen := map[string]bool{}
	for _, p := range cast {
		if p.handle == "" || seen[p.handle] {
			t.Errorf("%q has the handle %q, none or somebody else's", p.name, p.handle)
		}
		seen[p.handle] = true
		langs[p.lang]++
		if p.followers == 12 {
			dozen++
		}
		if p.followers == 48_000 {
			famous++
		}
	}
	if dozen < 10 || famous != 1 || langs["de"] < 10 || langs["fr"] < 10 || langs["es"] < 10 {
		t.Errorf("%d with 12 followers, %d with 48,000, languages %v", dozen, famous, langs)
	}
}

func handlesOf(cast []person) []string {
	var out []string
	for _, p := range cast {
		out = append(out, p.handle)
	}
	return out
}

func TestHistorySame(t *testing.T) {
	t.Parallel()
	one, _ := newCrowd(t, Options{Seed: 7})
	two, _ := newCrowd(t, Options{Seed: 7})
	other, _ := newCrowd(t, Options{Seed: 8})
	ignore := cmp.AllowUnexported(Scripted{})
	a, b, c := one.History(from, to), two.History(from, to), other.History(from, to)
	if diff := cmp.Diff(a, b, ignore); diff != "" {
		t.Errorf("the same seed told another story:\n%.2000s", diff)
	}
	if cmp.Equal(a, c, ignore) {
		t.Error("another seed told the same story")
	}
	if diff := cmp.Diff(a, one.History(from, to), ignore); diff != "" {
		t.Errorf("told again it was another story:\n%.2000s", diff)
	}
}

func TestHistoryMix(t *testing.T) {
	t.Parallel()
	c, _ := newCrowd(t, Options{Seed: 7, URL: "http://localhost:8421"})
	history := c.History(from, to)
	kinds, changes, brands, langs := map[string]int{}, map[desk.Change]int{}, map[string]int{}, map[string]int{}
	parents, first, texts := map[desk.NetworkID]bool{}, map[desk.NetworkID]int{}, map[string]int{}
	answers, reversed := 0, 0
	for i, s := range history {
		m := s.Heard.Message
		if i > 0 && m.HeardAt.Before(history[i-1].Heard.Message.HeardAt) {
			t.Fatalf("item %d was heard before item %d", i, i-1)
		}
		if m.HeardAt.Before(from) || m.HeardAt.After(to.Add(time.Minute)) || m.Network != echo.Name || m.NetworkID == "" {
			t.Fatalf("item %d: %+v", i, m)
		}
		changes[s.Heard.Change]++
		if s.Heard.Change != desk.Created {
			continue
		}
		kinds[s.Kind]++
		brands[s.Brand]++
		langs[m.Lang]++
		texts[m.Text]++
		first[m.NetworkID] = i
		if s.Company != (m.Direction == desk.Out) {
			t.Errorf("Company %v and Direction %q: %q", s.Company, m.Direction, m.Text)
		}
		if s.Company {
			answers++
			parents[m.Parent] = true
			if _, name, ok := strings.Cut(m.Text, "^"); !slices.Contains(Staff(m.Lang), s.Signed) || ok && name != s.Signed {
				t.Errorf("%q is by %q", m.Text, s.Signed)
			}
		}
	}
	unanswered := 0
	for _, s := range history {
		m := s.Heard.Message
		if s.Heard.Change == desk.Created && m.Form == desk.Post && m.Direction == desk.In && !parents[m.NetworkID] {
			unanswered++
		}
		if at, known := first[m.Parent]; known && m.Parent != "" && at > first[m.NetworkID] {
			reversed++
		}
	}
	for _, k := range Kinds() {
		if (kinds[k] == 0) != (k == Chatter) {
			t.Errorf("%d of kind %s in four weeks", kinds[k], k)
		}
	}
	if len(brands) != 2 || len(langs) < 4 || changes[desk.Edited] == 0 || changes[desk.Deleted] == 0 || reversed == 0 {
		t.Errorf("brands %v, languages %v, changes %v, reversed %d", brands, langs, changes, reversed)
	}
	if answers < 200 || unanswered < 50 {
		t.Errorf("%d answers and %d posts without one, want many of both", answers, unanswered)
	}
	for text, n := range texts {
		if n > 25 && text != "" {
			t.Errorf("said %d times in four weeks: %q", n, text)
		}
	}
	t.Logf("%d items, %d answers, %d unanswered, kinds %v, changes %v, languages %v", len(history), answers, unanswered, kinds, changes, langs)
}

func TestHistoryRhythm(t *testing.T) {
	t.Parallel()
	c, _ := newCrowd(t, Options{Seed: 2, PerDay: 60})
	hours, weekdays := [24]int{}, [7]int{}
	for _, s := range c.History(from, to) {
		m := s.Heard.Message
		if m.Direction == desk.In && m.Form == desk.Post {
			hours[m.PostedAt.Hour()]++
			weekdays[m.PostedAt.Weekday()]++
		}
		if m.Direction == desk.Out && m.PostedAt.Weekday() == time.Sunday {
			t.Errorf("the company answered on a Sunday: %v", m.PostedAt)
		}
	}
	if night, rush := hours[2]+hours[3], hours[7]+hours[17]; night*5 > rush {
		t.Errorf("%d at night, %d at rush hour", night, rush)
	}
	if weekdays[time.Sunday]*2 > weekdays[time.Tuesday] {
		t.Errorf("%d on Sundays, %d on Tuesdays", weekdays[time.Sunday], weekdays[time.Tuesday])
	}
}

func TestBackfill(t *testing.T) {
	t.Parallel()
	c, n := newCrowd(t, Options{Seed: 7})
	start := n.Start()
	history := c.History(from, to)
	c.Backfill(history)
	for _, s := range history {
		m := s.Heard.Message
		p, ok := n.Get(string(m.NetworkID))
		if !ok {
			t.Fatalf("not on the network: %+v", m)
		}
		if s.Heard.Change == desk.Deleted && p.DeletedAt.IsZero() {
			t.Errorf("%s was deleted and still stands", p.ID)
		}
	}
	feed, err := n.Since(t.Context(), echo.View{All: true}, start, 10, 0)
	if err != nil || len(feed.Events) > 0 {
		t.Errorf("the stream tells of the past: %v %v", feed.Events, err)
	}
	i := slices.IndexFunc(history, func(s Scripted) bool {
		return s.Heard.Change == desk.Created && s.Heard.Message.Form == desk.Post && s.Kind == Complaint
	})
	if _, err := n.Post(echo.Draft{By: c.brands[0].Handle, Form: desk.Reply, On: string(history[i].Heard.Message.NetworkID), Text: "Late, but here we are."}); err != nil {
		t.Errorf("what is past cannot be answered: %v", err)
	}
}

// runFor has a crowd speak for a while of pretended time and returns what is on the
// network's stream.
func runFor(t *testing.T, seed uint64, d time.Duration, meanwhile func(ctx context.Context, n *echo.Network)) []echo.Event {
	t.Helper()
	var events []echo.Event
	synctest.Test(t, func(t *testing.T) {
		c, n := newCrowd(t, Options{Seed: seed})
		start := n.Start()
		ctx, cancel := context.WithTimeout(t.Context(), d)
		defer cancel()
		if meanwhile != nil {
			go meanwhile(ctx, n)
		}
		if err := c.Run(ctx); err == nil {
			t.Error("Run ended without its context's error")
		}
		for {
			feed, err := n.Since(t.Context(), echo.View{All: true}, start, 500, 0)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, feed.Events...)
			if start = feed.Cursor; feed.Live {
				return
			}
		}
	})
	return events
}

func TestRun(t *testing.T) {
	t.Parallel()
	events := runFor(t, 5, 3*time.Minute, nil)
	langs, changes, forms := map[string]int{}, map[desk.Change]int{}, map[desk.Form]int{}
	order, reversed, phone := map[string]bool{}, false, false
	for _, e := range events {
		changes[e.Change]++
		if e.Change != desk.Created {
			continue
		}
		langs[e.Post.Lang]++
		forms[e.Post.Form]++
		order[e.Post.ID] = true
		reversed = reversed || e.Post.Parent != "" && !order[e.Post.Parent]
		phone = phone || strings.Contains(e.Post.Text, "555-01")
	}
	for _, lang := range []string{"en", "de", "fr", "es"} {
		if langs[lang] == 0 {
			t.Errorf("nobody spoke %s in three minutes: %v", lang, langs)
		}
	}
	if changes[desk.Edited] == 0 || changes[desk.Deleted] == 0 || forms[desk.Repost] == 0 || forms[desk.Direct] == 0 || !reversed || !phone {
		t.Errorf("changes %v, forms %v, a reply before its parent %v, a phone number %v", changes, forms, reversed, phone)
	}
	if diff := cmp.Diff(events, runFor(t, 5, 3*time.Minute, nil)); diff != "" {
		t.Errorf("the same seed ran another way:\n%.2000s", diff)
	}
}

func TestRunReacts(t *testing.T) {
	t.Parallel()
	const answer = "Hello, which train was it and on which day? ^Ina"
	events := runFor(t, 5, 10*time.Minute, func(ctx context.Context, n *echo.Network) {
		cursor := n.Start()
		for {
			feed, err := n.Since(ctx, echo.View{}, cursor, 100, time.Minute)
			if err != nil {
				return
			}
			cursor = feed.Cursor
			for _, e := range feed.Events {
				if e.Change == desk.Created && e.Post.Form == desk.Post && strings.Contains(e.Post.Text, "@") {
					// Deleted meanwhile is fine.
					_, _ = n.Post(echo.Draft{By: "tarnwellrail.echo", Form: desk.Reply, On: e.Post.ID, Text: answer})
				}
			}
		}
	})
	answered, reacted := map[string]time.Time{}, 0
	for _, e := range events {
		if e.Post.Text == answer {
			answered[e.Post.ID] = e.At
		}
		if at, ok := answered[e.Post.Parent]; ok && e.Change == desk.Created {
			reacted++
			if wait := e.At.Sub(at); wait < time.Second || wait > 3*time.Minute {
				t.Errorf("reacted after %v: %q", wait, e.Post.Text)
			}
		}
	}
	if len(answered) < 5 || reacted*2 < len(answered) {
		t.Errorf("%d reactions to %d answers", reacted, len(answered))
	}
}

func TestReact(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, kind, lang, answer string
		want                     []string // one of these moods comes first; "" is silence
	}{
		{"asked for more", Complaint, "en", "Which train was it?", []string{"detail", "thanks", "angry", ""}},
		{"warned of a number", Private, "en", "Please delete that post, everybody can read it.", []string{"private"}},
		{"sent back to the phone", Called, "en", "Please call our hotline.", []string{"deadend"}},
		{"sent back to the phone in German", Called, "de", "Bitte rufen Sie uns an, Telefon 1.", []string{"deadend"}},
		{"only sorry", Complaint, "en", "So sorry to hear that.", []string{"angry"}},
		{"a troll", Troll, "en", "Good evening to you.", []string{"angry", ""}},
		{"spam", Spam, "en", "Hello there.", []string{""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, n := newCrowd(t, Options{Seed: 4})
			s := c.live.compose(test.kind, c.brands[0], test.lang)
			a := &agenda{}
			c.live.perform(a, n, time.Now(), s, func(string) {})
			a.next().run()
			post := n.Posts(s.steps[0].who.handle)[0]
			answer, err := n.Post(echo.Draft{By: c.brands[0].Handle, Form: desk.Reply, On: post.ID, Text: test.answer})
			if err != nil {
				t.Fatal(err)
			}
			got := c.React(answer)
			mood := ""
			if len(got) > 0 {
				mood = got[0].Mood
			}
			if !slices.Contains(test.want, mood) {
				t.Errorf("mood %q, want one of %q", mood, test.want)
			}
			if test.kind == Private && (len(got) == 0 || got[0].Remove != post.ID) {
				t.Errorf("the warned customer leaves the number standing: %+v", got)
			}
			for i := range 5 {
				more, err := n.Post(echo.Draft{By: c.brands[0].Handle, Form: desk.Reply, On: post.ID, Text: "And again " + strings.Repeat("!", i)})
				if err == nil && i > maxTurns && len(c.React(more)) > 0 {
					t.Error("the customer never lets go")
				} else if err == nil {
					c.React(more)
				}
			}
		})
	}
}

func TestStrangersDoNotReact(t *testing.T) {
	t.Parallel()
	c, n := newCrowd(t, Options{Seed: 4})
	visitor, err := n.Post(echo.Draft{By: "a-visitor", Text: "Tarnwell, hello"})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []echo.Draft{
		{By: c.brands[0].Handle, Form: desk.Reply, On: visitor.ID, Text: "Hello"},
		{By: c.brands[0].Handle, Text: "A notice to all"},
	} {
		p, err := n.Post(d)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.React(p); got != nil {
			t.Errorf("%q brought about %+v", d.Text, got)
		}
	}
}
