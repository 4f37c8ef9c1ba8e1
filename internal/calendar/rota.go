package calendar

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of a rota.
const (
	maxPeople   = 100
	maxSwaps    = 500
	maxTurnDays = 366
)

// RotaDocument is who is on duty, as people write it: they take turns of some days and
// hand over at the same time by the clock on the wall, whatever that clock does.
type RotaDocument struct {
	Zone   string  `json:"zone"`  // IANA
	Start  string  `json:"start"` // of the first person's first turn: "2026-11-23 08:00"
	Days   int     `json:"days"`  // of a turn; 0: 7
	People []int64 `json:"people"`
	Phone  string  `json:"phone,omitempty"` // number of the duty phone
	Swaps  []Swap  `json:"swaps,omitempty"` // a later one goes before an earlier one
}

// Swap puts somebody else on duty for a time.
type Swap struct {
	From string `json:"from"` // "2026-12-24 08:00"
	To   string `json:"to"`
	Who  int64  `json:"who"`
	Why  string `json:"why,omitempty"`
}

// Rota says who is on duty. Make one with [ParseRota] or [NewRota]; it never changes.
type Rota struct {
	doc   RotaDocument
	loc   *time.Location
	start time.Time // wall-clock time of the first hand-over, as UTC
	swaps []swap
}

type swap struct {
	from, to time.Time
	Swap
}

// Turn is a stretch of duty.
type Turn struct {
	Who      int64
	From, To time.Time
	Swapped  bool
	Why      string // of the swap
}

// ParseRota reads a rota's JSON document. Errors are desk.Invalid and name the field.
func ParseRota(doc []byte) (*Rota, error) {
	var d RotaDocument
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	if len(doc) > maxDocument {
		return nil, invalid("", "The rota is too long.", "Remove swaps that have passed.")
	}
	if err := dec.Decode(&d); err != nil {
		e := invalid("", "The rota cannot be read: "+strings.TrimPrefix(err.Error(), "json: ")+".", "A rota has zone, start, days, people, phone and swaps (from, to, who, why).")
		e.Err = err
		return nil, e
	}
	return NewRota(d)
}

// NewRota makes a rota of a document. Errors are desk.Invalid and name the field.
func NewRota(d RotaDocument) (*Rota, error) {
	loc, err := zoneNamed("zone", d.Zone)
	if err != nil {
		return nil, err
	}
	if d.Days == 0 {
		d.Days = 7
	}
	switch {
	case d.Days < 1 || d.Days > maxTurnDays:
		return nil, invalid("days", fmt.Sprintf("A turn can be 1 to %d days long.", maxTurnDays), "")
	case len(d.People) == 0:
		return nil, invalid("people", "The rota is empty.", "Add at least one person.")
	case len(d.People) > maxPeople:
		return nil, invalid("people", fmt.Sprintf("More than %d people are in the rota.", maxPeople), "")
	case len(d.Swaps) > maxSwaps:
		return nil, invalid("swaps", fmt.Sprintf("There are more than %d swaps.", maxSwaps), "Remove those that have passed.")
	case utf8.RuneCountInString(d.Phone) > 40:
		return nil, invalid("phone", "The duty phone number is too long.", "")
	}
	r := &Rota{doc: d, loc: loc}
	if r.start, r.doc.Start, err = wallTime("start", d.Start); err != nil {
		return nil, err
	}
	r.doc.Swaps = slices.Clone(d.Swaps)
	for i := range r.doc.Swaps {
		if err := r.addSwap(fmt.Sprintf("swaps[%d]", i), &r.doc.Swaps[i]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Rota) addSwap(field string, s *Swap) error {
	from, usualFrom, err := wallTime(field+".from", s.From)
	if err != nil {
		return err
	}
	to, usualTo, err := wallTime(field+".to", s.To)
	if err != nil {
		return err
	}
	switch {
	case !from.Before(to):
		return invalid(field+".to", "The swap ends before it starts.", "Switch the two times.")
	case s.Who == 0:
		return invalid(field+".who", "No one takes over in this swap.", "Say who does.")
	case utf8.RuneCountInString(s.Why) > maxName:
		return invalid(field+".why", fmt.Sprintf("The reason is longer than %d characters.", maxName), "Shorten it.")
	}
	s.From, s.To = usualFrom, usualTo
	begin, _ := wall(from, r.loc)
	end, _ := wall(to, r.loc)
	r.swaps = append(r.swaps, swap{begin, end, *s})
	return nil
}

// wallTime reads a local time, as UTC, and gives its usual form.
func wallTime(field, s string) (time.Time, string, error) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1970 && t.Year() <= 9000 {
			return t, t.Format("2006-01-02 15:04"), nil
		}
	}
	return time.Time{}, "", invalid(field, fmt.Sprintf("%q is not a local time.", s), `Use "2026-11-23 08:00".`)
}

// Document is the rota as people write it. It is the caller's own.
func (r *Rota) Document() RotaDocument {
	d := r.doc
	d.People, d.Swaps = slices.Clone(d.People), slices.Clone(d.Swaps)
	return d
}

// Marshal writes the rota's document: [ParseRota] of it gives the same rota.
func (r *Rota) Marshal() []byte {
	b, err := json.MarshalIndent(r.doc, "", "  ")
	if err != nil {
		panic("calendar: a rota cannot fail to marshal: " + err.Error())
	}
	return append(b, '\n')
}

// handover is when the n-th turn begins.
func (r *Rota) handover(n int) time.Time {
	t, _ := wall(r.start.AddDate(0, 0, n*r.doc.Days), r.loc)
	return t
}

// turn counts which turn a moment lies in; below zero before the first.
func (r *Rota) turn(t time.Time) int {
	n := int(t.Sub(r.handover(0)) / (time.Duration(r.doc.Days) * 24 * time.Hour))
	for r.handover(n).After(t) {
		n--
	}
	for !r.handover(n + 1).After(t) {
		n++
	}
	return n
}

// OnDuty is the turn at a moment; false before the first.
func (r *Rota) OnDuty(t time.Time) (Turn, bool) {
	n := r.turn(t)
	if n < 0 {
		return Turn{}, false
	}
	out := Turn{Who: r.doc.People[n%len(r.doc.People)], From: r.handover(n), To: r.handover(n + 1)}
	for i := len(r.swaps) - 1; i >= 0; i-- {
		s := &r.swaps[i]
		switch {
		case !t.Before(s.from) && t.Before(s.to):
			if s.from.After(out.From) {
				out.From = s.from
			}
			if s.to.Before(out.To) {
				out.To = s.to
			}
			out.Who, out.Swapped, out.Why = s.Who, true, s.Why
			return out, true
		case !s.to.After(t) && s.to.After(out.From):
			out.From = s.to
		case s.from.After(t) && s.from.Before(out.To):
			out.To = s.from
		}
	}
	return out, true
}

// Turns lists the turns from one moment on, at most so many.
func (r *Rota) Turns(from time.Time, most int) []Turn {
	if begin := r.handover(0); from.Before(begin) {
		from = begin
	}
	var list []Turn
	for t := from; len(list) < most; {
		turn, ok := r.OnDuty(t)
		if !ok {
			break
		}
		list = append(list, turn)
		t = turn.To
	}
	return list
}

// Ladder is who is asked one after the other at a moment: who is on duty, then the others
// in the order of their turns.
func (r *Rota) Ladder(t time.Time) []int64 {
	var list []int64
	add := func(who int64) {
		if !slices.Contains(list, who) {
			list = append(list, who)
		}
	}
	if turn, ok := r.OnDuty(t); ok {
		add(turn.Who)
	}
	n := max(r.turn(t), 0)
	for i := range r.doc.People {
		add(r.doc.People[(n+i)%len(r.doc.People)])
	}
	return list
}
