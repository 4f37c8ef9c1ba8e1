package crowd

import (
	"strings"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// Kinds of scene. All but Chatter are about a brand.
const (
	Complaint = "complaint" // without a mention
	Tagged    = "tagged"    // a complaint that mentions the company
	Praise    = "praise"
	Question  = "question"
	Request   = "request"
	Leaving   = "leaving"
	Private   = "private"  // a phone number or an address in public
	Called    = "called"   // other channels have failed them
	Troll     = "troll"    //
	Elderly   = "elderly"  // old, polite, few followers
	Spam      = "spam"     //
	Edit      = "edit"     // says something else a little later
	Delete    = "delete"   // takes it back a little later
	Reversed  = "reversed" // a post and a reply to it by one person, heard the wrong way round
	Incident  = "incident" // near copies of one complaint by several people
	Quote     = "quote"    // a complaint, quoted by somebody else
	Repost    = "repost"   // a complaint, reposted by others
	Direct    = "direct"   // a private message
	Chatter   = "chatter"  // nothing to do with anybody
)

// Kinds lists all kinds of scene, in the order in which Run first shows them.
func Kinds() []string {
	return []string{
		Complaint, Praise, Chatter, Private, Question, Reversed, Called, Leaving, Edit, Tagged, Spam,
		Elderly, Direct, Delete, Repost, Troll, Incident, Request, Quote,
	}
}

// share is how often a kind comes, of 100 or so.
func share(kind string) int {
	switch kind {
	case Complaint:
		return 26
	case Tagged, Chatter:
		return 14
	case Praise, Question:
		return 10
	case Request, Leaving, Called, Spam, Direct:
		return 4
	case Delete, Incident:
		return 2
	}
	return 3
}

// A scene is something that people say, in steps.
type scene struct {
	kind  string
	lang  string
	brand Brand
	slots slots
	steps []step
}

type act string

const (
	say     act = "say"
	amend   act = "amend"
	remove  act = "remove"
	reverse act = "reverse" // text and then, the second heard first
)

// A step is one thing that one person does.
type step struct {
	after time.Duration // since the scene began
	act   act
	who   *person
	form  desk.Form
	text  string
	then  string
	on    int // step whose post this is about
}

// cast of a scene: who speaks in a kind.
func roleOf(kind string) string {
	switch kind {
	case Elderly:
		return roleElderly
	case Troll:
		return roleTroll
	case Spam:
		return roleSpammer
	}
	return ""
}

// pickKind rolls a kind.
func (t *troupe) pickKind() string {
	total := 0
	for _, k := range Kinds() {
		total += share(k)
	}
	n := t.rng.IntN(total)
	for _, k := range Kinds() {
		if n -= share(k); n < 0 {
			return k
		}
	}
	return Complaint
}

// compose makes a scene of a kind. An empty lang is rolled.
func (t *troupe) compose(kind string, b Brand, lang string) scene {
	if lang == "" {
		lang = t.pickLang()
	}
	from := t.section(kind, b, lang)
	if len(t.words[from]) == 0 {
		lang = "en"
		from = t.section(kind, b, lang)
	}
	s := scene{kind: kind, lang: lang, brand: b, slots: newSlots(t.rng, b, lang)}
	who := t.speaker(kind, lang)
	text := t.draw(from)
	first, second, _ := strings.Cut(text, " => ")
	fill := func(p *person, text string) string { return s.slots.of(p).fill(text) }
	s.steps = []step{{act: say, who: who, form: desk.Post, text: fill(who, first)}}
	switch kind {
	case Direct:
		s.steps[0].form = desk.Direct
	case Edit:
		s.steps = append(s.steps, step{after: t.between(15*time.Second, 40*time.Second), act: amend, text: fill(who, second)})
	case Delete:
		s.steps = append(s.steps, step{after: t.between(30*time.Second, 90*time.Second), act: remove})
	case Reversed:
		s.steps[0].act, s.steps[0].then = reverse, fill(who, second)
	case Incident:
		for i := range 3 + t.rng.IntN(2) {
			p := t.speaker(kind, lang)
			s.steps = append(s.steps, step{
				after: time.Duration(i+1) * t.between(4*time.Second, 15*time.Second),
				act:   say, who: p, form: desk.Post, text: fill(p, t.draw(from)),
			})
		}
	case Quote:
		p := t.speaker(kind, lang)
		s.steps = append(s.steps, step{
			after: t.between(8*time.Second, 30*time.Second), act: say, who: p, form: desk.Quote,
			text: fill(p, t.draw(section{b.words, lang, Quote})),
		})
	case Repost:
		for i := range 1 + t.rng.IntN(3) {
			s.steps = append(s.steps, step{
				after: time.Duration(i+1) * t.between(5*time.Second, 15*time.Second),
				act:   say, who: t.speaker(kind, lang), form: desk.Repost,
			})
		}
	}
	return s
}

// section is where the first text of a scene stands.
func (t *troupe) section(kind string, b Brand, lang string) section {
	switch kind {
	case Chatter:
		return section{"chatter", lang, Chatter}
	case Quote, Repost:
		if kind == Quote && len(t.words[section{b.words, lang, Quote}]) == 0 {
			return section{}
		}
		return section{b.words, lang, Complaint}
	}
	return section{b.words, lang, kind}
}

func (t *troupe) pickLang() string {
	switch n := t.rng.IntN(100); {
	case n < 10:
		return "de"
	case n < 18:
		return "fr"
	case n < 24:
		return "es"
	}
	return "en"
}

// speaker picks who says it. Now and then it is the one whom everybody follows.
func (t *troupe) speaker(kind, lang string) *person {
	role := roleOf(kind)
	if role == "" && lang == "en" && (kind == Complaint || kind == Tagged) && t.chance(0.05) {
		role = roleFamous
	}
	return t.someone(lang, role)
}

// play does a step of a scene on a network. ids are the posts of the steps before.
func (s *scene) play(n *echo.Network, i int, ids []string) (string, error) {
	st := s.steps[i]
	first := s.steps[st.on]
	switch st.act {
	case amend:
		_, err := n.Edit(first.who.handle, ids[st.on], st.text)
		return "", err
	case remove:
		return "", n.Delete(first.who.handle, ids[st.on])
	case reverse:
		d := echo.Draft{By: st.who.handle, Text: st.text, Lang: s.lang}
		_, b, err := n.PostReversed(d, echo.Draft{By: st.who.handle, Text: st.then, Lang: s.lang})
		return b.ID, err
	}
	d := echo.Draft{By: st.who.handle, Form: st.form, Text: st.text, Lang: s.lang}
	switch st.form {
	case desk.Direct:
		d.To = s.brand.Handle
	case desk.Quote, desk.Repost:
		d.On = ids[st.on]
	}
	p, err := n.Post(d)
	return p.ID, err
}
