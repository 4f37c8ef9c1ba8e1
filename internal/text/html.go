package text

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxHTML   = 1 << 20 // bytes read; the rest is left out
	maxTarget = 2000    // bytes of a link's target that are shown
)

// FromHTML is the text of an HTML message as a reader sees it: paragraphs apart by a
// blank line, line breaks, list items with their sign, links with their target in
// brackets where the text does not show it already. Scripts, styles and what is
// marked as hidden are left out. At most the first mebibyte is read. The result is
// [Plain].
func FromHTML(source string) string {
	if len(source) > maxHTML {
		source = source[:maxHTML]
	}
	r := reader{z: html.NewTokenizer(strings.NewReader(source))}
	for r.next() {
	}
	r.endLink()
	return Plain(strings.TrimSpace(string(r.out)))
}

type reader struct {
	z    *html.Tokenizer
	out  []byte
	gap  int  // line breaks owed before the next word
	sp   bool // a space owed before the next word
	pre  int
	skip atom.Atom // element being left out
	deep int       // how many of that name are open
	href string    // of the open link
	text int       // where its text starts
	list []int     // next number of each open list; -1: bullets
}

func (r *reader) next() bool {
	switch r.z.Next() {
	case html.ErrorToken:
		return false
	case html.TextToken:
		if r.skip == 0 {
			r.write(string(r.z.Text()))
		}
	case html.StartTagToken:
		r.start(r.z.Token(), false)
	case html.SelfClosingTagToken:
		r.start(r.z.Token(), true)
	case html.EndTagToken:
		name, _ := r.z.TagName()
		r.end(atom.Lookup(name))
	}
	return true
}

func (r *reader) start(t html.Token, selfClosed bool) {
	if r.skip != 0 {
		if t.DataAtom == r.skip {
			r.deep++
		}
		if !(r.skip == atom.Head && t.DataAtom == atom.Body) {
			return
		}
		r.skip = 0
	}
	if isLeftOut(t) {
		if !isVoid(t.DataAtom) && !selfClosed {
			r.skip, r.deep = t.DataAtom, 1
		}
		return
	}
	switch t.DataAtom {
	case atom.Br:
		r.gap++
		r.sp = false
	case atom.A:
		r.endLink()
		r.href, r.text = attr(t, "href"), len(r.out)
	case atom.Pre:
		r.pre++
		r.block(2)
	case atom.Ul:
		r.openList(-1)
	case atom.Ol:
		r.openList(1)
	case atom.Li:
		r.item()
	default:
		r.block(blockGap(t.DataAtom))
	}
}

func (r *reader) end(name atom.Atom) {
	if r.skip != 0 {
		if name == r.skip {
			if r.deep--; r.deep == 0 {
				r.skip = 0
			}
		}
		return
	}
	switch name {
	case atom.A:
		r.endLink()
	case atom.Pre:
		r.pre = max(r.pre-1, 0)
		r.block(2)
	case atom.Ul, atom.Ol:
		r.list = r.list[:max(len(r.list)-1, 0)]
		r.block(min(2, 2-min(len(r.list), 1)))
	case atom.Li:
		r.block(1)
	case atom.P:
		r.block(2)
	default:
		r.block(blockGap(name))
	}
}

// blockGap is how many line breaks part an element from its neighbours.
func blockGap(name atom.Atom) int {
	switch name {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Table, atom.Hr, atom.Dl:
		return 2
	case atom.Div, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside,
		atom.Address, atom.Form, atom.Fieldset, atom.Figure, atom.Figcaption, atom.Details, atom.Summary,
		atom.Dt, atom.Dd, atom.Center, atom.Body:
		return 1
	case atom.Td, atom.Th:
		return -1
	}
	return 0
}

func (r *reader) block(gap int) {
	if gap < 0 {
		r.sp = true
		return
	}
	if gap > 0 {
		r.gap, r.sp = max(r.gap, gap), false
	}
}

func (r *reader) openList(first int) {
	r.block(2 - min(len(r.list), 1))
	r.list = append(r.list, first)
}

func (r *reader) item() {
	r.block(1)
	sign := "- "
	if n := len(r.list); n > 0 && r.list[n-1] > 0 {
		sign = strconv.Itoa(r.list[n-1]) + ". "
		r.list[n-1]++
	}
	r.word(sign)
}

// write adds text, with its white space joined outside of pre.
func (r *reader) write(s string) {
	if r.pre > 0 {
		if s != "" {
			r.word(strings.ReplaceAll(s, "\r\n", "\n"))
		}
		return
	}
	const space = " \t\n\r\f"
	for len(s) > 0 {
		rest := strings.TrimLeft(s, space)
		r.sp = r.sp || len(rest) < len(s)
		end := strings.IndexAny(rest, space)
		if end < 0 {
			end = len(rest)
		}
		if end > 0 {
			r.word(rest[:end])
		}
		s = rest[end:]
	}
}

func (r *reader) word(s string) {
	switch n := len(r.out); {
	case n == 0:
	case r.gap > 0:
		r.out = append(r.out, "\n\n"[:min(r.gap, 2)]...)
	case r.sp && r.out[n-1] != ' ' && r.out[n-1] != '\n':
		r.out = append(r.out, ' ')
	}
	if r.href != "" && len(bytes.TrimSpace(r.out[r.text:])) == 0 {
		r.text = len(r.out)
	}
	r.gap, r.sp = 0, false
	r.out = append(r.out, s...)
}

// endLink adds the target of the open link, unless its text tells it.
func (r *reader) endLink() {
	href := r.href
	r.href = ""
	if href == "" {
		return
	}
	shown := string(bytes.TrimSpace(r.out[r.text:]))
	target := linkTarget(href)
	if target == "" || strings.HasPrefix(shown, "@") || strings.HasPrefix(shown, "#") || bareTarget(shown) == bareTarget(target) {
		return
	}
	short := strings.TrimRight(bareTarget(shown), "….")
	if short != bareTarget(shown) && len(short) > 3 && strings.HasPrefix(bareTarget(target), short) {
		r.out = append(r.out[:r.text], target...)
		return
	}
	if shown == "" {
		r.word(target)
		return
	}
	r.out = append(r.out, " ("+target+")"...)
}

// linkTarget is what of a target may be shown; "" for scripts and anchors.
func linkTarget(href string) string {
	href = strings.TrimSpace(href)
	if len(href) > maxTarget || strings.ContainsAny(href, "\n\r\t <>") {
		return ""
	}
	for _, scheme := range [...]string{"mailto:", "tel:"} {
		if len(href) > len(scheme) && strings.EqualFold(href[:len(scheme)], scheme) {
			address, _, _ := strings.Cut(href[len(scheme):], "?")
			return address
		}
	}
	if schemeLen(href) == 0 {
		return ""
	}
	return href
}

func bareTarget(s string) string {
	s = s[schemeLen(s):]
	s = strings.TrimPrefix(s, "www.")
	return strings.TrimRight(s, "/")
}

func isLeftOut(t html.Token) bool {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Iframe, atom.Object,
		atom.Svg, atom.Math, atom.Select, atom.Textarea, atom.Noembed, atom.Noframes, atom.Xmp, atom.Audio, atom.Video, atom.Canvas:
		return true
	}
	for _, a := range t.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			return true
		}
	}
	return false
}

func isVoid(name atom.Atom) bool {
	switch name {
	case atom.Br, atom.Hr, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Area, atom.Base, atom.Col, atom.Embed, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
