package view

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"

	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/inbox"
)

// Case is a case beside the list that it was opened from.
type Case struct {
	View     inbox.View
	Queue    Queue
	Composer Composer
	Problem  *Problem
	Before   desk.MessageID                 // an earlier part of the story is shown
	Marks    map[desk.MessageID][]desk.Mark // what is not about us, says somebody
}

// Composer is the state of the answer that is being written.
type Composer struct {
	Mode     string // public, direct, note; "": what fits the case
	Text     string
	Token    string
	Override string
	Macro    desk.MacroID
	Resolve  bool
	Pictures []desk.Picture
	Problem  *Problem
	Advice   *inbox.Advice // set when a send was stopped
}

func (c *Case) id() string { return itoa(c.View.Case.ID) }

func (c *Case) action(name string) string { return "/cases/" + c.id() + "/" + name }

// mode is the mode that the composer opens in: what the protocol wants, else what the
// customer did, else what the network permits.
func (c *Case) mode() string {
	v := &c.View
	switch {
	case c.Composer.Mode != "":
		return c.Composer.Mode
	case v.CanDirect && (v.Case.Decision.Where == "private" || v.Case.Private || c.spokePrivately()):
		return "direct"
	case v.CanPublic && !v.Case.Private:
		return "public"
	case v.CanDirect:
		return "direct"
	case v.CanPublic:
		return "public"
	}
	return "note"
}

// erased reports whether what was said in the case is gone, so that there is nothing to do in it.
func (c *Case) erased() bool { return !c.View.Case.ErasedAt.IsZero() }

// latest is the newest message of the customer whose signals stand in the context.
func (c *Case) latest() *desk.Message {
	for i := len(c.View.Lines) - 1; i >= 0; i-- {
		if m := c.View.Lines[i].Message; m != nil && m.Direction == desk.In {
			return m
		}
	}
	return nil
}

// maySolved reports whether the customer's last word in an open case says that it is solved: what heed could
// not tell surely, an agent can with one click.
func (c *Case) maySolved() bool {
	m, is := c.latest(), &c.View.Case
	return m != nil && m.ID == is.Last && m.Signals.Thanks.Label == desk.Confirms && !is.Stage.Closed()
}

// ended reports whether an event is that by which the customer's word ended the case, and it still is.
func (c *Case) ended(e *desk.Event) bool {
	return casework.ByWord(e) && c.View.Case.Stage == desk.Confirmed && !slices.ContainsFunc(c.View.Lines, func(l inbox.Line) bool {
		return l.Event != nil && l.Event.ID > e.ID && l.Event.Kind == desk.CaseStage
	})
}

// spokePrivately reports whether the customer's latest message was private: an answer
// in public would then tell everybody.
func (c *Case) spokePrivately() bool {
	m := c.latest()
	return m != nil && m.Private
}

// splits reports whether a message can leave the case: another one of the customer's would stay.
func (c *Case) splits(m *desk.Message) bool {
	if m.Direction != desk.In {
		return false
	}
	if c.View.Earlier != 0 {
		return true
	}
	for i := range c.View.Lines {
		if o := c.View.Lines[i].Message; o != nil && o.Direction == desk.In && o.ID != m.ID {
			return true
		}
	}
	return false
}

func (c *Case) openPromises() int {
	n := 0
	for _, p := range c.View.Promises {
		if p.Kept.IsZero() {
			n++
		}
	}
	return n
}

// lineVersion changes when a message does, whether or not it is masked.
func lineVersion(l *inbox.Line) string {
	h := fnv.New64a()
	m := l.Message
	put := func(s string) { h.Write([]byte(s)); h.Write([]byte{0}) }
	put(m.EditedAt.String())
	put(m.DeletedAt.String())
	put(m.Text)
	put(strconv.Itoa(m.Copies))
	put(string(m.State))
	if o := l.Outgoing; o != nil {
		put(string(o.State) + strconv.Itoa(o.Attempts) + o.Problem)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// newDay reports whether a line begins another day for the reader.
func newDay(ctx context.Context, lines []inbox.Line, i int) bool {
	zone := sh(ctx).Zone
	t := lines[i].At.In(zone)
	if i == 0 {
		n := sh(ctx).Now.In(zone)
		return t.YearDay() != n.YearDay() || t.Year() != n.Year()
	}
	before := lines[i-1].At.In(zone)
	return t.YearDay() != before.YearDay() || t.Year() != before.Year()
}

func day(ctx context.Context, t time.Time) string {
	s := sh(ctx)
	t, n := t.In(s.Zone), s.Now.In(s.Zone)
	y := n.AddDate(0, 0, -1)
	switch {
	case t.YearDay() == n.YearDay() && t.Year() == n.Year():
		return tr(ctx, "Today")
	case t.YearDay() == y.YearDay() && t.Year() == y.Year():
		return tr(ctx, "Yesterday")
	case t.Year() == n.Year():
		return tr(ctx, t.Weekday().String()) + ", " + t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// PageSpan is a place of a text in UTF-16 units, as a browser counts.
type PageSpan struct{ Start, End int }

// Units converts byte offsets of a text to UTF-16 units, within the text's bounds.
func Units(text string, s desk.Span) PageSpan {
	clamp := func(n int) int { return max(0, min(n, len(text))) }
	start, end := clamp(s.Start), clamp(max(s.Start, s.End))
	return PageSpan{units(text[:start]), units(text[:end])}
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// marked splits a text at spans, for showing them; spans outside the text are cut.
func marked(text string, spans []desk.Span, around int) []inbox.Segment {
	var out []inbox.Segment
	last := 0
	for _, s := range spans {
		start, end := max(last, min(s.Start, len(text))), min(s.End, len(text))
		if end <= start {
			continue
		}
		before := text[last:start]
		if around > 0 && len(before) > around {
			before = "… " + tail(before, around)
		}
		out = append(out, inbox.Segment{Text: before}, inbox.Segment{Text: text[start:end], Kind: "hit"})
		last = end
	}
	rest := text[last:]
	if around > 0 && len(rest) > around {
		rest = head(rest, around) + " …"
	}
	return append(out, inbox.Segment{Text: rest})
}

func tail(s string, n int) string {
	for i := range s {
		if len(s)-i <= n {
			return s[i:]
		}
	}
	return s
}

func head(s string, n int) string {
	for i := range s {
		if i >= n {
			return s[:i]
		}
	}
	return s
}

func percent(f float64) string { return strconv.Itoa(int(f*100+0.5)) + " %" }

func joiner(suffix string) string {
	if suffix == "" {
		return "?"
	}
	return "&"
}

func msgLabel(ctx context.Context, l *inbox.Line) string {
	switch {
	case l.Message.Direction == desk.Note:
		return tr(ctx, "Note by %s", l.Who)
	case l.Message.Private:
		return tr(ctx, "Private message by %s", l.Who)
	}
	return tr(ctx, "Public message by %s", l.Who)
}

func mediaName(ctx context.Context, kind string) string {
	switch kind {
	case "image":
		return tr(ctx, "Picture")
	case "video":
		return tr(ctx, "Video")
	case "audio":
		return tr(ctx, "Recording")
	}
	return tr(ctx, "File")
}

func stopsPrivate(a *inbox.Advice) bool {
	if a == nil {
		return false
	}
	for _, w := range a.Stop {
		if w.Kind == "private" {
			return true
		}
	}
	return false
}

func unitName(ctx context.Context, unit string) string {
	if unit == "bytes" {
		return tr(ctx, "bytes")
	}
	return tr(ctx, "characters")
}

func answerHint(ctx context.Context, c *Case) string {
	return tr(ctx, "Answer %s …   / for saved replies", firstWord(personName(&c.View.Case)))
}

func placeholder(ctx context.Context, c *Case) string {
	if c.mode() == "note" {
		return tr(ctx, "Write a note for your colleagues …")
	}
	return answerHint(ctx, c)
}
