package listen

import (
	"slices"
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// A Post is a message made ready for matching: everything the language can ask for.
// It does not change and does not keep the message.
type Post struct {
	text  string
	words []text.Word        // of the text, then of what it quotes
	own   int                // how many of them are of the text
	at    map[string][]int32 // where in words each form stands, ascending
	forms []string           // each form once, sorted
	looks map[string][]int32 // where words look like others than they are

	tags     map[string][]placed
	mentions map[string][]placed
	cash     map[string][]placed
	links    []link

	from, to []string // handles and ids
	lang     string
	network  string
	place    []text.Word

	media, verified bool
	tagging         bool // mentions somebody
	linking         bool // holds a link
	reply           bool
	repost, quote   bool
	followers       int // -1: unknown
}

// placed is where an entity stands.
type placed struct {
	first, last int32 // of its words; -1 if it has none
	span        desk.Span
	own         bool
}

type link struct {
	key  string
	span desk.Span
	own  bool
}

// quoteGap keeps the words of a text and of what it quotes further apart than any
// distance that a search can ask for.
const quoteGap = maxDistance + maxWindow + 1

// PostOf makes a message ready. What it quotes or reposts is searched like its own
// text. The language is what the network says, else what was detected.
func PostOf(m *desk.Message) Post {
	p := Post{
		text: m.Text, network: strings.ToLower(string(m.Network)), lang: baseLang(m.Lang), place: text.Words(m.Place),
		media: len(m.Media) > 0, verified: m.Author.Verified, followers: m.Author.Followers,
		reply: m.Form == desk.Reply || m.Parent != "", repost: m.Form == desk.Repost, quote: m.Form == desk.Quote,
		tags: map[string][]placed{}, mentions: map[string][]placed{}, cash: map[string][]placed{},
	}
	if p.lang == "" {
		p.lang = baseLang(m.Signals.Language.Label)
	}
	p.from = handleKeys(m.Author)
	p.scan(m.Text, true)
	p.own = len(p.words)
	p.tagging = len(m.Mentions) > 0 || len(p.mentions) > 0
	p.linking = len(m.Links) > 0 || len(p.links) > 0
	p.to = p.addressed(m)
	if m.SubjectText != "" {
		p.scan(m.SubjectText, false)
	}
	p.fromNetwork(m)
	p.index()
	return p
}

func handleKeys(h desk.HandleRef) []string {
	var out []string
	for _, s := range [...]string{h.Name, h.NetworkID} {
		if key := handleKey(s); key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// addressed is whom a message is to: whose message it answers, and whom it mentions
// first.
func (p *Post) addressed(m *desk.Message) []string {
	out := handleKeys(m.ParentBy)
	if len(m.Mentions) > 0 {
		return append(out, handleKeys(m.Mentions[0])...)
	}
	first, at := "", len(m.Text)
	for key, places := range p.mentions {
		if places[0].span.Start < at {
			first, at = key, places[0].span.Start
		}
	}
	if first != "" {
		out = append(out, first)
	}
	return out
}

// scan adds the words and entities of a text.
func (p *Post) scan(s string, own bool) {
	words, ents := text.Scan(s)
	base, shift := len(p.words), 0
	if base > 0 {
		shift = p.words[base-1].Pos + quoteGap
	}
	next := 0
	for _, e := range ents {
		pl := placed{first: -1, last: -1, span: e.Span, own: own}
		for next < len(words) && words[next].Span.End <= e.Span.Start {
			next++
		}
		for i := next; i < len(words) && words[i].Span.Start < e.Span.End; i++ {
			if words[i].In != e.Kind {
				break
			}
			if pl.first < 0 {
				pl.first = int32(base + i)
			}
			pl.last = int32(base + i)
		}
		p.addEntity(e, pl)
	}
	for _, w := range words {
		w.Pos += shift
		p.words = append(p.words, w)
	}
	p.look(s, base)
}

func (p *Post) addEntity(e text.Entity, pl placed) {
	switch e.Kind {
	case text.Mention:
		add(p.mentions, handleKey(e.Name), pl)
	case text.Hashtag:
		add(p.tags, text.Fold(e.Name), pl)
	case text.Cashtag:
		add(p.cash, strings.ToLower(e.Name), pl)
	case text.Link:
		p.links = append(p.links, link{key: text.LinkKey(e.Name), span: e.Span, own: pl.own})
	}
}

func add(m map[string][]placed, key string, pl placed) { m[key] = append(m[key], pl) }

// look notes the words that look like other words, in the text of the words from
// base on.
func (p *Post) look(s string, base int) {
	for i := base; i < len(p.words); i++ {
		w := p.words[i]
		if raw := s[w.Span.Start:w.Span.End]; !mayDeceive(raw) {
			continue
		}
		if p.looks == nil {
			p.looks = map[string][]int32{}
		}
		form, also := w.Looks(s)
		for _, f := range [...]string{form, also} {
			if f != "" && f != w.Form && f != w.Also {
				p.looks[f] = append(p.looks[f], int32(i))
			}
		}
	}
}

// mayDeceive is false of texts in which each word looks like nothing but itself.
func mayDeceive(raw string) bool {
	for i := range len(raw) {
		if c := raw[i]; c >= utf8.RuneSelf || c&^1 == '0' { // or 1
			return true
		}
	}
	return false
}

// fromNetwork adds what the network says beside the text.
func (p *Post) fromNetwork(m *desk.Message) {
	nowhere := placed{first: -1, last: -1}
	for _, h := range m.Mentions {
		for _, key := range handleKeys(h) {
			add(p.mentions, key, nowhere)
		}
	}
	for _, t := range m.Tags {
		add(p.tags, tagKey(t), nowhere)
	}
	for _, l := range m.Links {
		p.links = append(p.links, link{key: text.LinkKey(l)})
	}
}

// tagKey is what hashtags that the network tells are compared by.
func tagKey(tag string) string {
	if tag != "" && tag[0] != '#' && isSmall(tag) {
		return tag // as most are
	}
	return text.Fold(strings.TrimLeft(tag, "#＃"))
}

// index notes where each form stands.
func (p *Post) index() {
	p.at = make(map[string][]int32, len(p.words))
	for i, w := range p.words {
		p.at[w.Form] = append(p.at[w.Form], int32(i))
		if w.Also != "" && w.Also != w.Form {
			p.at[w.Also] = append(p.at[w.Also], int32(i))
		}
	}
	p.forms = make([]string, 0, len(p.at))
	for f := range p.at {
		p.forms = append(p.forms, f)
	}
	slices.Sort(p.forms)
}
