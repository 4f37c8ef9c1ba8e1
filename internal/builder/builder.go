package builder

import (
	"cmp"
	"context"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/order"
	"heed/internal/privacy"
)

const (
	lookTime = 700 * time.Millisecond // at the window, while a person types
	longLook = 2 * time.Second        // after a click
	mostHits = 25                     // shown of a search
	mostKept = 2000                   // hits looked at to tell what leaving a word out costs
	mostSeen = 200_000                // posts looked at for variants
)

// Service tries searches. It is safe for concurrent use.
type Service struct {
	store Store
	deps  Deps
}

// Deps are what the builder uses of the rest of heed.
type Deps struct {
	Now     func() time.Time
	Kinds   channel.Set
	Scan    Scan
	Changed func() // called after a search changed; must not block
	Private func(text string) []desk.Finding
	// Listened is for how much of the time from one on each network was heard; one that is missing, all of it.
	Listened func(ctx context.Context, from time.Time) (map[desk.Network]time.Duration, error)
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store: store, deps: deps} }

// A Segment is a part of a text: plain "", "hit" or "masked".
type Segment struct {
	Text string
	Kind string
}

// A Hit is a post that a search caught, or would have.
type Hit struct {
	Message  desk.Message // its text is masked
	Segments []Segment
	Clause   string // the part of the search that matched
	Every    int    // posts that it stands for
	Marked   *desk.Mark
}

// Preview is what a search would have caught.
type Preview struct {
	Query    string
	Reach    Reach
	Matched  int64     // heard posts that it would have caught
	Hits     []Hit     // those that were heard last, the newest first
	Oldest   time.Time // when the oldest of what it would have caught was said
	Networks []NetworkCount
	Deaf     []Deaf
	Parts    []Part // of a search with OR; nil: it has one part
	Asked    []Part // of a search that would have caught nothing: what it asks for, each for itself
	Cost     int    // look-ups at most in a post; see listen.Query.Cost
}

// NetworkCount is what a search brings on one network.
type NetworkCount struct {
	Network desk.Network
	Matched int64
	PerDay  float64 // -1: too little was heard to say
	Price   channel.Price
	Month   int64 // millionths, at this rate; 0 where nothing is charged
}

// Deaf is for how much of the time that was looked at a network was not heard.
type Deaf struct {
	Network desk.Network
	For     time.Duration
}

// Part is one side of an OR, or one of the conditions that a search asks for at once.
type Part struct {
	Query   string
	Matched int64 // posts that it matches
	Alone   int64 // that no other side does
}

// Try shows what a search would have caught. A search that is refused is an error of kind
// Invalid that wraps a *listen.SyntaxError.
func (s *Service) Try(ctx context.Context, by desk.Agent, query string) (Preview, error) {
	p := Preview{Query: query}
	if err := access.Check(by, access.SeeDesk); err != nil {
		return p, err
	}
	q, err := listen.Parse(query)
	if err != nil {
		return p, err
	}
	p.Cost = q.Cost()
	parts, conditions := newParts(q), newConditions(q)
	said := map[minute]int64{}
	look, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	p.Reach, err = s.deps.Scan(look, func(m *desk.Message, every int) bool {
		if !conditions.match(m, int64(every)) {
			return true
		}
		p.Matched += int64(every)
		said[minuteOf(m)] += int64(every)
		if p.Oldest.IsZero() || m.PostedAt.Before(p.Oldest) {
			p.Oldest = m.PostedAt
		}
		post := listen.PostOf(m)
		parts.count(&post, int64(every))
		if len(p.Hits) < mostHits {
			if hit, ok := q.Match(&post); ok {
				p.Hits = append(p.Hits, s.shown(m, &hit, every))
			}
		}
		return true
	})
	if err != nil {
		return p, err
	}
	p.Parts = parts.list()
	if p.Matched == 0 {
		p.Asked = conditions.counts
	}
	order.Stable(p.Hits, func(a, b Hit) int { return b.Message.PostedAt.Compare(a.Message.PostedAt) }) // what was made up comes late
	d, deaf, err := s.dayOf(ctx, p.Reach)
	if err != nil {
		return p, err
	}
	p.Networks, p.Deaf = s.perNetwork(said, d), deaf
	return p, ctx.Err()
}

// matcher tries one search on posts fast.
func matcher(q *listen.Query) func(*desk.Message) bool {
	set := listen.New()
	set.Add(listen.Saved{ID: 1, Query: q})
	m := set.Matcher()
	var into []desk.SearchID
	return func(post *desk.Message) bool {
		into = m.Match(post, into[:0])
		return len(into) > 0
	}
}

const (
	shortest = 10 * time.Minute // that must have been heard for a rate by the day to mean something
	unsaid   = time.Minute      // that was not heard and need not be said
)

// A minute of one network.
type minute struct {
	network desk.Network
	at      int64 // since 1970
}

func minuteOf(m *desk.Message) minute { return minute{m.Network, m.PostedAt.Unix() / 60} }

// A day is what daily figures are reckoned by: what was said while nobody listened is not in the window.
type day struct {
	from     time.Time
	span     time.Duration
	listened map[desk.Network]time.Duration // of span; one that is missing, all of it
}

// dayOf is the day of a reach, and for how much of it networks were not heard.
func (s *Service) dayOf(ctx context.Context, r Reach) (d day, deaf []Deaf, err error) {
	if r.Posts == 0 {
		return d, nil, nil
	}
	d = day{from: r.From, span: s.deps.Now().Sub(r.From)}
	if d.listened, err = s.deps.Listened(ctx, r.From); err != nil {
		return d, nil, err
	}
	for n, heard := range d.listened {
		if missed := d.span - heard; missed >= unsaid {
			deaf = append(deaf, Deaf{n, missed})
		}
	}
	order.By(deaf, func(a, b Deaf) int { return cmp.Compare(a.Network, b.Network) })
	return d, deaf, nil
}

// perNetwork is what a search brings on each network. What was said before the time that was looked at and read in it is no
// part of a day's rate.
func (s *Service) perNetwork(said map[minute]int64, d day) (out []NetworkCount) {
	counts, within := map[desk.Network]int64{}, map[desk.Network]int64{}
	for m, n := range said {
		counts[m.network] += n
		if m.at >= d.from.Unix()/60 {
			within[m.network] += n
		}
	}
	for n, matched := range counts {
		c := NetworkCount{Network: n, Matched: matched, Price: s.deps.Kinds[n].Abilities.Price}
		heard, known := d.listened[n]
		if !known {
			heard = d.span
		}
		if c.PerDay = -1; heard >= shortest {
			c.PerDay = float64(within[n]) * float64(24*time.Hour) / float64(heard)
			c.Month = int64(c.PerDay * 30 * float64(c.Price.Post))
		}
		out = append(out, c)
	}
	order.By(out, func(a, b NetworkCount) int {
		return cmp.Or(cmp.Compare(b.Matched, a.Matched), cmp.Compare(a.Network, b.Network))
	})
	return out
}

// shown is a post as a page shows it: what matched is marked and what is private masked.
func (s *Service) shown(m *desk.Message, hit *desk.Hit, every int) Hit {
	h := Hit{Message: *m, Every: every}
	var spans []desk.Span
	if hit != nil {
		h.Clause, spans = hit.Clause, hit.Spans
	}
	h.Segments = segments(m.Text, spans, s.deps.Private(m.Text))
	var masked strings.Builder
	for _, part := range h.Segments {
		masked.WriteString(part.Text)
	}
	h.Message.Text, h.Message.SubjectText = masked.String(), ""
	for _, name := range []*string{&h.Message.Author.Name, &h.Message.Author.Display} {
		*name = privacy.Mask(*name, s.deps.Private(*name))
	}
	return h
}

// segments divides a text. What is private is masked, also where it matched.
func segments(text string, hits []desk.Span, private []desk.Finding) (out []Segment) {
	kind := make([]byte, len(text))
	for _, sp := range hits {
		for i := max(sp.Start, 0); i < min(sp.End, len(text)); i++ {
			kind[i] = 1
		}
	}
	masks := map[int]desk.Finding{}
	for _, f := range private {
		if f.Span.Start < 0 || f.Span.End > len(text) || f.Span.Start >= f.Span.End {
			continue
		}
		masks[f.Span.Start] = f
		for i := f.Span.Start; i < f.Span.End; i++ {
			kind[i] = 2
		}
	}
	for at := 0; at < len(text); {
		end := at + 1
		_, begins := masks[end]
		for end < len(text) && kind[end] == kind[at] && !begins {
			end++
			_, begins = masks[end]
		}
		s := Segment{Text: text[at:end], Kind: []string{"", "hit", "masked"}[kind[at]]}
		if kind[at] == 2 {
			s.Text = privacy.Mask(s.Text, []desk.Finding{{Type: masks[at].Type, Span: desk.Span{End: len(s.Text)}}})
		}
		out = append(out, s)
		at = end
	}
	return out
}
