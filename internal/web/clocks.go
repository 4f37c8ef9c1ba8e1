package web

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"heed/internal/desk"
	"heed/internal/sla"
	"heed/internal/web/view"
)

const clocksPath = "/settings/clocks"

// clocksPage shows what stands still when, and how people are asked.
func (d *Desk) clocksPage(q *request) error {
	rules, err := d.Admin.ClockRules(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.ClocksPage(view.Clocks{Rules: rules}))
}

func (d *Desk) saveClocks(q *request) error {
	rules := q.clockRules()
	return q.saved(d.Admin.SaveClockRules(q.r.Context(), q.agent(), rules), clocksPath, q.say("Saved"), func(f view.Form) templ.Component {
		return view.ClocksPage(view.Clocks{Rules: rules, Form: f})
	})
}

// clockRules are those of the form. What is no number is out of bounds, which Check tells.
func (q *request) clockRules() *sla.Rules {
	r := &sla.Rules{Still: map[string][]string{}, Hours: map[string]string{}}
	for _, waiting := range sla.MayWaitFor() {
		for _, kind := range sla.MayStand() {
			if q.field(view.StillField(waiting, kind)) != "" {
				r.Still[waiting] = append(r.Still[waiting], kind)
			}
		}
	}
	for _, kind := range sla.Timed() {
		if h := q.field("hours-" + kind); h != "" {
			r.Hours[kind] = h
		}
	}
	if minutes, err := strconv.Atoi(q.field("ask_again")); err == nil && minutes < math.MaxInt32 {
		r.AskAgain = time.Duration(minutes) * time.Minute
	}
	r.Asks, _ = strconv.Atoi(q.field("asks"))
	for _, way := range q.r.PostForm["tell"] {
		r.Tell = append(r.Tell, desk.Way(way))
	}
	return r
}
