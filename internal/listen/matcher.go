package listen

import (
	"heed/internal/desk"
	"heed/internal/text/token"
)

// A Matcher tries the searches of a Set on one post after another, in the same memory. It
// belongs to one goroutine.
type Matcher struct {
	set    *Set
	key    token.Key
	reader *token.Tokeniser
	place  *token.Tokeniser
	trial  trial
	wide   bool // the machine has the instructions that permit needs
	edits  edits
	fits   fitting

	st      *state
	version uint32
	msg     *desk.Message
	tokens  *token.Tokens
	own     ownPart
	filled  bool
	extras  []extra  // terms that the post holds beside those of its tokens
	hits    []uint64 // hashes of terms that passed the sieve
	hashes  []uint64
	ranges  []span     // of the leads of the hits
	lately  []uint32   // of many hits or tries; see fewer
	dealt   []uint32   // memory for sorting tries
	tries   [][]uint32 // programs worth trying: of the base, then of those that are young
	found   []desk.SearchID

	qualities     [7]term
	lang, network named
	from          handleSeed
	rest          int // posts until the next that is counted
	posts, vain   int // since the last report: posts, and leads that came to nothing

	letters []rune         // of a word that may be misspelt
	asked   []*description // that it may be
}

// ownPart is what the text itself has, without what it quotes.
type ownPart struct {
	terms int
	links int
}

// Matcher makes one.
func (s *Set) Matcher() *Matcher {
	return &Matcher{set: s, wide: isWide(), key: s.key, reader: token.New(s.key), place: token.New(s.key), edits: newEdits(s.key), qualities: qualities(s.key), from: newHandleSeed(s.key, token.From)}
}

// Match appends the ids of the searches that match a post, in ascending order, each once.
func (m *Matcher) Match(msg *desk.Message, into []desk.SearchID) []desk.SearchID {
	m.begin(msg)
	m.sift()
	if len(m.hits) > 0 {
		m.lookUp()
	}
	if m.rest--; m.rest < 0 {
		m.sample()
	}
	if m.posts++; m.posts == driftStep {
		m.report()
	}
	if !m.filled {
		return into
	}
	found := m.evaluate()
	m.vain -= len(found)
	return append(into, found...)
}

// report tells how often terms led to searches in vain.
func (m *Matcher) report() {
	b := m.st.base
	if b.drift.note(uint64(m.posts), uint64(max(m.vain, 0))) {
		go m.set.again(b)
	}
	m.posts, m.vain = 0, 0
}

// sample counts the terms of a post, and of some posts the stems of the words.
func (m *Matcher) sample() {
	r := m.set.rates
	m.rest = r.pause()
	all := min(len(m.tokens.Hash), places)
	for _, h := range m.tokens.Hash[:all] {
		r.count(termOf(h), 1)
	}
	for _, x := range m.extras[:min(len(m.extras), places)] { // of a long post thousands may be the same
		r.count(x.term, 1)
	}
	if r.countsStems() {
		for i := range all {
			m.sampleStems(i)
		}
	}
	r.end()
}

// sampleStems counts the stems of a word.
func (m *Matcher) sampleStems(i int) {
	if m.tokens.Term[i].Kind == token.Word {
		for k := minStem; k <= min(len(m.tokens.Form(i)), maxStem); k++ {
			m.set.rates.count(termOf(m.tokens.HashStem(&m.key, token.Stem, i, k)), oneStemOf)
		}
	}
}

// begin reads a post.
func (m *Matcher) begin(msg *desk.Message) {
	m.msg = msg
	m.st, m.version = m.set.last()
	m.filled, m.extras, m.hits = false, m.extras[:0], m.hits[:0]
	m.tokens = m.reader.Read(msg.Text)
	m.own = ownPart{terms: len(m.tokens.Hash), links: m.tokens.Links()}
	if msg.SubjectText != "" {
		m.reader.Add(msg.SubjectText, quoteGap)
	}
	uses := m.st.base.uses.Load()
	if len(msg.Mentions)|len(msg.Tags) != 0 {
		m.fromNetwork(msg)
	}
	if uses&useFrom != 0 {
		m.author(&msg.Author)
	}
	if uses&useTo != 0 {
		m.addressed(msg)
	}
}

// fromNetwork adds the mentions and hashtags that the network tells.
func (m *Matcher) fromNetwork(msg *desk.Message) {
	for i := range msg.Mentions {
		m.mention(&msg.Mentions[i], func(hash uint64) uint64 { return hash })
	}
	for _, t := range msg.Tags {
		m.ask(m.key.Hash(token.Tag, tagKey(t)))
	}
}

// put adds a term that the post holds beside those of its tokens.
func (m *Matcher) put(hash uint64) {
	m.extras = append(m.extras, extra{term: termOf(hash), place: nowhere})
}

// ask does the same with a term that may lead to searches.
func (m *Matcher) ask(hash uint64) {
	m.put(hash)
	if m.st.base.sieve.passes(hash) {
		m.hits = append(m.hits, hash)
	}
}

// mention adds what becomes of the mentions of somebody, by name and by id.
func (m *Matcher) mention(h *desk.HandleRef, become func(uint64) uint64) {
	for _, name := range [...]string{h.Name, h.NetworkID} {
		if key := handleKey(name); key != "" {
			m.ask(become(m.key.Hash(token.Mention, key)))
		}
	}
}

// author adds who wrote the post, by name and by id.
func (m *Matcher) author(h *desk.HandleRef) {
	if h.Name != "" {
		m.ask(m.from.hash(h.Name))
	}
	if h.NetworkID != "" {
		m.ask(m.from.hash(h.NetworkID))
	}
}

// addressed adds whom the post is to: whose message it answers, and whom it mentions first.
func (m *Matcher) addressed(msg *desk.Message) {
	if msg.ParentBy.Name != "" || msg.ParentBy.NetworkID != "" {
		m.mention(&msg.ParentBy, toHash)
	}
	if len(msg.Mentions) > 0 {
		m.mention(&msg.Mentions[0], toHash)
		return
	}
	if m.mentions() {
		m.ask(toHash(m.tokens.Hash[m.tokens.Mention()]))
	}
}
