package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/text"
)

// recentMessages is how far back an answer looks for what it answers.
const recentMessages = 30

// Advise tells what an agent should know of a draft while it is written.
func (s *Service) Advise(ctx context.Context, by desk.Agent, d Draft) (Advice, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Advice{}, err
	}
	if d.Note {
		return s.noteAdvice(by, d), nil
	}
	var story desk.Story
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if story, err = tx.Story(d.Case, 0, recentMessages); err != nil {
			return err
		}
		d.Pictures, err = known(tx, by, d.Pictures)
		return err
	})
	if err != nil {
		return Advice{}, err
	}
	return s.advise(&story, d), nil
}

func (s *Service) advise(story *desk.Story, d Draft) Advice {
	c := &story.Case
	account := s.names.Load().accounts[c.Account]
	kind := s.deps.Kinds[c.Network]
	direct := d.Direct || c.Private
	length, room := kind.Abilities.Length, kind.Abilities.Pictures
	if direct {
		length, room = kind.Abilities.DirectLength, kind.Abilities.DirectPictures
	}
	a := Advice{Max: length.Max, Unit: length.Unit}
	a.CanPublic, a.CanDirect, a.OpenInApp = s.ways(c, story.Messages)
	a.Where = s.where(kind, account, c, direct)
	a.Parts = parts(d.Text, length, kind.Abilities.Threads && !direct)
	if n := len(a.Parts); n > 0 {
		a.Used = a.Parts[n-1].Used
	}
	a.Stop = append(a.Stop, cannot(&a, kind, direct)...)
	a.Stop = append(a.Stop, tooLong(&a, length)...)
	a.pictured(d.Pictures, room, kind.Name, direct)
	s.guard(&a, d, direct)
	a.Warn = append(a.Warn, deadEnd(story, d.Text)...)
	if !story.Person.MutedUntil.IsZero() && story.Person.MutedUntil.After(s.deps.Now()) {
		a.Warn = append(a.Warn, Warning{Kind: "muted", Text: "This person is muted: " + story.Person.MuteReason + "."})
	}
	return a
}

func (s *Service) where(kind channel.Kind, account desk.Account, c *desk.Case, direct bool) string {
	if direct {
		return fmt.Sprintf("Private message as %s on %s. Only %s can read it.", account.Name, kind.Name, s.masked(nameOf(c)))
	}
	return fmt.Sprintf("Public reply as %s on %s. Anyone can read it.", account.Name, kind.Name)
}

func nameOf(c *desk.Case) string {
	if c.Handle != "" {
		return "@" + c.Handle
	}
	return c.PersonName
}

// parts cuts a long answer into what the network takes.
func parts(s string, length channel.Length, threads bool) []Part {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	fits := func(p string) bool { return fits(p, length) }
	pieces := []string{s}
	if threads && !fits(s) {
		pieces = text.Split(s, fits)
	}
	out := make([]Part, len(pieces))
	for i, p := range pieces {
		out[i] = Part{Text: p, Used: text.Count(p, length.Unit, length.LinkAs)}
	}
	return out
}

func fits(s string, l channel.Length) bool {
	return (l.Max == 0 || text.Count(s, l.Unit, l.LinkAs) <= l.Max) && (l.Bytes == 0 || len(s) <= l.Bytes)
}

func cannot(a *Advice, kind channel.Kind, direct bool) []Warning {
	switch {
	case direct && a.CanDirect, !direct && a.CanPublic:
		return nil
	case direct:
		return []Warning{{Kind: "closed", Text: kind.Name + " doesn't accept private messages from this desk.",
			Mend: "Sign in the account under Settings, Accounts, or answer in public."}}
	}
	w := Warning{Kind: "closed", Text: "This desk can't answer on " + kind.Name + " yet.",
		Mend: "Sign in the brand's account under Settings, Accounts."}
	if a.OpenInApp != "" {
		w.Mend += " Until then, answer in the network's app: the case picks up your answer from there."
	}
	return []Warning{w}
}

// maxParts bounds a thread: an essay belongs on a page that can be linked.
const maxParts = 12

func tooLong(a *Advice, l channel.Length) []Warning {
	if len(a.Parts) > maxParts {
		return []Warning{{Kind: "length", Text: fmt.Sprintf("This would be a thread of %d messages.", len(a.Parts)),
			Mend: "Shorten it, or link to a page with the details."}}
	}
	for _, p := range a.Parts {
		if !fits(p.Text, l) {
			return []Warning{{Kind: "length", Text: fmt.Sprintf("Too long: %d of %d %s.", p.Used, l.Max, l.Unit), Mend: "Shorten it."}}
		}
	}
	return nil
}

// guard stops private data in public; in private it only warns of what no message should
// hold.
func (s *Service) guard(a *Advice, d Draft, direct bool) {
	s.guardText(a, d.Text, d, direct)
	for i, p := range d.Pictures {
		at := len(a.Stop)
		before := len(a.Warn)
		s.guardText(a, p.Alt, d, direct)
		for _, list := range [][]Warning{a.Stop[at:], a.Warn[before:]} {
			for j := range list { // what was found does not stand in the answer itself
				list[j].Spans, list[j].Text = nil, fmt.Sprintf("In the description of picture %d: ", i+1)+list[j].Text
			}
		}
	}
}

func (s *Service) guardText(a *Advice, text string, d Draft, direct bool) {
	for _, f := range s.deps.Private(text) {
		w := Warning{Kind: "private", Spans: []desk.Span{f.Span},
			Text: fmt.Sprintf("Anyone could read the %s here.", s.deps.Describe(f.Type)),
			Mend: "Remove it, or send it privately."}
		switch {
		case direct && (f.Type == "card" || f.Type == "password"):
			w.Text = fmt.Sprintf("The %s should never be sent in a message.", s.deps.Describe(f.Type))
			a.Warn = append(a.Warn, w)
		case direct, f.Type == "name": // an agent says who writes
		case f.Unsure:
			w.Text = fmt.Sprintf("This may be a private number (%s), and anyone could read it.", s.deps.Describe(f.Type))
			a.Warn = append(a.Warn, w)
		case d.Override != "":
			w.Text = "Sent with private data: " + d.Override
			a.Warn = append(a.Warn, w)
		default:
			a.Stop = append(a.Stop, w)
		}
	}
}

// exposed names the private data that a public answer shows; "" for none.
func (s *Service) exposed(m *desk.Message) string {
	var types []string
	found := s.deps.Private(m.Text)
	for _, x := range m.Media {
		found = append(found, s.deps.Private(x.Alt)...)
	}
	for _, f := range found {
		if !m.Private && !f.Unsure && f.Type != "name" && !slices.Contains(types, f.Type) {
			types = append(types, f.Type)
		}
	}
	return strings.Join(types, ", ")
}

// elsewhere are words that send a customer to a channel, by the channel they name.
var elsewhere = map[string][]string{ // read only
	"phone": {"call us", "give us a call", "phone us", "ring us", "hotline", "call our", "rufen sie", "appelez"},
	"email": {"email us", "e-mail us", "send us an email", "write to us at", "schreiben sie uns eine e-mail", "envoyez-nous un e-mail"},
	"chat":  {"chat with us", "use our chat", "live chat"},
	"shop":  {"visit our", "visit a store", "visit your local", "go to the store", "come to our"},
}

// deadEnd warns when an answer sends the customer to where they already failed.
func deadEnd(story *desk.Story, draft string) []Warning {
	folded := strings.ToLower(draft)
	var out []Warning
	for _, tried := range triedBy(story) {
		for _, phrase := range elsewhere[tried.Label] {
			at := strings.Index(folded, phrase)
			if at < 0 || len(folded) != len(draft) {
				continue
			}
			said := ""
			if len(tried.Because) > 0 {
				said = fmt.Sprintf(" (“%s”)", tried.Because[0])
			}
			out = append(out, Warning{Kind: "dead_end", Spans: []desk.Span{{Start: at, End: at + len(phrase)}},
				Text: fmt.Sprintf("The customer said they already tried %s%s.", tried.Label, said),
				Mend: "Solve it here, or say what will be different this time."})
			break
		}
	}
	return out
}

func triedBy(story *desk.Story) []desk.Signal {
	seen := map[string]bool{}
	var out []desk.Signal
	for i := range story.Messages {
		for _, t := range story.Messages[i].Signals.Tried {
			if !seen[t.Label] {
				seen[t.Label] = true
				out = append(out, t)
			}
		}
	}
	return out
}
