package inbox

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/order"
	"heed/internal/text"
	"sort"
)

// storyLength is how many messages one page of a story holds.
const storyLength = 200

// Open reads a case as its page shows it. Unmasking private data needs a right and is
// written down.
func (s *Service) Open(ctx context.Context, by desk.Agent, id desk.CaseID, before desk.MessageID, unmask bool) (View, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return View{}, err
	}
	if unmask {
		if err := access.Check(by, access.Unmask); err != nil {
			return View{}, err
		}
		event := &desk.Event{Kind: desk.Unmasked, Case: id, Agent: by.ID, At: s.deps.Now()}
		if err := s.store.Update(ctx, func(tx Tx) error { return tx.Append(event) }); err != nil {
			return View{}, err
		}
	}
	var story desk.Story
	err := s.store.View(ctx, func(tx Tx) (err error) {
		story, err = tx.Story(id, before, storyLength)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return s.view(story, unmask), nil
}

func (s *Service) view(story desk.Story, unmask bool) View {
	v := View{
		Case:     s.row(story.Case),
		Person:   story.Person,
		Earlier:  story.Earlier,
		Promises: story.Promises,
		Others:   s.rows(story.Others),
		Unmasked: unmask,
	}
	for i := range story.Case.Clocks {
		k := &story.Case.Clocks[i]
		v.Clocks = append(v.Clocks, Clock{Clock: *k, Steps: s.deps.Reckon(&story.Case, k)})
	}
	owed := map[desk.MessageID]*desk.Outgoing{}
	for i := range story.Outgoing {
		owed[story.Outgoing[i].Message] = &story.Outgoing[i]
	}
	for i := range story.Messages {
		m := &story.Messages[i]
		if m.Direction != desk.Note {
			v.Seen = max(v.Seen, m.ID)
		}
		v.Private += len(s.private(m))
		line := Line{At: m.PostedAt, Message: m, Outgoing: owed[m.ID], Who: s.who(m), Versions: story.Versions[m.ID]}
		line.Segments = s.segments(m, hitSpans(m.Hits), unmask)
		if m.SubjectText != "" {
			line.Subject = []Segment{{Text: m.SubjectText}}
			if !unmask {
				line.Subject[0].Text = s.masked(m.SubjectText)
			}
		}
		v.Lines = append(v.Lines, line)
	}
	n := s.names.Load()
	for i := range story.Events {
		e := &story.Events[i]
		if !told(e.Kind) {
			continue
		}
		v.Lines = append(v.Lines, Line{At: e.At, Event: e, Who: n.agents[e.Agent]})
	}
	order.Stable(v.Lines, func(a, b Line) int { return a.At.Compare(b.At) })
	v.CanPublic, v.CanDirect, v.OpenInApp = s.ways(&story.Case, story.Messages)
	v.Pictures, v.DirectPictures = s.rooms(&story.Case)
	v.AskToDelete = s.askToDelete(&story)
	s.neighbours(&v, &story)
	if unmask {
		v.Case.PersonName, v.Case.Handle = story.Case.PersonName, story.Case.Handle
	} else {
		s.maskedView(&v)
	}
	return v
}

// neighbours are the cases that may be this one's, and the one in which it ended.
func (s *Service) neighbours(v *View, story *desk.Story) {
	if desk.ListOf(&story.Case) == desk.ListMerged {
		for _, e := range story.Events {
			if into, err := strconv.ParseInt(strings.TrimPrefix(e.Data["into"], "#"), 10, 64); err == nil && e.Kind == desk.CaseMerged {
				v.MergedInto = desk.CaseID(into)
			}
		}
		return
	}
	if story.Case.Stage.Closed() {
		return
	}
	v.Laters = Laters(s.deps.Hours(&story.Case), s.deps.Now())
	for i := range v.Others {
		if o := &v.Others[i]; o.Brand == story.Case.Brand && !o.Stage.Closed() {
			v.Mergeable = append(v.Mergeable, *o)
		}
	}
}

// askToDelete is what to say to a customer whose latest public post still shows private
// data.
func (s *Service) askToDelete(story *desk.Story) string {
	for i := len(story.Messages) - 1; i >= 0; i-- {
		m := &story.Messages[i]
		if m.Direction != desk.In || m.Private || m.CopyOf != 0 || !m.DeletedAt.IsZero() {
			continue
		}
		for _, f := range m.Signals.Private {
			if !f.Unsure && f.Type != "name" {
				return s.deps.AskToDelete(cmp.Or(m.Lang, m.Signals.Language.Label, story.Case.Lang), s.firstName(&story.Case), f.Type)
			}
		}
	}
	return ""
}

// told reports whether an event stands in the story by itself: what its message already
// shows does not.
func told(k desk.EventKind) bool {
	switch k {
	case desk.MessageReceived, desk.ReplyQueued, desk.ReplySent, desk.ReplyHeard, desk.NoteAdded, desk.MessageCopied,
		desk.MessageEdited, desk.MessageDeleted, desk.ReplyRetried, desk.ReplyHeld, desk.NoteTakenBack, desk.AgentMentioned:
		return false
	}
	return true
}

// ways says how a case can be answered, by what its network permits and its account can.
func (s *Service) ways(c *desk.Case, messages []desk.Message) (public, direct bool, app string) {
	a := s.names.Load().accounts[c.Account]
	can := s.deps.Kinds[c.Network].Abilities
	signedIn := a.Answers() && !a.Paused
	addressed := c.Reason == "mention" || c.Reason == "reply" || c.Reason == "quote" || c.Private
	public = signedIn && !c.Private && can.AnswerPublic && (addressed || can.AnswerStrangers)
	direct = signedIn && can.DirectOut
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].Direction == desk.In && messages[i].URL != "" {
			return public, direct, messages[i].URL
		}
	}
	return public, direct, ""
}

func hitSpans(hits []desk.Hit) []mark {
	var marks []mark
	for _, h := range hits {
		for _, sp := range h.Spans {
			marks = append(marks, mark{sp, Segment{Kind: "hit", Note: h.Name}})
		}
	}
	return marks
}

// A mark is a run of a text that is shown in its own way.
type mark struct {
	span desk.Span
	seg  Segment
}

// segments cuts a message's text into runs: what is private is masked, what is a link can
// be followed, what matched is marked. Where runs overlap, the earlier in this order wins.
func (s *Service) segments(m *desk.Message, hits []mark, unmask bool) []Segment {
	marks := append(append(s.nameMarks(m), s.masks(m, s.private(m), unmask)...), hits...)
	for _, e := range text.Entities(m.Text) {
		marks = append(marks, entityMark(m.Text, e))
	}
	return weave(m.Text, marks)
}

// private is what is private in a message: of a customer's as it was read, of ours and of
// notes as they stand.
func (s *Service) private(m *desk.Message) []desk.Finding {
	if m.Direction == desk.In {
		return m.Signals.Private
	}
	return s.deps.Private(m.Text)
}

// masks are the places of what is private in a message.
func (s *Service) masks(m *desk.Message, private []desk.Finding, unmask bool) (marks []mark) {
	for _, f := range private {
		if !valid(m.Text, f.Span) {
			continue
		}
		seg := Segment{Kind: "masked", Note: s.deps.Describe(f.Type), Text: m.Text[f.Span.Start:f.Span.End]}
		if !unmask {
			seg.Text = s.deps.Mask(m.Text, f)
		}
		marks = append(marks, mark{f.Span, seg})
	}
	return marks
}

func weave(s string, marks []mark) []Segment {
	taken := make([]mark, 0, len(marks))
	for _, mk := range marks {
		if valid(s, mk.span) && !slices.ContainsFunc(taken, func(t mark) bool {
			return mk.span.Start < t.span.End && t.span.Start < mk.span.End
		}) {
			taken = append(taken, mk)
		}
		if len(taken) > 400 {
			break // a post of nothing but links is still a post; the rest is plain text
		}
	}
	sort.Slice(taken, func(i, j int) bool { return taken[i].span.Start < taken[j].span.Start })
	var out []Segment
	at := 0
	for _, mk := range taken {
		if mk.span.Start > at {
			out = append(out, Segment{Text: s[at:mk.span.Start]})
		}
		if mk.seg.Text == "" {
			mk.seg.Text = s[mk.span.Start:mk.span.End]
		}
		out = append(out, mk.seg)
		at = mk.span.End
	}
	if at < len(s) {
		out = append(out, Segment{Text: s[at:]})
	}
	return out
}

func valid(s string, sp desk.Span) bool {
	return 0 <= sp.Start && sp.Start < sp.End && sp.End <= len(s)
}

// wordSpans marks where the words of a search occur, folded, at the start of words.
func wordSpans(s, query string) []mark {
	var words []string
	for _, w := range strings.FieldsFunc(text.Fold(query), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		words = append(words, w)
	}
	var marks []mark
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		folded := text.Fold(s[start:end])
		for _, w := range words {
			if strings.HasPrefix(folded, w) {
				marks = append(marks, mark{desk.Span{Start: start, End: end}, Segment{Kind: "hit"}})
				break
			}
		}
		start = -1
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			if start < 0 {
				start = i
			}
		} else {
			flush(i)
		}
		i += n
	}
	flush(len(s))
	return marks
}

// entityMark shows a link, mention or tag. Only web links can be followed.
func entityMark(s string, e text.Entity) mark {
	seg := Segment{Kind: "tag"}
	switch e.Kind {
	case text.Mention:
		seg.Kind = "mention"
	case text.Link:
		seg.Kind = "link"
		seg.Href = s[e.Span.Start:e.Span.End]
		if !strings.Contains(seg.Href, "://") {
			seg.Href = "https://" + seg.Href
		}
	}
	return mark{e.Span, seg}
}
