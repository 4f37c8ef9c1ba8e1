package listen

import (
	"strings"

	"heed/internal/desk"
	"heed/internal/text/token"
)

// fill begins to make the post ready for programs: it adds what the network says about it to
// m.extras, and returns how many there were.
func (m *Matcher) fill() (given int) {
	m.filled = true
	for i := range m.tries {
		m.tries[i] = m.tries[i][:0]
	}
	for len(m.tries) <= len(m.st.young) {
		m.tries = append(m.tries, nil)
	}
	given = len(m.extras)
	m.facts()
	m.trial.followers = m.msg.Author.Followers
	return given
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
		m.extras = append(m.extras, extra{term: m.qualities[quality], place: nowhere})
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
	from := len(m.fits.terms)
	fits := m.fits.terms
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
				fits = append(fits, d.term)
			}
		})
	}
	m.fits.terms = fits
	m.giveOnce(from)
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
