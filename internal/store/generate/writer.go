package generate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// known is how many persons may come back with another problem.
const known = 10_000

// vocabulary is the number of different invented words.
const vocabulary = 200_000

// writer invents conversations. It is used by one goroutine.
type writer struct {
	o        Options
	random   *rand.Rand
	zipf     *rand.Zipf
	run      string // makes network ids new for each seed and start
	n        int
	accounts []desk.Account
	account  desk.Account // of the present case
	teams    []desk.Team
	agents   []desk.Agent
	searches []desk.Search
	persons  []desk.Person
	handles  []desk.Handle
}

func newWriter(o Options) *writer {
	source := rand.New(rand.NewPCG(uint64(o.Seed), 0x68656564))
	return &writer{o: o, random: source, zipf: rand.NewZipf(source, 1.07, 4, vocabulary-1),
		run: fmt.Sprintf("%x-%x", o.Now.UnixMicro(), o.Seed)}
}

// conversations makes the next cases, n at most.
func (w *writer) conversations(n int) []*store.Conversation {
	list := make([]*store.Conversation, 0, n)
	for len(list) < n && w.n < w.o.Cases {
		list = append(list, w.conversation())
	}
	return list
}

// conversation makes the next case: most are resolved, a part waits for us, a part for the
// customer, a part was ignored.
func (w *writer) conversation() *store.Conversation {
	steps := w.steps()
	at := w.o.Now.Add(-w.before()).UTC().Truncate(time.Microsecond)
	for _, step := range steps {
		at = at.Add(-step) // nobody speaks in the future
	}
	w.n++
	w.account = w.accounts[w.random.IntN(len(w.accounts))]
	c := &store.Conversation{}
	author := w.person(c, at)
	opened := &c.Case
	opened.Brand, opened.Account, opened.Network = w.account.Brand, w.account.ID, w.account.Network
	opened.PersonName, opened.Handle, opened.Followers = author.Display, author.Name, author.Followers
	opened.Reason, opened.Lang, opened.Urgency = "mention", "en", pick(w, "normal", "normal", "low", "high")
	opened.Intent, opened.Sentiment = pick(w, desk.Complaint, desk.Question, desk.Praise), pick(w, "negative", "neutral", "positive")
	opened.Decision = desk.Decision{Version: 1, Rule: "Generated", Respond: "yes", Within: time.Hour, Hours: "calendar", Where: "public"}
	opened.Stage, opened.OpenedAt = desk.New, at
	if w.o.Varied {
		w.varied(opened)
	}
	if w.random.IntN(2) == 0 {
		s := w.searches[w.random.IntN(len(w.searches))]
		opened.Hits, opened.Reason = []desk.Hit{{Search: s.ID, Name: s.Name}}, s.Name
	}
	c.Events = append(c.Events, desk.Event{Kind: desk.CaseOpened, Message: 1, At: at, Data: map[string]string{"reason": opened.Reason, "rule": "Generated"}})
	for _, step := range steps {
		at = at.Add(step)
		w.say(c, author, at)
	}
	w.end(c, at)
	return c
}

// steps are how long before each message nothing is said.
func (w *writer) steps() []time.Duration {
	steps := make([]time.Duration, 1+w.random.IntN(2*w.o.MessagesPerCase-1))
	for i := range steps {
		steps[i] = time.Duration(1+w.random.IntN(90)) * time.Minute
	}
	return steps
}

// before is how long before Now the last word of the next case is said.
func (w *writer) before() time.Duration {
	if w.o.Over == 0 {
		return time.Duration(w.o.Cases-w.n) * time.Minute
	}
	return time.Duration(float64(w.o.Over) * float64(w.o.Cases-w.n) / float64(w.o.Cases))
}

// varied spreads a case over what reports group by.
func (w *writer) varied(c *desk.Case) {
	c.Network = desk.Network(pick(w, "mastodon", "mastodon", "bluesky", "email"))
	c.Team = w.teams[w.random.IntN(len(w.teams))].ID
	c.Lang = pick(w, "en", "en", "en", "de", "fr")
	c.Intent = pick(w, desk.Complaint, desk.Question, desk.Question, desk.Request, desk.Praise, desk.Leaving)
	c.Private = c.Network == "email" || w.random.IntN(10) == 0
	c.Followers = int(math.Exp(w.random.NormFloat64()*2 + 5))
}

// What is said on a varied desk, before the invented words.
var (
	asked    = []string{"Where is my parcel?", "This is the worst service ever.", "I am cancelling and going to another company.", "How do I change my plan?", "Still no internet at home!"}                          // read only
	answered = []string{"We are so sorry to hear that!", "Please call us at our hotline.", "Please send us a direct message with your number.", "We have fixed it, please try again.", "You find it under settings."} // read only
	thanked  = []string{"Thank you, it works now.", "Still the same problem.", "When will that be?"}                                                                                                                  // read only
)

func (w *writer) person(c *store.Conversation, at time.Time) desk.HandleRef {
	if len(w.persons) > 0 && w.random.IntN(4) == 0 {
		i := w.random.IntN(len(w.persons))
		c.Case.Person = w.persons[i].ID
		return w.handles[i].HandleRef
	}
	ref := desk.HandleRef{NetworkID: fmt.Sprintf("%s-u%d", w.run, w.n), Name: w.word() + w.word(), Display: title(w.word()) + " " + title(w.word()),
		Followers: w.random.IntN(1000)}
	c.Person = &desk.Person{Name: ref.Display, Lang: "en", FirstSeen: at, LastSeen: at}
	c.Handle = &desk.Handle{Network: w.account.Network, HandleRef: ref, SeenAt: at}
	return ref
}

// remember lets persons come back.
func (w *writer) remember(list []*store.Conversation) {
	for _, c := range list {
		if c.Person == nil {
			continue
		}
		if len(w.persons) < known {
			w.persons, w.handles = append(w.persons, *c.Person), append(w.handles, *c.Handle)
			continue
		}
		i := w.random.IntN(known)
		w.persons[i], w.handles[i] = *c.Person, *c.Handle
	}
}

// say adds a message: the customer begins, then either side goes on.
func (w *writer) say(c *store.Conversation, author desk.HandleRef, at time.Time) {
	n := len(c.Messages) + 1
	m := desk.Message{Account: w.account.ID, Network: w.account.Network, NetworkID: desk.NetworkID(fmt.Sprintf("%s-%d-%d", w.run, w.n, n)),
		Direction: desk.In, Form: desk.Reply, Author: author, Text: w.text(), Lang: "en", PostedAt: at, HeardAt: at}
	if n == 1 {
		m.Form, m.Hits = desk.Post, c.Case.Hits
		c.Case.OpenedAt, c.Case.Subject, c.Events[0].At = at, m.Text, at
	} else {
		m.Parent, m.Root = c.Messages[n-2].NetworkID, c.Messages[0].NetworkID
	}
	c.Case.Messages, c.Case.UpdatedAt = n, at
	out := n > 1 && w.random.IntN(2) == 0
	if w.o.Varied {
		m.Text = pick(w, phrases(n, out)...) + " " + m.Text
		m.Private = c.Case.Private
	}
	if out {
		w.answer(c, &m, n, at)
	} else {
		m.Signals = desk.Signals{Language: desk.Signal{Label: "en", Confidence: 0.9}, Intent: desk.Signal{Label: c.Case.Intent, Confidence: 0.7},
			Sentiment: desk.Signal{Label: c.Case.Sentiment, Confidence: 0.6}, Urgency: desk.Signal{Label: c.Case.Urgency, Confidence: 0.5}}
		c.Case.LastInbound, c.Case.Preview = at, m.Text
		if c.Case.WaitingSince.IsZero() {
			c.Case.WaitingSince = at
		}
		c.Events = append(c.Events, desk.Event{Kind: desk.MessageReceived, Message: desk.MessageID(n), At: at})
	}
	c.Messages = append(c.Messages, m)
}

func phrases(n int, out bool) []string {
	switch {
	case out:
		return answered
	case n == 1:
		return asked
	}
	return thanked
}

func (w *writer) answer(c *store.Conversation, m *desk.Message, n int, at time.Time) {
	agent := w.agents[w.random.IntN(len(w.agents))].ID
	m.Direction, m.Author, m.State, m.Agent = desk.Out, w.account.Handle, desk.Sent, agent
	m.Key = string(m.NetworkID)
	c.Case.Assignee, c.Case.LastOutbound, c.Case.WaitingSince = agent, at, time.Time{}
	if c.Case.FirstResponseAt.IsZero() {
		c.Case.FirstResponseAt, c.Case.Stage = at, desk.Acknowledged
	}
	c.Outgoing = append(c.Outgoing, desk.Outgoing{Message: desk.MessageID(n), Account: m.Account, Errand: desk.SendPublic, Key: m.Key, Text: m.Text,
		Lang: "en", To: c.Messages[0].Author, ReplyTo: m.Parent, Root: m.Root, NetworkID: m.NetworkID, State: desk.Sent, Attempts: 1, Due: at,
		Agent: agent, Token: m.Key, Queued: at, SentAt: at})
	for _, kind := range []desk.EventKind{desk.ReplyQueued, desk.ReplySent} {
		c.Events = append(c.Events, desk.Event{Kind: kind, Message: desk.MessageID(n), At: at, Agent: agent})
	}
}

// end leaves the case at its present stage or closes it.
func (w *writer) end(c *store.Conversation, at time.Time) {
	k := &c.Case
	to := desk.Stage("")
	switch p := w.random.IntN(100); {
	case p < 60:
		to = desk.Resolved
	case p < 70:
		to = desk.Ignored
	case p < 75:
		k.Decision.Respond = "watch"
	}
	if to == "" {
		if !k.WaitingSince.IsZero() && k.Decision.Respond == "yes" {
			k.Due, k.DueKind = k.WaitingSince.Add(time.Hour), "first"
			k.BreachedAt = k.Due
		}
		return
	}
	c.Events = append(c.Events, desk.Event{Kind: desk.CaseStage, At: at, Data: map[string]string{"from": string(k.Stage), "to": string(to)}})
	k.Stage, k.ResolvedAt, k.WaitingSince = to, at, time.Time{}
	if to == desk.Ignored {
		k.Decision.Respond = "no"
	}
}

func (w *writer) text() string {
	var b strings.Builder
	for range 8 + w.random.IntN(16) {
		b.WriteString(w.word())
		b.WriteByte(' ')
	}
	return title(b.String()[:b.Len()-1]) + "."
}

// common are the words that come most, in the order of how often.
var common = strings.Fields(`the to i you my and is a for it of on in not with have this no your me we be that was so help
	please service why when do how get are can just but customer router bill phone still account thanks waiting time`)

const consonants, vowels = "bcdfghjklmnprstvwz", "aeiou"

// word draws a word; the n-th most frequent is always the same.
func (w *writer) word() string {
	n := int(w.zipf.Uint64())
	if n < len(common) {
		return common[n]
	}
	var b []byte
	for n -= len(common); ; n /= len(consonants) * len(vowels) {
		b = append(b, consonants[n%len(consonants)], vowels[n/len(consonants)%len(vowels)])
		if n < len(consonants)*len(vowels) {
			return string(append(b, 'x'))
		}
	}
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func pick(w *writer, options ...string) string { return options[w.random.IntN(len(options))] }
