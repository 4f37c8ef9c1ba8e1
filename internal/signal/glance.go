package signal

import (
	"math/bits"
	"strings"
)

// A Glance is what a message is at a glance: the same words, rules and model as [Reader.Read], without the reasons.
type Glance struct {
	Intent    Intent
	Mood      Mood
	Complaint float64 // probability
	Thanks    bool    // thanks or confirms
	Confirms  bool    // says that it is solved
	Leaving   bool    // speaks of leaving the company, whatever else it does
	Tried     bool    // speaks of another channel that failed
	Topic     Topic   // what it is about, to tell a problem that is told again
}

// Intent is the number of an intent; its String is the label of package desk.
type Intent uint8

func (i Intent) String() string { return labelsOf[ofIntent][min(int(i), int(nothing))] }

// Mood is the number of a sentiment; its String is negative, neutral or positive.
type Mood uint8

func (m Mood) String() string { return moods[min(int(m), len(moods)-1)] }

// CallsForAnswer tells whether somebody who writes so waits for one. Praise counts.
func (i Intent) CallsForAnswer() bool { return uint8(i) <= feedback }

// A Topic is a fingerprint of the distinctive words of a text: each sets a few of its
// bits.
type Topic [4]uint64

// Quick reads many texts, one at a time: it keeps its workroom. It is not safe for
// concurrent use; take one for each goroutine.
type Quick struct {
	r *Reader
	w *reading
}

// Quick gives a workroom for reading many texts.
func (r *Reader) Quick() *Quick {
	q := &Quick{r: r, w: r.reading()}
	q.w.vocabulary, q.w.bitmaps, q.w.wide = newVocabulary(), &bitmaps{}, isWide()
	return q
}

// scan scans a text, and fills in what its table knows of its words.
func (q *Quick) scan(text, lang string, of uint8) {
	w := q.w
	w.of = of
	w.scan(clip(text))
	w.table = q.r.tableFor(w, lang)
	w.look(w.table)
}

// Customer reads what a customer wrote. The language is a BCP 47 tag; where it is
// empty the words decide among [Languages].
func (q *Quick) Customer(text, lang string) (g Glance) {
	w := q.w
	q.scan(text, lang, 0)
	w.weigh()
	w.judge()
	intent, _ := w.wants()
	label, of, _ := w.thanked()
	g.Intent, g.Mood, g.Complaint = Intent(intent), w.leaning(), w.complains
	g.Leaving = w.intents.of(leaving) >= intents[0].from
	g.Thanks, g.Confirms = label != "", label != "" && of == confirms
	g.Tried = w.hasTried()
	w.topic(&g.Topic)
	return g
}

// Reply reads what a company answered.
func (q *Quick) Reply(text, lang string) ActSet {
	w := q.w
	q.scan(text, lang, 1)
	w.does()
	var s ActSet
	for label := range acts {
		if w.intents.of(label) >= believed {
			s |= 1 << label
		}
	}
	return s
}

func (w *reading) hasTried() bool {
	for i := range w.hits[ofTried] {
		if r := w.hits[ofTried][i].rule; r.label != triedFailed && r.weight >= .5 {
			return true
		}
	}
	return false
}

// topic marks the words that carry the matter: those that no table knows as common,
// and those that say what is wrong.
func (w *reading) topic(t *Topic) {
	var turns [4]Topic // a word need not wait for what the one before it marked
	for i := range w.list {
		x := w.list[i].word
		turns[i&3][x.topic>>6] |= uint64(x.traits/tells&1) << (x.topic & 63)
	}
	for i := range t {
		t[i] = turns[0][i] | turns[1][i] | turns[2][i] | turns[3][i]
	}
}

// A Gist is a topic in half the room, as it is kept of each of millions of messages.
type Gist [2]uint64

// Gist folds a topic.
func (t *Topic) Gist() Gist { return Gist{t[0] | t[2], t[1] | t[3]} }

const (
	// Recall is how many messages back a problem told again is looked for.
	Recall     = 30
	leastWords = 4  // distinctive words of a message that can tell a problem again
	restated   = .5 // share of them in both
)

// Restates tells whether two messages of a customer tell the same: enough distinctive
// words, and most of them in both.
func (g Gist) Restates(o Gist) bool {
	a, b := g.words(), o.words()
	both := Gist{g[0] & o[0], g[1] & o[1]}.words()
	return a >= leastWords && b >= leastWords && float64(both) >= restated*float64(min(a, b))
}

func (g Gist) words() int { return bits.OnesCount64(g[0]) + bits.OnesCount64(g[1]) }

// Addresses tells whether a message is said to somebody, so that it calls for an answer though its words leave
// open what for: in private, with a mention that its network tells, or beginning with a name.
func Addresses(text string, private bool, mentions int) bool {
	return private || mentions > 0 || strings.HasPrefix(text, "@")
}
