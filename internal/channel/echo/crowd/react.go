package crowd

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// A talk is what one customer has going with the company.
type talk struct {
	kind   string
	brand  Brand
	slots  slots
	post   string // their first post
	turns  int    // times they have reacted
	warned bool   // that private data stands in public
	done   bool
}

// maxTurns is after how many reactions a customer leaves it at that.
const maxTurns = 3

// A Reaction is what a customer does after an answer.
type Reaction struct {
	After  time.Duration // since the answer
	Mood   string        // a section of the reactions: thanks, angry, detail, confirm …
	Remove string        // post that they take down first; "" for none
	Draft  echo.Draft
}

// React decides what the customer does whom an answer of the company was for. Nobody
// reacts to a post that is not an answer to somebody of the crowd, and after a few turns
// it is enough. It posts nothing; Run does what it returns.
func (c *Crowd) React(answer echo.Post) []Reaction {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.live.react(answer)
}

func (t *troupe) react(answer echo.Post) []Reaction {
	who, brand := t.customer(answer), t.brandOf(answer.Author.Handle)
	if who == nil || brand == nil {
		return nil
	}
	// Dice of its own: whether somebody is glad does not depend on who else was answered.
	h := fnv.New64a()
	_, _ = h.Write([]byte(who.handle + "\n" + answer.Text)) // a hash takes everything
	rng := rand.New(rand.NewPCG(t.o.Seed, h.Sum64()))

	k := t.talks[who.handle]
	if k == nil {
		k = &talk{kind: Complaint, brand: *brand, slots: newSlots(rng, *brand, who.lang)}
		t.talks[who.handle] = k
	}
	if k.done || k.turns >= maxTurns {
		return nil
	}
	k.turns++
	var out []Reaction
	after := time.Duration(4+rng.IntN(20)) * time.Second
	for _, mood := range k.moods(answer.Text, rng) {
		r := Reaction{After: after, Mood: mood, Draft: echo.Draft{
			By: who.handle, Form: desk.Reply, On: answer.ID, Lang: who.lang,
			Text: k.slots.of(who).fill(t.draw(section{"reactions-" + k.brand.words, who.lang, mood})),
		}}
		if answer.Form == desk.Direct {
			r.Draft.Form, r.Draft.On, r.Draft.To = desk.Direct, "", answer.Author.Handle
		}
		if mood == "private" {
			r.Remove = k.post
		}
		out = append(out, r)
		after += time.Duration(20+rng.IntN(60)) * time.Second
	}
	return out
}

// customer is who of the crowd an answer is for, nil for nobody.
func (t *troupe) customer(answer echo.Post) *person {
	handle := answer.To
	if answer.ParentBy != nil {
		handle = answer.ParentBy.Handle
	}
	for i := range t.cast {
		if t.cast[i].handle == handle {
			return &t.cast[i]
		}
	}
	return nil
}

func (t *troupe) brandOf(handle string) *Brand {
	for i := range t.brands {
		if t.brands[i].Handle == handle {
			return &t.brands[i]
		}
	}
	return nil
}

// moods are what an answer brings about, in order; none for silence.
func (k *talk) moods(answer string, rng *rand.Rand) []string {
	low := strings.ToLower(answer)
	roll := rng.Float64()
	switch k.kind {
	case Spam:
		return nil
	case Troll:
		k.done = true
		return pick(roll, 0.4, "angry")
	case Praise:
		k.done = true
		return pick(roll, 0.5, "praise")
	case Private:
		if !k.warned && has(low, "delete", "remove", "take down", "take the phone", "lösch", "supprim", "effac", "borr", "elimin") {
			k.warned = true
			return []string{"private"}
		}
	case Called:
		if has(low, "call us", "hotline", "phone us", "please call", "telefon", "rufen sie", "appele", "llame") && !has(low, "no more phoning") {
			return []string{"deadend"}
		}
	}
	switch {
	case onlySorry(low):
		return []string{"angry"}
	case k.kind == Leaving && k.turns == 1:
		return []string{"leaving"}
	case strings.Contains(answer, "?") && roll < 0.8:
		return []string{asked(low)}
	case k.kind == Elderly && roll < 0.8:
		k.done = true
		return []string{"elderly"}
	case k.turns == 1:
		return k.first(roll)
	}
	return k.later(roll)
}

// asked tells a question for particulars from one that wants a yes.
func asked(low string) string {
	if has(low, "which", "when", "number", "what day", "what time", "where", "could you tell", "welche", "wann", "quel", "quand", "numéro", "qué", "cuándo", "número") {
		return "detail"
	}
	return "yes"
}

// first is the mood after a first answer that asks nothing.
func (k *talk) first(roll float64) []string {
	switch {
	case k.kind == Question || k.kind == Request:
		k.done = true
		return pick(roll, 0.7, "thanks")
	case roll < 0.30:
		return []string{"thanks"}
	case roll < 0.55:
		k.done = true
		return []string{"thanks", "confirm"}
	case roll < 0.80:
		return []string{"angry"}
	}
	return nil
}

// later is the mood after a further answer.
func (k *talk) later(roll float64) []string {
	switch {
	case roll < 0.55:
		k.done = true
		return []string{"confirm"}
	case roll < 0.85:
		return []string{"thanks"}
	}
	return []string{"angry"}
}

func pick(roll, p float64, mood string) []string {
	if roll < p {
		return []string{mood}
	}
	return nil
}

func has(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// onlySorry reports an answer that apologises and does nothing else.
func onlySorry(low string) bool {
	return len(low) < 70 && has(low, "sorry", "apolog", "tut uns leid", "désolé", "lo sentimos", "lo siento")
}
