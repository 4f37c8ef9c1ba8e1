package benchmark

import (
	"hash/maphash"
	mathbits "math/bits"
	"strings"
	"sync"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/signal"
)

const (
	leastWords = 4  // distinctive words of a message that can tell a problem again
	alike      = .5 // share of them in both

	negativeBelow = -.10
	positiveFrom  = .25
)

func words(topic [2]uint64) int {
	return mathbits.OnesCount64(topic[0]) + mathbits.OnesCount64(topic[1])
}

// part is what is kept of one batch.
type part struct {
	posts     []post
	names     []naming // accounts that write as a company, and companies that the file names
	ids       []naming // ids and names that are not numbers
	followers map[int]int64
	refused   []*dataset.RowError
	late      int // rows without a time
}

// naming is a name under which a company is known.
type naming struct {
	key     key
	name    string // as people write it
	account key    // that writes, 0 where the file only names the company
}

// texts reads what posts say.
type texts struct {
	reader *signal.Reader
	pool   sync.Pool // of *readers
	parts  sync.Pool // of *part
	seed   maphash.Seed
}

// readers are what one worker reads with.
type readers struct {
	quick   *signal.Quick
	phrases *phrases
}

func newTexts() *texts {
	t := &texts{reader: signal.New(nil, nil), seed: maphash.MakeSeed()}
	t.pool.New = func() any { return t.readers() }
	t.parts.New = func() any { return &part{} }
	return t
}

func (t *texts) readers() *readers { return &readers{t.reader.Quick(), newPhrases()} }

// batch reads a batch. It is called by several goroutines.
func (t *texts) batch(b *dataset.Batch) *part {
	p := t.parts.Get().(*part)
	*p = part{posts: p.posts[:0], names: p.names[:0], ids: p.ids[:0]}
	q := t.pool.Get().(*readers)
	defer t.pool.Put(q)
	w := worker{texts: t, readers: q, part: p, lower: make([]byte, 0, 64)}
	b.Each(func(row *dataset.Post, bad *dataset.RowError) {
		if bad == nil && row.Micros == 0 {
			bad = &dataset.RowError{File: b.File, Line: row.Line, Field: "time", Reason: "a post without a time cannot be measured"}
			p.late++
		}
		if bad != nil {
			p.refused = append(p.refused, bad)
			return
		}
		w.take(row)
	})
	return p
}

// worker reads the rows of one batch.
type worker struct {
	*texts
	*readers
	part  *part
	lower []byte
	named map[key]bool
}

func (w *worker) take(row *dataset.Post) {
	p := post{id: keyOf(w.seed, row.ID), parent: keyOf(w.seed, row.Parent), author: w.name(row.Author), at: row.Micros}
	if p.id&hashed != 0 {
		w.part.ids = append(w.part.ids, naming{key: p.id, name: strings.Clone(row.ID)})
	}
	if p.author&hashed != 0 && !row.Out {
		w.part.ids = append(w.part.ids, naming{key: p.author, name: strings.Clone(row.Name)})
	}
	if row.Private {
		p.bits |= private
	}
	if row.Followers >= 0 {
		if w.part.followers == nil {
			w.part.followers = map[int]int64{}
		}
		w.part.followers[len(w.part.posts)] = int64(row.Followers)
	}
	w.company(row, &p)
	switch {
	case row.Out:
		p.bits |= isOut
		w.reply(row, &p)
	case row.Undirected:
		p.bits |= undirected
		w.reply(row, &p)
		w.customer(row, &p)
	default:
		w.customer(row, &p)
	}
	w.mentions(row, &p)
	w.part.posts = append(w.part.posts, p)
}

// name is the key of a name: the same however it is cased.
func (w *worker) name(s string) key {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			w.lower = append(w.lower[:0], s...)
			for ; i < len(w.lower); i++ {
				if c := w.lower[i]; 'A' <= c && c <= 'Z' {
					w.lower[i] = c | 0x20
				}
			}
			return key(maphash.Bytes(w.seed, w.lower)) | hashed
		}
	}
	return keyOf(w.seed, s)
}

// company notes under which names the company of a row is known.
func (w *worker) company(row *dataset.Post, p *post) {
	name := row.Company
	if row.Out && name == "" {
		name = row.Name
	}
	if name == "" {
		return
	}
	account := key(0)
	if row.Out {
		account = p.author
		w.note(naming{w.name(row.Name), name, account})
		w.note(naming{p.author, name, account})
	}
	w.note(naming{w.name(name), name, account})
	if row.Handle != "" {
		w.note(naming{w.name(row.Handle), name, account})
	}
	if !row.Out {
		p.mention = uint64(w.name(name).short())
	}
}

func (w *worker) note(n naming) {
	if w.named == nil {
		w.named = map[key]bool{}
	}
	if !w.named[n.key] {
		w.named[n.key] = true
		n.name = strings.Clone(n.name)
		w.part.names = append(w.part.names, n)
	}
}

// Kinds of texts: they are remembered apart.
const (
	byCustomer uint64 = 1
	byCompany  uint64 = 2
)

// read gives what a text says: as remembered, else as made by read.
func (w *worker) read(kind uint64, s, lang string, make func(s, lang string, r *reading)) *reading {
	for _, c := range []byte(lang) {
		kind = kind<<8 | uint64(c)
	}
	key := phraseKey(w.seed, s, kind)
	r := w.phrases.place(key)
	if r.key != key {
		*r = reading{key: key}
		make(s, lang, r)
	}
	return r
}

func (w *worker) customer(row *dataset.Post, p *post) {
	r := w.read(byCustomer, cut(row.Text, 0), row.Lang, w.readCustomer)
	p.topic, p.mood = r.topic, r.mood
	p.bits |= r.bits
	if row.Private && r.bits.has(unclear) {
		p.bits |= calls
	}
}

// readCustomer makes the reading of what a customer wrote.
func (w *worker) readCustomer(s, lang string, r *reading) {
	g := w.quick.Customer(s, lang)
	r.topic = [2]uint64{g.Topic[0] | g.Topic[2], g.Topic[1] | g.Topic[3]}
	switch {
	case g.Sentiment < negativeBelow:
		r.mood = -1
	case g.Sentiment >= positiveFrom:
		r.mood = 1
	}
	if g.Leaving {
		r.bits |= leaving
	}
	intent := g.Intent.String()
	if g.Thanks || g.Confirms || intent == desk.Praise {
		r.bits |= thanks
	}
	// What the words leave open calls for an answer where the company is spoken to.
	switch {
	case g.Intent.CallsForAnswer():
		r.bits |= calls
	case intent == desk.Other && !g.Thanks && strings.HasPrefix(s, "@"):
		r.bits |= calls
	case intent == desk.Other && !g.Thanks:
		r.bits |= unclear
	}
}

func (w *worker) reply(row *dataset.Post, p *post) {
	sign, length := signature(row.Text)
	p.sign = sign
	p.bits |= w.read(byCompany, cut(row.Text, length), row.Lang, w.readReply).bits
}

// readReply makes the reading of what a company wrote.
func (w *worker) readReply(s, lang string, r *reading) {
	acts := w.quick.Reply(s, lang)
	if acts.LipService() {
		r.bits |= empty
	}
	if acts.Deflection() {
		r.bits |= deflects
	}
	if acts.Has(desk.ActPrivate) {
		r.bits |= toPrivate
	} else if acts.Has(desk.ActDone) || acts.Has(desk.ActThanks) || acts.Has(desk.ActAnswer) {
		r.bits |= closes
	}
	if automatic(s) {
		r.bits |= auto
	}
}

// automatic recognises an acknowledgement that no person wrote: an automated message,
// an automatic reply, an auto-response.
func automatic(s string) bool {
	for {
		i := strings.Index(s, "uto")
		if i < 0 {
			return false
		}
		s = s[i+3:]
		rest := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(s, "mated"), "matic"), " -")
		for _, word := range [...]string{"reply", "replies", "respon", "message", "acknowledg"} {
			if strings.HasPrefix(rest, word) {
				return true
			}
		}
	}
}

// signature gives the initials with which agents end a post: ^AB, /AB, *AB or -AB, before
// the links at its end; 0 for none. Where nothing follows them, cut is how many bytes they
// and the blanks around them take.
func signature(s string) (sign uint16, cut int) {
	whole := len(s)
	linked := false
	for range 4 {
		s = strings.TrimRight(s, " \t\n")
		i := strings.LastIndexByte(s, ' ') + 1
		last := s[i:]
		if strings.HasPrefix(last, "http") {
			s, linked = s[:i], true
			continue
		}
		if j := strings.LastIndexAny(last, "^/*-~"); j >= 0 && (j == 0 || last[j] == '^') {
			last = last[j+1:]
			if n := len(last); n >= 1 && n <= 3 && letters(last) {
				if linked {
					return initials(last), 0
				}
				return initials(last), whole - len(strings.TrimRight(s[:i+j], " \t\n"))
			}
		}
		return 0, 0
	}
	return 0, 0
}

func letters(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// initials packs up to three letters, five bits each.
func initials(s string) (v uint16) {
	for i := range len(s) {
		v = v<<5 | uint16(s[i]&31)
	}
	return v
}

// mentions notes whom a post names: the customer of an answer, the first two of any other.
func (w *worker) mentions(row *dataset.Post, p *post) {
	if p.mention != 0 {
		return
	}
	n := 0
	note := func(name string) bool {
		k := w.name(name)
		if p.bits.has(isOut) {
			p.mention = uint64(k)
			return false
		}
		p.mention |= uint64(k.short()) << (32 * n)
		n++
		return n < 2
	}
	if row.Mentions != nil {
		for _, name := range row.Mentions {
			if !note(strings.TrimPrefix(name, "@")) {
				return
			}
		}
		return
	}
	for s := row.Text; ; {
		i := strings.IndexByte(s, '@')
		if i < 0 {
			return
		}
		s = s[i+1:]
		end := 0
		for end < len(s) && nameByte(s[end]) {
			end++
		}
		name := strings.TrimRight(s[:end], ".-")
		if name != "" && !note(name) {
			return
		}
		s = s[end:]
	}
}

func nameByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-'
}
