package crowd

import (
	"context"
	"math"
	"net/url"
	"strconv"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// A Scripted is one thing of the past: something said, edited or deleted.
type Scripted struct {
	Kind    string // of the scene, see Kinds
	Brand   string // Name of the Brand that it is about
	Company bool   // said by the company
	Signed  string // by whom of its [Staff], if it is an answer in a scene
	// Heard is what the channel would have told the brand's account. Message.Account is
	// left 0: the one who keeps it knows its accounts.
	Heard desk.Heard

	event echo.Event
}

// History makes up what was said between two times, in the order in which it was heard.
// Days have their rhythm in from's time zone: trains at rush hour, parcels at noon and in
// the evening, little on Sundays and at night. The company answers in its hours (weekdays
// 7 to 21, Saturdays 9 to 17) what it gets to, and customers react; some are never
// answered. It is the same again for the same seed and times.
func (c *Crowd) History(from, to time.Time) []Scripted {
	p := &past{
		troupe: c.troupe(3), agenda: &agenda{}, clock: from, to: to, zone: from.Location(),
		about: map[string]Scripted{}, born: strconv.FormatInt(from.UnixMilli(), 36),
	}
	p.network = echo.New(func() time.Time { return p.clock }, echo.Keep(1<<20))
	// The same people joined another network in New, so they can join this one.
	_ = c.join(p.network)
	p.arrive(from)
	for p.agenda.Len() > 0 {
		e := p.agenda.next()
		if !e.at.Before(to) {
			break
		}
		p.clock = e.at
		e.run()
	}
	return p.tell()
}

// Backfill puts a History on the network, so that it can be seen and answered there.
func (c *Crowd) Backfill(history []Scripted) {
	at := map[string]int{}
	var posts []echo.Post
	for _, s := range history {
		p := s.event.Post
		i, known := at[p.ID]
		switch {
		case s.event.Change == desk.Created:
			at[p.ID] = len(posts)
			posts = append(posts, p)
		case known && s.event.Change == desk.Edited:
			posts[i] = p
		case known:
			posts[i].Text, posts[i].SubjectText, posts[i].DeletedAt = "", "", p.DeletedAt
		}
	}
	c.network.Backfill(posts)
}

// past is a play of what was, on a network of its own.
type past struct {
	*troupe
	network *echo.Network
	agenda  *agenda
	clock   time.Time
	to      time.Time
	zone    *time.Location
	about   map[string]Scripted // Kind and Brand by post
	keys    int
	born    string
}

// arrive plans the next conversation: a Poisson process, thinned to the rhythm.
func (p *past) arrive(after time.Time) {
	mean := float64(24*time.Hour) / (p.o.PerDay * peak)
	at := after
	for {
		at = at.Add(time.Duration(p.rng.ExpFloat64() * mean))
		if !at.Before(p.to) {
			return
		}
		rail, post := rhythm(at.In(p.zone))
		if roll := p.rng.Float64() * 2 * peak; roll < rail+post {
			b := p.brands[1]
			if roll < rail {
				b = p.brands[0]
			}
			p.agenda.plan(at, func() { p.open(b) })
			return
		}
	}
}

// open begins a conversation about a brand.
func (p *past) open(b Brand) {
	kind := Chatter
	for kind == Chatter {
		kind = p.pickKind()
	}
	s := p.compose(kind, b, "")
	p.perform(p.agenda, p.network, p.clock, s, func(id string) {
		p.about[id] = Scripted{Kind: kind, Brand: b.Name}
		if post, ok := p.network.Get(id); ok && post.Form != desk.Repost && p.chance(answered(kind)) {
			p.answer(b, post, kind, s.lang, kind)
		}
	})
	p.arrive(p.clock)
}

// answered is how likely the company answers a kind.
func answered(kind string) float64 {
	switch kind {
	case Spam:
		return 0
	case Troll:
		return 0.04
	case Delete:
		return 0.3
	case Quote, Repost, Incident, Praise:
		return 0.6
	case Private, Elderly, Direct:
		return 0.95
	case Complaint:
		return 0.72
	}
	return 0.85
}

// answer plans an answer of the company in the words of a section, and what comes of it.
func (p *past) answer(b Brand, post echo.Post, kind, lang, section string) {
	at := p.covered(p.clock).Add(time.Duration(math.Exp(0.9*p.rng.NormFloat64()) * float64(18*time.Minute)))
	at = p.covered(at)
	text, signed := p.reply(b, section, lang), ""
	if k, who := p.talks[post.Author.Handle], p.find(post.Author.Handle); k != nil && who != nil {
		text, signed = k.slots.of(who).fill(text), k.slots["sign"]
	}
	p.agenda.plan(at, func() {
		p.keys++
		d := echo.Draft{By: b.Handle, Form: desk.Reply, On: post.ID, Text: text, Lang: lang, Key: "h" + p.born + "-" + strconv.Itoa(p.keys)}
		if post.Form == desk.Direct {
			d.Form, d.On, d.To = desk.Direct, "", post.Author.Handle
		}
		said, err := p.network.Post(d)
		if err != nil {
			return // deleted before anybody answered
		}
		p.about[said.ID] = Scripted{Kind: kind, Brand: b.Name, Company: true, Signed: signed}
		p.reactions(b, said, kind, lang)
	})
}

// reactions plans what the customer does after an answer. In the past they took minutes
// where the live crowd takes seconds.
func (p *past) reactions(b Brand, said echo.Post, kind, lang string) {
	for _, r := range p.react(said) {
		p.agenda.plan(p.clock.Add(r.After*time.Duration(20+p.rng.IntN(100))), func() {
			if r.Remove != "" {
				_ = p.network.Delete(r.Draft.By, r.Remove) // gone already is as good
			}
			post, err := p.network.Post(r.Draft)
			if err != nil {
				return // the answer is gone
			}
			p.about[post.ID] = Scripted{Kind: kind, Brand: b.Name}
			if p.chance(again(r.Mood)) {
				p.answer(b, post, kind, lang, second(r.Mood))
			}
		})
	}
}

// again is how likely the company answers a second time.
func again(mood string) float64 {
	switch mood {
	case "detail", "deadend", "yes", "leaving":
		return 0.9
	case "angry":
		return 0.6
	case "confirm", "thanks":
		return 0.1
	}
	return 0
}

// second is the section of a second answer.
func second(mood string) string {
	if mood == "angry" || mood == "deadend" {
		return "cross"
	}
	return "follow"
}

// reply draws a text of the company, in the language if there is one.
func (p *past) reply(b Brand, kind, lang string) string {
	file := "answers-" + b.words
	switch kind {
	case Direct:
		kind = "private message"
	case Tagged, Edit, Delete, Reversed, Quote, Repost, Troll:
		kind = Complaint
	}
	kinds := []string{kind, Complaint}
	if kind == "cross" {
		kinds = []string{kind, "follow", Complaint}
	}
	for _, k := range kinds {
		if text := p.draw(section{file, lang, k}); text != "" {
			return text
		}
	}
	return p.draw(section{file, "en", Complaint})
}

func (p *past) find(handle string) *person {
	for i := range p.cast {
		if p.cast[i].handle == handle {
			return &p.cast[i]
		}
	}
	return nil
}

// covered is the next moment at or after t at which somebody is at the desk.
func (p *past) covered(t time.Time) time.Time {
	for {
		local := t.In(p.zone)
		open, shut := 7, 21
		if local.Weekday() == time.Saturday {
			open, shut = 9, 17
		}
		y, m, d := local.Date()
		begin := time.Date(y, m, d, open, 0, 0, 0, p.zone)
		switch {
		case local.Weekday() == time.Sunday || local.Hour() >= shut:
			t = time.Date(y, m, d+1, 0, 0, 0, 0, p.zone)
		case t.Before(begin):
			return begin.Add(p.between(time.Minute, 50*time.Minute))
		default:
			return t
		}
	}
}

// tell reads the play off its network's stream.
func (p *past) tell() []Scripted {
	base, err := url.Parse(p.o.URL)
	if err != nil || p.o.URL == "" {
		base = nil
	}
	ctx := context.Background() // nothing is waited for
	view, cursor := echo.View{All: true}, p.network.Start()
	var out []Scripted
	for {
		feed, err := p.network.Since(ctx, view, cursor, 500, 0)
		if err != nil {
			return out
		}
		for i := range feed.Events {
			out = append(out, p.scripted(base, &feed.Events[i]))
		}
		if cursor = feed.Cursor; feed.Live {
			return out
		}
	}
}

func (p *past) scripted(base *url.URL, e *echo.Event) Scripted {
	s := p.about[e.Post.ID]
	if s.Brand == "" { // the earlier half of a pair: its reply is known
		s = p.about[p.replyTo(e.Post.ID)]
	}
	var account desk.Account
	for _, b := range p.brands {
		if b.Name == s.Brand {
			account.Handle.Name = b.Handle
		}
	}
	s.event = *e
	// What our own network told is of its form.
	s.Heard, _ = echo.HeardOf(&account, base, e, e.At.Add(2*time.Second))
	return s
}

// replyTo finds the post of a pair that was heard first.
func (p *past) replyTo(id string) string {
	post, _ := p.network.Get(id)
	for _, o := range p.network.Posts(post.Author.Handle) {
		if o.Parent == id {
			return o.ID
		}
	}
	return ""
}

// peak is the greatest value of the rhythm of one brand; the mean over a week is about 1.
const peak = 3.2

// rhythm is how much people speak of the railway and of the parcel service at an hour,
// by local time.
func rhythm(local time.Time) (rail, post float64) {
	trains := [24]float64{.2, .1, .05, .05, .2, .7, 1.8, 3, 2.8, 1.6, 1, 1, 1.2, 1, 1, 1.4, 2.5, 3.2, 2.8, 1.7, 1.1, .9, .6, .4}
	parcels := [24]float64{.2, .1, .05, .05, .1, .1, .3, .7, 1.2, 1.7, 2, 2.1, 2, 1.9, 1.7, 1.7, 1.9, 2.2, 2.4, 2.2, 1.9, 1.5, 1, .5}
	h := local.Hour()
	rail, post = trains[h], parcels[h]
	switch local.Weekday() {
	case time.Saturday:
		return rail * 0.5, post * 0.9
	case time.Sunday:
		return rail*0.3 + 0.1, post * 0.3
	case time.Monday:
		return rail * 1.0, post * 1.3
	}
	return rail, post
}
