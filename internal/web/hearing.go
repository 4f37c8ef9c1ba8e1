package web

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/web/view"
)

func (d *Desk) hearing(q *request) error { return d.showHearing(q, http.StatusOK, view.Form{}) }

func (d *Desk) showHearing(q *request, status int, f view.Form) error {
	r, err := d.Monitor.Report(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(status, view.Hearing(r, f))
}

// bell is the bell of the rail and the banner: what a page fetches when alarms changed.
func (d *Desk) bell(q *request) error {
	if err := q.counts(); err != nil {
		return err
	}
	return q.page(http.StatusOK, view.BellPart())
}

func (d *Desk) setCap(q *request) error {
	micros, err := money(q.field("cap"))
	if err == nil {
		err = d.Monitor.SetCap(q.r.Context(), q.agent(), desk.Network(q.field("network")), micros)
	}
	switch {
	case refused(err):
		return d.showHearing(q, statusOf(err), q.form(err))
	case err != nil:
		return err
	}
	return q.done("/hearing#purse-"+q.field("network"), q.say("The cap holds from now on."))
}

func (d *Desk) setCanary(q *request) error {
	on := q.field("on") == "true"
	if err := d.Monitor.SetCanary(q.r.Context(), q.agent(), formID[desk.AccountID](q, "account"), on); err != nil {
		return err
	}
	said := q.say("This account posts no tests any more.")
	if on {
		said = q.say("This account posts a test now and then, and takes it down when it came back.")
	}
	return q.done("/hearing", said)
}

// money reads an amount as people write it, in millionths; "" is 0: no cap.
func money(s string) (int64, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", ".")
	if s == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < 0 || v > 1e9 || math.IsNaN(v) {
		return 0, &desk.Error{Kind: desk.Invalid, Field: "cap", Message: "This is no amount of money.", Mend: "Write it as 25 or 12.50; leave it empty for no cap."}
	}
	return int64(math.Round(v * 1e6)), nil
}
