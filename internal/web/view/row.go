package view

import (
	"context"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/inbox"
)

// queueRows writes the rows of a list. They are most of what a page holds, fifty times the same,
// and every agent asks for them all day: they are written by hand rather than as a template, which
// would cost five times as much. selected is the case that stands open beside the list.
func queueRows(f Filter, rows []inbox.Row, selected desk.CaseID) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, to io.Writer) error {
		b := rowBuffers.Get().(*[]byte)
		w := rowWriter{b: (*b)[:0], shell: sh(ctx), suffix: templ.EscapeString(f.suffix()), words: rowWordsIn(sh(ctx).Lang), picks: may(ctx, access.WorkCases) && !f.Alone, order: f.Order}
		for i := range rows {
			w.row(&rows[i], rows[i].ID == selected)
		}
		_, err := to.Write(w.b)
		*b = w.b
		rowBuffers.Put(b)
		return err
	})
}

var rowBuffers = sync.Pool{New: func() any { return new([]byte) }} // safe for concurrent use

type rowWriter struct {
	b      []byte
	shell  *Shell
	suffix string // of the address of a case, escaped
	words  rowWords
	order  desk.Order
	picks  bool // the reader may choose cases to do something with them
}

// A phrase is a sentence of the interface with a gap: what comes before it and after.
type phrase struct{ before, after string }

// rowWords are the words of a row in one language, looked up once a page.
type rowWords struct {
	waits, noClock, here, private, never, now string
	with, due, over, left, rule, ago, in      phrase
	choose                                    phrase
}

func rowWordsIn(lang string) rowWords {
	say := func(s string) string { return templ.EscapeString(Say(lang, s)) }
	cut := func(s string) phrase {
		before, after, _ := strings.Cut(say(s), "%s")
		return phrase{before, after}
	}
	return rowWords{
		waits: say("waiting"), noClock: say("no deadline"), here: say("here because of"), private: say("Private"), never: say("never"), now: say("now"),
		with: cut("With %s"), due: cut("Due %s"), over: cut("%s over"), left: cut("%s left"), rule: cut("Rule “%s”"), ago: cut("%s ago"), in: cut("in %s"),
		choose: cut("Select the case of %s"),
	}
}

// row is one case in the list. It says who, where, what, why it is here, how long the
// customer has waited and how long is left.
func (w *rowWriter) row(r *inbox.Row, selected bool) {
	id := strconv.FormatInt(int64(r.ID), 10)
	w.html(`<li class="row" id="c`, id, `" data-id="`, id, `" data-rank="`, rank(r, w.order), `" data-version="`, strconv.FormatInt(r.Version, 10),
		`">`)
	if w.picks {
		w.pick(r, id)
	}
	w.html(`<a class="row-link" id="open-`, id, `" href="/cases/`, id, w.suffix, `"`)
	if selected {
		w.html(` aria-current="true"`)
	}
	w.html(`><span class="row-face"><span class="`, tint(r.Handle), `" aria-hidden="true">`)
	w.text(initials(r.PersonName, r.Handle))
	w.html(`</span>`)
	if r.AssigneeName != "" {
		w.html(`<span class="row-owner" title="`)
		w.phrase(w.words.with, r.AssigneeName)
		w.html(`"><span class="unseen">`)
		w.phrase(w.words.with, r.AssigneeName)
		w.html(`</span><span aria-hidden="true">`)
		w.text(initials(r.AssigneeName, ""))
		w.html(`</span></span>`)
	}
	w.html(`</span><span class="row-who" title="@`)
	w.text(r.Handle)
	w.html(`"><b>`)
	w.text(personName(r))
	w.html(`</b> <span class="row-where">`)
	w.text(w.shell.NetworkName(r.Network))
	w.html(`</span></span> <span class="row-time">`)
	w.clock(r)
	w.html(`</span> <span class="row-words">`)
	w.preview(r)
	w.html(`</span> `)
	w.why(r)
	w.html(`</a></li>`)
}

// pick is the box that chooses a case for [many].
func (w *rowWriter) pick(r *inbox.Row, id string) {
	w.html(`<input class="pick" type="checkbox" form="many" name="case" id="pick-`, id, `" value="`, id, `.`, strconv.FormatInt(r.Version, 10), `" aria-label="`)
	w.phrase(w.words.choose, personName(r))
	w.html(`">`)
}

// clock is how much is left, where somebody waits, else when the case last changed.
func (w *rowWriter) clock(r *inbox.Row) {
	switch {
	case !r.Until.IsZero():
		w.time(r.Until, phrase{}, "", "until")
		w.phrase(w.words.in, span(r.Until.Sub(w.shell.Now)))
		w.html(`</time>`)
	case r.Stage.Closed() || r.WaitingSince.IsZero():
		w.html(`<span class="faint">`)
		w.time(r.UpdatedAt, phrase{}, "", "ago")
		w.ago(r.UpdatedAt)
		w.html(`</time></span>`)
	case r.Due.IsZero():
		w.html(`<span class="faint">`, w.words.noClock, `</span>`)
	default:
		left, class, said := r.Due.Sub(w.shell.Now), "due", w.words.left
		switch {
		case left < 0:
			class, said = "due over", w.words.over
		case left < 15*time.Minute:
			class = "due soon"
		}
		w.time(r.Due, w.words.due, class, "due")
		w.phrase(said, span(left))
		w.html(`</time>`)
	}
}

// preview are the first words, those that the searches caught marked.
func (w *rowWriter) preview(r *inbox.Row) {
	if r.Private {
		w.html(`<span class="tag-private">`)
		w.icon("lock")
		w.html(` `, w.words.private, `</span> `)
	}
	for _, s := range markPreview(r.Preview, r.Hits) {
		if s.Kind == "hit" {
			w.html(`<mark>`)
			w.text(s.Text)
			w.html(`</mark>`)
		} else {
			w.text(s.Text)
		}
	}
}

func (w *rowWriter) why(r *inbox.Row) {
	w.html(`<span class="row-why"><span class="row-state">`)
	if !r.WaitingSince.IsZero() && !r.Stage.Closed() {
		w.html(w.words.waits, ` `)
		w.time(r.WaitingSince, phrase{}, "", "span")
		w.html(span(w.shell.Now.Sub(r.WaitingSince)), `</time>`)
	} else {
		w.text(stageIn(w.shell.Lang, r.Stage, r.Case.WaitingFor))
	}
	icon, text := why(r)
	text = reasonIn(w.shell.Lang, text)
	w.html(`</span> <span class="row-reason" title="`)
	w.text(text)
	w.html(`">`)
	w.icon(icon)
	w.html(` <span class="unseen">`, w.words.here, `</span> `)
	w.text(text)
	w.html(`</span>`)
	w.asks(r)
	if r.Decision.Rule != "" {
		w.html(` <span class="row-rule" title="`)
		rule := ruleName(w.shell.Lang, r.Decision.Rule)
		w.phrase(w.words.rule, rule)
		w.html(`">`)
		w.icon("flag")
		w.html(` `)
		w.text(rule)
		w.html(`</span>`)
	}
	w.html(` <span class="row-presence" data-presence="`, strconv.FormatInt(int64(r.ID), 10), `"></span></span>`)
}

// asks is what of a case asks for somebody: who was asked about a clock that ran out,
// which clock warns, why nobody has it, and that it takes more authority.
func (w *rowWriter) asks(r *inbox.Row) {
	lang := w.shell.Lang
	mark := func(class, icon, text string) {
		w.html(` <span class="`, class, `" title="`)
		w.text(text)
		w.html(`">`)
		w.icon(icon)
		w.html(` `)
		w.text(text)
		w.html(`</span>`)
	}
	if r.Stage.Closed() {
		return
	}
	if k := escalated(&r.Case); k != nil && k.Taken != 0 {
		mark("row-warned", "failed", Say(lang, "%s is on it", firstWord(w.shell.agentName(k.Taken))))
	} else if k != nil {
		mark("row-alarm", "failed", Say(lang, "%s was asked", firstWord(w.shell.agentName(k.Asked))))
	} else if k := warned(w.shell.Now, &r.Case); k != nil {
		mark("row-warned", "waiting", clockIn(lang, k.Kind))
	}
	if !r.Until.IsZero() && !r.Due.IsZero() {
		mark("row-warned", "waiting", clockIn(lang, r.DueKind)+" "+dueIn(lang, r.Due.Sub(w.shell.Now)))
	}
	if r.UntilWhy != "" {
		mark("row-needs", "note", r.UntilWhy)
	}
	if r.Unowned != "" && r.Assignee == 0 {
		mark("row-alarm", "open", Retell(lang, r.Unowned))
	}
	if r.Needs > 0 {
		mark("row-needs", "lock", Say(lang, "needs an authority of %d", r.Needs))
	}
}

// dueIn is how long is left until a deadline, or how long it has been over.
func dueIn(lang string, left time.Duration) string {
	if left < 0 {
		return Say(lang, "%s over", span(-left))
	}
	return Say(lang, "%s left", span(left))
}

// time opens a time element as [rel], [waited] and [due] do; title says what the time is.
func (w *rowWriter) time(t time.Time, title phrase, class, kind string) {
	w.html(`<time `)
	if class != "" {
		w.html(`class="`, class, `" `)
	}
	w.html(`datetime="`)
	w.b = t.UTC().AppendFormat(w.b, time.RFC3339)
	w.html(`" title="`, title.before)
	if !t.IsZero() {
		w.b = t.In(w.shell.Zone).AppendFormat(w.b, exactly(w.shell.Lang))
	}
	w.html(title.after, `" data-rel="`, kind, `">`)
}

func (w *rowWriter) ago(t time.Time) {
	d := w.shell.Now.Sub(t)
	switch {
	case t.IsZero():
		w.html(w.words.never)
	case d < 10*time.Second && d > -10*time.Second:
		w.html(w.words.now)
	case d < 0:
		w.phrase(w.words.in, span(d))
	default:
		w.phrase(w.words.ago, span(d))
	}
}

// icon uses one that [icons] put into the page.
func (w *rowWriter) icon(name string) {
	w.html(`<svg class="icon" aria-hidden="true"><use href="#icon-`, name, `"/></svg>`)
}

// html writes what is known to be safe.
func (w *rowWriter) html(parts ...string) {
	for _, p := range parts {
		w.b = append(w.b, p...)
	}
}

func (w *rowWriter) phrase(p phrase, gap string) {
	w.html(p.before)
	w.text(gap)
	w.html(p.after)
}

// text writes what people chose, so that it is nothing but text, also in an attribute.
func (w *rowWriter) text(s string) {
	done := 0
	for i := 0; i < len(s); i++ {
		var safe string
		switch s[i] {
		case '&':
			safe = "&amp;"
		case '<':
			safe = "&lt;"
		case '>':
			safe = "&gt;"
		case '"':
			safe = "&#34;"
		case '\'':
			safe = "&#39;"
		default:
			continue
		}
		w.b = append(append(w.b, s[done:i]...), safe...)
		done = i + 1
	}
	w.b = append(w.b, s[done:]...)
}
