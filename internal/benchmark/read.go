package benchmark

import (
	"hash/maphash"
	"runtime"
	"strings"
	"sync"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/signal"
)

// part is what is kept of one batch.
type part struct {
	posts     []post
	ids       []key    // of the posts
	names     []naming // accounts that write as a company, and companies that the file names
	named     []naming // ids and names that are not numbers
	followers map[int]int64
	caseOf    map[int]key // of the posts of which the file tells it
	refused   []*dataset.RowError
	late      int // rows without a time
	least     key // of ids
	most      key
	oldest    int64
	newest    int64
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
	pool   sync.Pool  // of *readers
	parts  chan *part // that are done with
	seed   maphash.Seed
	turn   int // of read, beyond 0
	acts   struct{ private, closes signal.ActSet }
}

// readers are what one worker reads with, one batch after the other.
type readers struct {
	quick *signal.Quick
	names [256]nameKey
	lower []byte
}

// nameKey is the key of a name that was met lately.
type nameKey struct {
	name  string
	key   key
	noted int // in this turn it was noted as that of a company: in a batch that is taken before
}

func newTexts() *texts {
	t := &texts{reader: signal.New(nil, nil), seed: maphash.MakeSeed(), turn: 1, parts: make(chan *part, 8*runtime.GOMAXPROCS(0))}
	t.acts.private = signal.ActSetOf(desk.ActPrivate)
	t.acts.closes = signal.ActSetOf(desk.ActDone, desk.ActThanks, desk.ActAnswer)
	t.pool.New = func() any { return t.readers() }
	return t
}

func (t *texts) readers() *readers { return &readers{quick: t.reader.Quick()} }

// batch reads a batch. It is called by several goroutines.
func (t *texts) batch(b *dataset.Batch) *part {
	p := t.part()
	q := t.pool.Get().(*readers)
	defer t.pool.Put(q)
	w := worker{texts: t, readers: q, part: p}
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

// part gives an empty part.
func (t *texts) part() *part {
	select {
	case p := <-t.parts:
		*p = part{posts: p.posts[:0], ids: p.ids[:0], names: p.names[:0], named: p.named[:0]}
		return p
	default:
		return &part{}
	}
}

// worker reads the rows of one batch.
type worker struct {
	*texts
	*readers
	part  *part
	named map[key]bool // noted in this batch: true with the account that writes
}

func (w *worker) take(row *dataset.Post) {
	id := keyOf(w.seed, row.ID)
	p := w.part.add(id, row.Micros)
	p.parent, p.author = keyOf(w.seed, row.Parent), w.name(row.Author)
	if row.Case != "" {
		if w.part.caseOf == nil {
			w.part.caseOf = map[int]key{}
		}
		w.part.caseOf[len(w.part.posts)-1] = keyOf(w.seed, row.Case)
	}
	if id&hashed != 0 {
		w.part.named = append(w.part.named, naming{key: id, name: strings.Clone(row.ID)})
	}
	if p.author&hashed != 0 && !row.Out {
		w.part.named = append(w.part.named, naming{key: p.author, name: strings.Clone(row.Name)})
	}
	if row.Private {
		p.bits |= private
	}
	if row.Followers >= 0 {
		if w.part.followers == nil {
			w.part.followers = map[int]int64{}
		}
		w.part.followers[len(w.part.posts)-1] = int64(row.Followers)
	}
	w.company(row, p)
	switch {
	case row.Out:
		p.bits |= isOut
		w.reply(row, p)
	case row.Undirected:
		p.bits |= undirected
		w.reply(row, p)
		w.customer(row, p)
	default:
		w.customer(row, p)
	}
	w.mentions(row, p)
}

// add adds a post, to be filled where it stands.
func (p *part) add(id key, at int64) *post {
	if len(p.posts) == 0 {
		p.oldest, p.newest, p.least, p.most = at, at, id, id
	}
	p.posts = append(p.posts, post{})
	p.ids = append(p.ids, id)
	p.oldest, p.newest = min(p.oldest, at), max(p.newest, at)
	p.least, p.most = min(p.least, id), max(p.most, id)
	x := &p.posts[len(p.posts)-1]
	x.at = at
	return x
}

// name is the key of a name: the same however it is cased.
func (w *worker) name(s string) key {
	if s == "" || '0' <= s[0] && s[0] <= '9' {
		return w.keyOf(s)
	}
	c := w.lately(s)
	if c.name != s {
		*c = nameKey{name: strings.Clone(s), key: w.keyOf(s)}
	}
	return c.key
}

// lately is where the key of a name is, if it was met lately.
func (w *worker) lately(s string) *nameKey {
	return &w.names[(uint(s[0])*31+uint(s[len(s)/2])*7+uint(s[len(s)-1])*17+uint(len(s)))%uint(len(w.names))]
}

func (w *worker) keyOf(s string) key {
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
	if simple := row.Out && row.Handle == "" && name == row.Author && name == row.Name; simple { // as most are, and looked for just now
		if c := w.lately(name); c.name == name {
			if c.noted == w.turn {
				return
			}
			c.noted = w.turn
		}
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
	if owned, noted := w.named[n.key]; noted && (owned || n.account == 0) {
		return
	}
	if w.named == nil {
		w.named = map[key]bool{}
	}
	w.named[n.key] = n.account != 0
	n.name = strings.Clone(n.name)
	w.part.names = append(w.part.names, n)
}

func (w *worker) customer(row *dataset.Post, p *post) {
	g := w.quick.Customer(row.Text, row.Lang)
	p.topic = g.Topic.Gist()
	p.mood = int8(g.Mood) - 1
	if g.Leaving {
		p.bits |= leaving
	}
	intent := g.Intent.String()
	if g.Thanks || g.Confirms || intent == desk.Praise {
		p.bits |= thanks
	}
	// What the words leave open calls for an answer where the company is spoken to.
	if g.Intent.CallsForAnswer() || intent == desk.Other && !g.Thanks && signal.Addresses(row.Text, row.Private, len(row.Mentions)) {
		p.bits |= calls
	}
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
		name := s[:end]
		for n := len(name); n > 0 && (name[n-1] == '.' || name[n-1] == '-'); n-- {
			name = name[:n-1]
		}
		if name != "" && !note(name) {
			return
		}
		s = s[end:]
	}
}

func nameByte(c byte) bool { return nameBytes[c] }

// nameBytes are those that a name may hold.
var nameBytes = func() (is [256]bool) {
	for c := range is {
		is[c] = uint(c|0x20)-'a' <= 'z'-'a' || uint(c)-'0' <= 9 || c == '_' || c == '.' || c == '-'
	}
	return is
}() // read only
