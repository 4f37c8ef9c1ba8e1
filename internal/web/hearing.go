package web

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/monitor"
	"heed/internal/web/view"
)

func (d *Desk) hearing(q *request) error { return d.showHearing(q, http.StatusOK, view.Form{}) }

func (d *Desk) showHearing(q *request, status int, f view.Form) error {
	r, err := d.Monitor.Report(q.r.Context(), q.agent(), gapPlace(q.r.URL.Query()))
	if err != nil {
		return err
	}
	return q.sheet(status, view.Hearing(r, f))
}

// gapPlace is where a page of the list of gaps begins; what cannot be read is the beginning of it.
func gapPlace(v url.Values) monitor.GapPlace {
	began, err := strconv.ParseInt(v.Get("gaps"), 10, 64)
	id, also := strconv.ParseInt(v.Get("id"), 10, 64)
	if err != nil || also != nil {
		return monitor.GapPlace{}
	}
	return monitor.GapPlace{Began: desk.FromMicros(began), ID: desk.GapID(id)}
}

// bell is the bell of the rail and the banner: what a page fetches when alarms changed.
func (d *Desk) bell(q *request) error {
	if err := q.counts(); err != nil {
		return err
	}
	return q.page(http.StatusOK, view.BellPart())
}

func (d *Desk) setCap(q *request) error {
	micros, err := money(q.shell.Lang, q.field("cap"))
	if err == nil {
		err = d.Monitor.SetCap(q.r.Context(), q.agent(), desk.Network(q.field("network")), micros)
	}
	switch {
	case refused(err):
		return d.showHearing(q, statusOf(err), q.form(err))
	case err != nil:
		return err
	}
	return q.done("/hearing#purse-"+q.field("network"), q.say("The cap applies from now on."))
}

func (d *Desk) setCanary(q *request) error {
	on := q.field("on") == "true"
	if err := d.Monitor.SetCanary(q.r.Context(), q.agent(), formID[desk.AccountID](q, "account"), on); err != nil {
		return err
	}
	said := q.say("This account no longer posts tests.")
	if on {
		said = q.say("This account posts a test now and then, and deletes it once it has come back.")
	}
	return q.done("/hearing", said)
}

// money reads an amount as people of a language write it, in millionths; "" is 0: no cap.
func money(lang, s string) (int64, error) {
	s = plainAmount(lang, strings.TrimSpace(s))
	if s == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < 0 || v > 1e9 || math.IsNaN(v) {
		return 0, &desk.Error{Kind: desk.Invalid, Field: "cap", Message: "That isn't a valid amount.", Mend: "Enter an amount like 25 or 12.50, or leave it empty for no cap."}
	}
	return int64(math.Round(v * 1e6)), nil
}

// plainAmount is an amount without marks between thousands and with a point before its fraction.
// A cap that is taken for a thousandth of what was meant would end hearing: where a mark stands
// once and three digits follow it, the language decides what it is, unless nothing but 0 stands before it.
func plainAmount(lang, s string) string {
	thousands, fraction := ",", "."
	if lang == "de" {
		thousands, fraction = ".", ","
	}
	at := strings.LastIndex(s, thousands)
	switch {
	case at < 0:
	case strings.Contains(s, fraction) && strings.LastIndex(s, fraction) < at, // 1.234,50 in English
		!strings.Contains(s, fraction) && strings.Count(s, thousands) == 1 && (len(s)-at != 4 || strings.Trim(s[:at], "0") == ""):
		thousands, fraction = fraction, thousands
	}
	return strings.Replace(strings.ReplaceAll(s, thousands, ""), fraction, ".", 1)
}
