package carrier

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"heed/internal/desk"
)

// Say is a sentence of ours in a language.
type Say func(lang, english string, args ...any) string

// A letter writes notices as mails: as plain text, and as HTML with the same words.
type letter struct {
	say  Say
	base string // the desk's address, without a slash at the end
	lang string // of the reader
}

// caseID is how texts name a case.
var caseID = regexp.MustCompile(`#(\d{1,18})\b`) // read only

// mostLinked bounds the cases whose addresses a plain text lists.
const mostLinked = 20

// end says why somebody is told, and where that is changed.
func (l *letter) end(n *desk.Notice) string {
	switch {
	case n.Kind == "alert" || strings.HasPrefix(n.Link, "/reports/alerts/"):
		return l.say(l.lang, "You're receiving this because you're a recipient of this alert. Anyone who can change alerts can stop it or change its recipients here: %s", l.base+"/reports/alerts")
	case n.Kind == "escalation":
		return l.say(l.lang, "You're receiving this because of this desk's deadlines and rotas. See who is asked, when and how: %s", l.base+"/settings/clocks")
	case n.Kind == "mention":
		return l.say(l.lang, "You're receiving this because a colleague mentioned you in a note.")
	}
	return ""
}

// text is a notice with the address of what it is about and of each case that it names.
func (l *letter) text(n *desk.Notice) string {
	parts := []string{n.Text}
	if n.Link != "" {
		parts = append(parts, l.say(l.lang, "Open it: %s", l.base+n.Link))
	}
	var list []string
	for _, m := range caseID.FindAllStringSubmatch(n.Text, -1) {
		line := m[0] + " " + l.base + "/cases/" + m[1]
		if !slices.Contains(list, line) && n.Link != "/cases/"+m[1] && len(list) < mostLinked {
			list = append(list, line)
		}
	}
	if len(list) > 0 {
		parts = append(parts, strings.Join(list, "\n"))
	}
	if end := l.end(n); end != "" {
		parts = append(parts, "-- \n"+end)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// html is the same with links in its words. It loads nothing from anywhere, so that who reads it is
// told to nobody.
func (l *letter) html(n *desk.Notice) string {
	lang := l.lang
	if lang == "" {
		lang = "en"
	}
	subject := strings.Join(strings.Fields(n.Subject), " ")
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="` + html.EscapeString(lang) + `"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>` +
		html.EscapeString(subject) + `</title></head><body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif"><div style="max-width:36em;margin:0 auto">` +
		`<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px">` + l.linked(subject) + `</h1>`)
	for line := range strings.SplitSeq(n.Text, "\n") {
		if line != "" {
			b.WriteString(`<p style="margin:0 0 12px">` + l.linked(line) + `</p>`)
		}
	}
	if n.Link != "" {
		b.WriteString(`<p style="margin:20px 0"><a href="` + html.EscapeString(l.base+n.Link) + `" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0c6b60;color:#ffffff;text-decoration:none;font-weight:600">` +
			html.EscapeString(l.say(l.lang, "Open it on the desk")) + `</a></p>`)
	}
	if end := l.end(n); end != "" {
		b.WriteString(`<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #8888;font-size:13px;opacity:.8">` + l.addresses(end) + `</p>`)
	}
	b.WriteString("</div></body></html>\n")
	return b.String()
}

// linked makes the cases that a text names links to them.
func (l *letter) linked(s string) string {
	var b strings.Builder
	at := 0
	for _, m := range caseID.FindAllStringIndex(s, -1) {
		b.WriteString(html.EscapeString(s[at:m[0]]) + `<a href="` + html.EscapeString(l.base+"/cases/"+s[m[0]+1:m[1]]) + `">` + s[m[0]:m[1]] + `</a>`)
		at = m[1]
	}
	return b.String() + html.EscapeString(s[at:])
}

// addresses makes the desk's addresses in a text of ours links.
func (l *letter) addresses(s string) string {
	before, path, found := strings.Cut(s, l.base+"/")
	if !found || l.base == "" {
		return html.EscapeString(s)
	}
	path, after, _ := strings.Cut(path, " ")
	address := html.EscapeString(l.base + "/" + path)
	return html.EscapeString(before) + `<a href="` + address + `">` + address + `</a>` + html.EscapeString(after)
}
