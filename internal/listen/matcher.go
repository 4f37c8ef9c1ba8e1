package listen

import (
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
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

	st      *state
	version uint32
	msg     *desk.Message
	tokens  *token.Tokens
	own     ownPart
	filled  bool
	extras  []extra  // terms that the post holds beside those of its tokens
	hits    []uint64 // hashes of terms that passed the sieve
	hashes  []uint64
	ranges  []span // of the leads of the hits
	leads   []uint64
	lately  []uint64 // of many hits; see cameLately
	touched uint64   // so that touching memory is not left out
	scratch []byte
	links   []byte
	ends    []int
	dealt   []uint32    // memory for sorting tries
	tries   [3][]uint32 // programs worth trying: of the base, then of those that are young
	found   []desk.SearchID

	qualities     [7]term
	lang, network named
	from          handleSeed
	rest          int // posts until the next that is counted
	posts, vain   int // since the last report: posts, and leads that came to nothing
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
	for _, x := range m.extras {
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
	m.st = m.set.now.Load()
	m.version = m.st.version.Load()
	m.filled, m.extras = false, m.extras[:0]
	m.tokens = m.reader.Read(msg.Text)
	m.own = ownPart{terms: len(m.tokens.Hash), links: len(m.tokens.Links())}
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
		m.put(m.key.Hash(token.Tag, text.Fold(strings.TrimLeft(t, "#＃"))))
	}
}

func (m *Matcher) put(hash uint64) { m.extras = append(m.extras, extra{termOf(hash), nowhere}) }

// mention adds what becomes of the mentions of somebody, by name and by id.
func (m *Matcher) mention(h *desk.HandleRef, become func(uint64) uint64) {
	for _, name := range [...]string{h.Name, h.NetworkID} {
		if key := handleKey(name); key != "" {
			m.put(become(m.key.Hash(token.Mention, key)))
		}
	}
}

// author adds who wrote the post, by name and by id.
func (m *Matcher) author(h *desk.HandleRef) {
	if h.Name != "" {
		m.put(m.from.hash(h.Name))
	}
	if h.NetworkID != "" {
		m.put(m.from.hash(h.NetworkID))
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
		m.put(toHash(m.tokens.Hash[m.tokens.Mention()]))
	}
}

// describe adds the terms of what is costly to find out.
func (m *Matcher) describe(uses uint32) {
	if uses&(useShortStems|useFuzzy|useLooks) != 0 {
		for i := range m.tokens.Term {
			if m.tokens.Term[i].Kind == token.Word {
				m.word(i, uses)
			}
		}
	}
	if uses&useLinks != 0 && (len(m.tokens.Links()) > 0 || len(m.msg.Links) > 0) {
		m.describeLinks()
	}
}

// stems adds the terms of the stems that a word begins with.
func (m *Matcher) stems(i int) {
	if m.tokens.Term[i].Kind != token.Word {
		return
	}
	form := m.tokens.Form(i)
	for lengths := m.st.base.stems.of(form); lengths != 0; lengths &= lengths - 1 {
		n := bits.TrailingZeros32(lengths)
		if n > len(form) {
			return
		}
		m.describedBy(m.tokens.HashStem(&m.key, byStemKey, i, n), i, form)
	}
}

// word adds the terms of what is costly to find out.
func (m *Matcher) word(i int, uses uint32) {
	form := m.tokens.Form(i)
	if uses&useShortStems != 0 && len(form) >= 3 {
		for n := 1; n < token.ShortStem; n++ {
			if m.st.base.stems.hasShort(form[:n]) {
				m.describedBy(m.tokens.HashStem(&m.key, byStemKey, i, n), i, form)
			}
		}
	}
	if uses&useFuzzy != 0 && len(form) >= minFuzzy-maxEdits {
		m.misspelt(i, form)
	}
	if uses&useLooks != 0 && m.tokens.Term[i].Flags&token.Also == 0 {
		a, b := m.tokens.Looks(i)
		for _, look := range [...]string{a, b} {
			if look != "" && look != string(form) {
				m.extras = append(m.extras, extra{termOf(m.key.Hash(token.Look, look)), m.tokens.Term[i].First})
			}
		}
	}
}

func (m *Matcher) misspelt(i int, form []byte) {
	m.edits.n = 0
	for rest := form; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if !m.edits.letter(r) {
			return
		}
		rest = rest[size:]
	}
	if m.edits.n > maxFuzzy+maxEdits {
		return
	}
	m.hashes = m.edits.each(maxEdits, m.hashes[:0])
	for _, h := range m.hashes {
		m.describedBy(h, i, form)
	}
}

// describedBy adds the terms of the descriptions under a key that a word fits.
func (m *Matcher) describedBy(hash uint64, i int, form []byte) {
	if !m.st.base.wordSieve.passes(hash) {
		return
	}
	m.eachDescription(hash, func(d *description) {
		if d.fits(form) {
			m.give(d.term, m.tokens.Term[i].First)
		}
	})
}

func (m *Matcher) eachDescription(hash uint64, do func(*description)) {
	b := m.st.base
	for _, l := range b.words.find(hash) {
		do(&b.described[uint32(l)])
	}
	for _, f := range m.st.young {
		for k := f.words.last(hash); k != 0; k = f.words.leads[k-1].before {
			do(&f.described[f.words.leads[k-1].ref])
		}
	}
}

// give adds a term at a place, once.
func (m *Matcher) give(t term, place uint32) {
	for i := len(m.extras) - 1; i >= 0 && m.extras[i].place == place; i-- {
		if m.extras[i].term == t {
			return
		}
	}
	m.extras = append(m.extras, extra{t, place})
}

// describeLinks adds the terms of the parts that a link holds.
func (m *Matcher) describeLinks() {
	for _, l := range m.tokens.Links() {
		m.link(text.LinkKey(l))
	}
	for _, l := range m.msg.Links {
		m.link(text.LinkKey(l))
	}
}

func (m *Matcher) link(key string) {
	r := run{}
	for part := range strings.FieldsFuncSeq(key, func(r rune) bool { return !isLinkLetter(r) }) {
		hash := m.key.Hash(token.Part, part)
		if !m.st.base.wordSieve.passes(hash) {
			continue
		}
		m.eachDescription(hash, func(d *description) {
			if d.kind == kURL && r.linkHolds(key, d.text) {
				m.give(d.term, nowhere)
			}
		})
	}
}

// fill makes the post ready for programs.
func (m *Matcher) fill() {
	if m.filled {
		return
	}
	m.filled = true
	for i := range m.tries {
		m.tries[i] = m.tries[i][:0]
	}
	given := len(m.extras)
	m.facts()
	m.trial.fill(m.tokens, m.extras)
	m.trial.followers = m.msg.Author.Followers
	m.extras = m.extras[:given]
}

// facts adds what the network says about the post.
func (m *Matcher) facts() {
	msg := m.msg
	lang := msg.Lang
	if lang == "" {
		lang = msg.Signals.Language.Label
	}
	m.put(m.lang.of(m.key, byLang, lang, baseLang))
	m.put(m.network.of(m.key, byNetwork, string(msg.Network), strings.ToLower))
	m.is(len(msg.Media) > 0, 0)
	m.is(len(msg.Links) > 0 || m.own.links > 0, 1)
	m.is(len(msg.Mentions) > 0 || m.mentions(), 2)
	m.is(msg.Form == desk.Reply || msg.Parent != "", 3)
	m.is(msg.Form == desk.Repost, 4)
	m.is(msg.Form == desk.Quote, 5)
	m.is(msg.Author.Verified, 6)
	if msg.Place != "" && m.st.base.uses.Load()&usePlace != 0 {
		m.places(m.place.Read(msg.Place))
	}
}

func (m *Matcher) is(yes bool, quality int) {
	if yes {
		m.extras = append(m.extras, extra{m.qualities[quality], nowhere})
	}
}

// named remembers the hash of the last name that was asked for, which is often the next.
type named struct {
	name string
	hash uint64
}

func (n *named) of(key token.Key, kind token.Kind, name string, form func(string) string) uint64 {
	if name != n.name || n.hash == 0 {
		n.name, n.hash = strings.Clone(name), key.Hash(kind, form(name))
	}
	return n.hash
}

// qualities are what has: and is: ask for, in the order of facts.
func qualities(key token.Key) (out [7]term) {
	for i, name := range [...]string{"has:media", "has:links", "has:mentions", "is:reply", "is:repost", "is:quote", "is:verified"} {
		out[i] = termOf(key.Hash(byQuality, name))
	}
	return out
}

func (m *Matcher) mentions() bool {
	i := m.tokens.Mention()
	return i >= 0 && i < m.own.terms
}

// places adds the terms of the places that a place holds: their words side by side.
func (m *Matcher) places(t *token.Tokens) {
	for i, hash := range t.Hash {
		if t.Term[i].Kind != token.Word || !m.st.base.wordSieve.passes(hash) {
			continue
		}
		start := i
		if t.Term[i].Flags&token.Also != 0 {
			start--
		}
		m.eachDescription(hash, func(d *description) {
			if d.kind == kPlace && placeStands(t, d.subs, start) {
				m.give(d.term, nowhere)
			}
		})
	}
}

// placeStands reports whether the words of a place stand side by side from a token on.
func placeStands(t *token.Tokens, subs []uint32, i int) bool {
	for k := 0; k < len(subs); {
		for i < len(t.Term) && t.Term[i].Kind != token.Word {
			i++
		}
		if i == len(t.Term) {
			return false
		}
		same, first := false, i
		for i++; i < len(t.Term) && t.Term[i].Kind == token.Word && t.Term[i].Flags&token.Also != 0; {
			i++
		}
		for begin := k; k < len(subs) && (k == begin || subs[k]&subAlso != 0); k += subSize {
			for _, hash := range t.Hash[first:i] {
				same = same || termOf(hash) == termAt(subs, uint32(k))
			}
		}
		if !same {
			return false
		}
	}
	return true
}

// evaluate runs the programs worth trying.
func (m *Matcher) evaluate() []desk.SearchID {
	m.found = m.found[:0]
	programs := m.st.base.programs
	touched := uint32(0)
	for _, at := range m.tries[0] { // to wait once for memory, not for each
		touched += programs[at]
	}
	m.touched += uint64(touched)
	m.run(programs, m.once(m.tries[0]), false)
	sorted := true
	for y, f := range m.st.young {
		if tries := m.tries[y+1]; len(tries) > 0 {
			before := len(m.found)
			m.run(f.programs, m.once(tries), true)
			sorted = sorted && len(m.found) == before
		}
	}
	if !sorted {
		slices.Sort(m.found)
		m.found = slices.Compact(m.found)
	}
	return m.found
}

// once sorts programs and leaves each once.
func (m *Matcher) once(programs []uint32) []uint32 {
	switch n := len(programs); {
	case n > manyTries:
		if !slices.IsSorted(programs) {
			m.inOrder(programs)
		}
		programs = slices.Compact(programs)
	case n > 1:
		slices.Sort(programs)
		programs = slices.Compact(programs)
	}
	return programs
}

// manyTries are so many that comparing them with each other takes longer than to deal them
// out by their digits.
const (
	manyTries = 192
	digitBits = 11
)

// inOrder sorts programs by their digits, the last first.
func (m *Matcher) inOrder(programs []uint32) {
	if len(m.dealt) < len(programs) {
		m.dealt = make([]uint32, len(programs)+len(programs)/2)
	}
	from, to := programs, m.dealt[:len(programs)]
	highest := slices.Max(programs)
	dealt := false
	for shift := 0; shift < 32 && highest>>shift > 0; shift += digitBits {
		var begin [1<<digitBits + 1]uint32
		for _, p := range from {
			begin[p>>shift&(1<<digitBits-1)+1]++
		}
		for d := range begin[1:] {
			begin[d+1] += begin[d]
		}
		for _, p := range from {
			at := &begin[p>>shift&(1<<digitBits-1)]
			to[*at] = p
			*at++
		}
		from, to, dealt = to, from, !dealt
	}
	if dealt {
		copy(programs, from)
	}
}

func (m *Matcher) run(b []uint32, programs []uint32, young bool) {
	for _, at := range programs {
		if young && b[at-1] > m.version {
			continue
		}
		if end := atomic.LoadUint32(&b[at+headEnd]); end != 0 && end <= m.version {
			continue
		}
		if m.trial.holds(b, rootAt(b, at)) {
			m.found = append(m.found, idAt(b, at))
		}
	}
}
