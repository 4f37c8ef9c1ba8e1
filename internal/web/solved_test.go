package web

import (
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/inbox"
)

// What the customer's word did stands in the story with its reason and a button that takes it back; where it
// did nothing, one button does it.
func TestSolvedHere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.fake.cases[42]
	m := b.fake.says(v, "It works now, thanks. Could you send the invoice", noon)
	m.Signals.Thanks = desk.Signal{Label: desk.Confirms, Confidence: .8}
	v.Case.Last = m.ID
	offer := "The customer says that it's solved"
	has(t, b.get("/cases/42"), offer, `id="solved"`, `name="to" value="confirmed"`)
	if strings.Contains(b.get("/cases/43"), offer) {
		t.Error("it is offered where nobody says so")
	}

	v.Case.Stage = desk.Resolved
	if strings.Contains(b.get("/cases/42"), offer) {
		t.Error("it is offered where the case has ended")
	}
	v.Case.Stage = desk.Confirmed
	e := desk.Event{ID: 9500, Kind: desk.CaseStage, At: noon, Data: map[string]string{"from": "waiting", "from_for": "customer", "to": "confirmed", "why": "they wrote that it is solved, and nothing else is open"}}
	v.Lines = append(v.Lines, inbox.Line{At: noon.Add(time.Second), Event: &e})
	page := b.get("/cases/42")
	has(t, page, "Confirmed by the customer (they wrote that it is solved, and nothing else is open)", `id="unsolved"`, `name="to" value="waiting"`, `name="why" value="customer"`)
	if strings.Contains(page, offer) {
		t.Error("it is offered though it is done")
	}
	later := desk.Event{ID: 9501, Kind: desk.CaseStage, Agent: 1, At: noon, Data: map[string]string{"from": "confirmed", "to": "confirmed"}}
	v.Lines = append(v.Lines, inbox.Line{At: noon.Add(time.Minute), Event: &later})
	if strings.Contains(b.get("/cases/42"), `id="unsolved"`) {
		t.Error("an older step can be taken back")
	}
}
