package web

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"heed/internal/privacy"
	"heed/internal/web/view"
)

func (d *Desk) privatePage(q *request) error {
	own, err := d.Admin.PrivateData(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.PrivatePage(view.Private{Own: own}))
}

// savePrivate keeps what the company adds to private data, or tries it on a text.
func (d *Desk) savePrivate(q *request) error {
	own := ownOf(q)
	p := view.Private{Own: own, Sample: q.raw("sample")}
	if len(p.Sample) > maxSample {
		p.Sample = p.Sample[:maxSample]
	}
	if q.field("do") != "try" {
		return q.saved(d.Admin.SavePrivateData(q.r.Context(), q.agent(), own), "/settings/private", q.say("Saved"), func(f view.Form) templ.Component {
			p.Form = f
			return view.PrivatePage(p)
		})
	}
	f, err := privacy.Compile(own)
	if err != nil {
		p.Form = q.form(err)
		return q.sheet(statusOf(err), view.PrivatePage(p))
	}
	p.Form, p.Tried = view.Form{Values: q.r.PostForm}, true
	for _, x := range f.Find(p.Sample) {
		p.Found = append(p.Found, view.Found{What: privacy.Describe(x.Type, q.shell.Lang), Text: p.Sample[x.Span.Start:x.Span.End], Unsure: x.Unsure})
	}
	p.Masked = privacy.Mask(p.Sample, f.Find(p.Sample))
	return q.sheet(http.StatusOK, view.PrivatePage(p))
}

// ownOf reads the form: a pattern a line, "Name: FORM".
func ownOf(q *request) (own privacy.Own) {
	for _, l := range strings.Split(q.raw("patterns"), "\n") {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		name, form, ok := strings.Cut(l, ":")
		if !ok {
			name, form = "", l
		}
		own.Patterns = append(own.Patterns, privacy.Pattern{Name: strings.TrimSpace(name), Form: strings.TrimSpace(form)})
	}
	for _, l := range strings.Split(q.raw("public"), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			own.Public = append(own.Public, l)
		}
	}
	return own
}
