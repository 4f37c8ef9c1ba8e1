package listen

import (
	"fmt"
	"strings"

	"heed/internal/desk"
)

// What the tests against the naive matcher compare is made here and in wished_test.go: posts as lists of pieces, of which
// the words are written down by hand and not found by a tokeniser, and searches as trees. Both are written out as text
// for the package to read.

// A spot is one place of a post: the forms of the word that stands there, or none where a link or code stands.
type spot struct {
	forms []string
	looks string // like which other word
	glued bool   // right behind the one before it, in a script without spaces
}

// A piece is one part of a post.
type piece struct {
	text  string
	spots []spot
	sign  byte // # @ $ for an entity, u for a link
	key   string
}

// naivePost is a message and what is known of its text.
type naivePost struct {
	pieces []piece // of its own text, then of what it quotes
	own    int
	from   []int // the first spot of each piece
	spots  []spot
	at     map[string][]int // where in spots each form stands, and, with a ? behind it, each that a word looks like
	msg    desk.Message
}

// vocable is a word of posts and searches.
type vocable struct {
	form    string
	written []string // otherwise
	chars   []string // of a script without spaces
	as      string   // how a search has it
	also    string   // a form besides
}

const latinWords = "acme acmes akme delayed delay flight flights linksys linkys lniksys not ok queue icbc x the meat melt met paypal compensationclaims"

var vocabulary = func() (all []vocable) {
	for w := range strings.FieldsSeq(latinWords) {
		all = append(all, vocable{form: w})
	}
	return append(all, []vocable{
		{form: "strasse", written: []string{"Straße", "STRASSE"}},
		{form: "istanbul", written: []string{"İstanbul", "ISTANBUL"}},
		{form: "tre", written: []string{"Trễ", "trê\u0303", "TRE"}},
		{form: "москва", written: []string{"Москва", "МОСКВА"}},
		{form: "достопримечательность", written: []string{"Достопримечательность"}},
		{form: "елка", written: []string{"ёлка", "е\u0308лка"}},
		{form: "αργησε", written: []string{"Άργησε", "ΑΡΓΗΣΕ"}},
		{form: "قطار", written: []string{"قِطار", "قـطار"}},
		{form: "שלום", written: []string{"שָׁלוֹם"}},
		{form: "지연", written: []string{"\u110c\u1175\u110b\u1167\u11ab"}},
		{form: "देरी"},
		{form: "航班", chars: []string{"航", "班"}},
		{form: "航", chars: []string{"航"}},
		{form: "班航班", chars: []string{"班", "航", "班"}},
		{form: "延误", chars: []string{"延", "误"}},
		{form: "アク", written: []string{"ｱｸ"}, chars: []string{"ア", "ク"}},
		{form: "สาย", chars: []string{"ส", "า", "ย"}},
	}...)
}()

func (v vocable) isLatin() bool { return v.form[0] < 0x80 }

// spots are the places that the word takes.
func (v vocable) spots() []spot {
	if v.chars == nil {
		return []spot{{forms: v.forms()}}
	}
	all := make([]spot, len(v.chars))
	for i, c := range v.chars {
		all[i] = spot{forms: []string{c}, glued: i > 0}
	}
	return all
}

func (v vocable) forms() []string {
	if v.also != "" {
		return []string{v.form, v.also}
	}
	return []string{v.form}
}

// handles that are domain names, or name a server.
var farHandles = [...]string{"acme.bsky.social", "queue.com", "acme@example.social"}

// impostors are words that look like another.
var impostors = map[string]string{"аcme": "acme", "раураl": "paypal", "de1ay": "delay", "0k": "ok"}
var impostorNames = [...]string{"аcme", "раураl", "de1ay", "0k"}

// dice make posts and searches by chance.
type dice struct{ chooser }

type chooser interface{ IntN(n int) int }

func one[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

func (d dice) vocable() vocable { return vocabulary[d.IntN(len(vocabulary))] }

// latin is a word of the Latin script.
func (d dice) latin() string {
	for {
		if v := d.vocable(); v.isLatin() {
			return v.form
		}
	}
}

// possessive is a word with a second form.
func possessive(w string) vocable { return vocable{form: w + "s", also: w, as: w + "'s"} }

func (d dice) piece() piece {
	v := d.vocable()
	w := d.latin()
	plain := func(text string) piece { return piece{text: text, spots: v.spots()} }
	both := func(text string) piece {
		return piece{text: text, spots: []spot{{forms: []string{w}}, {forms: []string{w}}}}
	}
	switch d.IntN(24) {
	case 0, 1:
		return piece{text: one(d, "#", "#", "＃") + v.form, spots: v.spots(), sign: '#', key: v.form}
	case 2:
		return piece{text: "@" + w, spots: []spot{{forms: []string{w}}}, sign: '@', key: w}
	case 3:
		h := one(d, farHandles[:]...)
		return piece{text: "@" + h, spots: []spot{{forms: []string{h[:strings.IndexAny(h, ".@")]}}}, sign: '@', key: h}
	case 4:
		if len(w) <= 6 {
			return piece{text: "$" + strings.ToUpper(w), spots: []spot{{forms: []string{w}}}, sign: '$', key: w}
		}
	case 5:
		return piece{text: "https://www." + w + ".com/Queue/" + w, spots: make([]spot, 1), sign: 'u', key: "www." + w + ".com/queue/" + w}
	case 6:
		return piece{text: w + ".com", spots: []spot{{forms: []string{w}}, {forms: []string{"com"}}}, sign: 'u', key: w + ".com"}
	case 7:
		return piece{text: "`" + w + "`", spots: make([]spot, 1)}
	case 8:
		return plain(v.form + one(d, "!", ",", " -", "?", "…", " (", "。", " &amp;", "\xff"))
	case 9:
		return piece{text: "\u200e" + strings.Replace(strings.ToUpper(w), "E", one(d, "É", "E\u0301", "Ｅ"), 1) + "\u00ad", spots: []spot{{forms: []string{w}}}}
	case 10:
		return piece{text: w[:1] + one(d, "\u200b", "\u00ad", "\u2060") + w[1:], spots: []spot{{forms: []string{w}}}}
	case 11:
		return piece{text: one(d, "🙏🏽", "🙏"), spots: []spot{{forms: []string{"🙏"}}}}
	case 12:
		p := possessive(w)
		return piece{text: w + one(d, "'", "’") + "s", spots: p.spots()}
	case 13:
		with := one(d, "l", "d")
		return piece{text: with + one(d, "'", "’") + "acme", spots: []spot{{forms: []string{with + "acme", "acme"}}}}
	case 14:
		name := one(d, impostorNames[:]...)
		return piece{text: name, spots: []spot{{forms: []string{name}, looks: impostors[name]}}}
	case 15:
		return both(w + one(d, "-", "/", "\xff", ", ", " <br> ") + strings.ToUpper(w))
	case 16:
		return plain(one(d, "<b>", "(", "“", "\u202e", "\u2067") + v.form + one(d, "</b>", ")", "”", "\u202c", "\u2069"))
	case 17:
		return piece{text: "新" + w, spots: []spot{{forms: []string{"新"}}, {forms: []string{w}}}}
	case 18:
		return piece{text: "延" + one(d, " ", "，", "。") + "误", spots: []spot{{forms: []string{"延"}}, {forms: []string{"误"}}}}
	}
	if v.written != nil {
		return plain(one(d, v.written...))
	}
	return plain(v.form)
}

// How long a post is.
const (
	short = iota // at most 64 places
	long
	huge // thousands of words, most of which no search has, or each of which comes again and again
)

func (d dice) post(size int) naivePost {
	p := naivePost{msg: desk.Message{
		Lang: one(d, "", "en", "en-GB", "de"), Network: one[desk.Network](d, "echo", "bluesky"), Parent: one[desk.NetworkID](d, "", "", "1"),
		Form:   one(d, desk.Post, desk.Reply, desk.Quote, desk.Repost),
		Author: desk.HandleRef{Name: one(d, "acme", "Bob"), NetworkID: one(d, "", "did:plc:Bob"), Followers: d.IntN(7) - 1, Verified: d.IntN(2) == 0},
		Place:  one(d, "", "", "New York, NY", "York, New"),
	}}
	p.msg.Signals.Language.Label = one(d, "", "en", "de")
	n, row := d.IntN(13), 1<<30
	switch size {
	case long:
		n = 40 + d.IntN(120)
	case huge:
		n, row = 500+d.IntN(2000), 1+d.IntN(60)
	}
	p.msg.Text = p.write(n, func(i int) piece {
		switch {
		case size != huge || i < row && row%2 == 0:
			return d.piece()
		case row%2 == 0 && d.IntN(40) > 0:
			return p.pieces[i-row]
		case d.IntN(20) > 0:
			w := fmt.Sprint("w", d.IntN(300))
			return piece{text: w, spots: []spot{{forms: []string{w}}}}
		}
		return d.piece()
	})
	if p.own = len(p.pieces); d.IntN(6) == 0 {
		p.spots = append(p.spots, make([]spot, 400)...) // what it quotes is further away than any search reaches
		p.msg.SubjectText = p.write(1+d.IntN(6), func(int) piece { return d.piece() })
	}
	d.beside(&p)
	p.at = map[string][]int{}
	for i, s := range p.spots {
		for _, f := range s.forms {
			p.at[f] = append(p.at[f], i)
		}
		if s.looks != "" {
			p.at[s.looks+"?"] = append(p.at[s.looks+"?"], i)
		}
	}
	return p
}

// write adds pieces to a post and gives their text.
func (p *naivePost) write(n int, each func(i int) piece) string {
	var b strings.Builder
	for i := range n {
		x := each(i)
		p.pieces, p.from = append(p.pieces, x), append(p.from, len(p.spots))
		p.spots = append(p.spots, x.spots...)
		b.WriteString(x.text + " ")
	}
	return b.String()
}

// beside adds what the network tells beside the text.
func (d dice) beside(p *naivePost) {
	switch d.IntN(12) {
	case 0:
		p.msg.Media = []desk.Media{{Kind: "image"}}
	case 1:
		p.msg.Links = []string{"https://www.Flight.com/queue/"}
	case 2:
		p.msg.Tags = []string{"ACME", "#航班"}
	case 3:
		p.msg.Mentions = []desk.HandleRef{{Name: "Queue.com", NetworkID: "did:plc:Q"}, {Name: "Icbc"}}
	case 4:
		p.msg.ParentBy = desk.HandleRef{Name: "@ACME", NetworkID: "did:plc:acme"}
	case 5:
		for range 90 + d.IntN(45) { // so many terms that they are kept in another way
			p.msg.Mentions = append(p.msg.Mentions, desk.HandleRef{Name: fmt.Sprint("m", d.IntN(500)), NetworkID: "did:plc:M"})
		}
	}
}
