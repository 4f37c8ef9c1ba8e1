package web

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/dossier"
)

// keeps is a dossier with one person in it, number 7, who is held by nothing, and another, number 8, who is.
type keeps struct{ *fake }

func (k keeps) Look(_ context.Context, by desk.Agent, id desk.PersonID) (s dossier.Sheet, err error) {
	if err := access.Check(by, access.GiveOut); err != nil {
		return s, err
	}
	s.Person = desk.Person{ID: id, Name: "Mia Torres", Handles: []desk.Handle{{Network: "echo", HandleRef: desk.HandleRef{Name: "mia.echo"}}}}
	s.Kept = desk.Kept{Cases: []desk.CaseID{42}, Said: 3, Answers: 2, Open: 1, Others: 1}
	s.Type = "Mia Torres"
	s.Named = []desk.Found{{Message: desk.Message{ID: 9, Case: 43}}}
	s.Searches = []desk.Search{{ID: 5, Name: "Mia"}}
	if id == 8 {
		s.Owed = []desk.Outgoing{{Case: 42, State: desk.Failed}, {Case: 42, State: desk.Queued}}
		s.Promised = []desk.Promise{{Case: 42, Due: k.now().Add(time.Hour)}}
	}
	return s, nil
}

func (k keeps) GiveOut(_ context.Context, by desk.Agent, _ desk.PersonID, to io.Writer) error {
	if err := access.Check(by, access.GiveOut); err != nil {
		return err
	}
	_, err := io.WriteString(to, "PK and so on")
	return err
}

func (k keeps) Erase(_ context.Context, by desk.Agent, o dossier.Order) (desk.Kept, error) {
	if o.Name != "Mia Torres" {
		return desk.Kept{}, &desk.Error{Kind: desk.Invalid, Field: "name", Message: "That isn't this person's name.", Mend: "Type it exactly as shown above."}
	}
	return desk.Kept{Said: 3, Cases: []desk.CaseID{42}}, access.Check(by, access.Erase)
}

func (k keeps) Outlook(_ context.Context, by desk.Agent) (dossier.Outlook, error) {
	return dossier.Outlook{Keep: 730 * 24 * time.Hour, Before: k.now().AddDate(-2, 0, 0), Waiting: desk.Count{N: 10_000, More: true}, Week: desk.Count{N: 10_000, More: true}}, access.Check(by, access.SeeAudit)
}

func TestKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.get("/people/7/kept")
	has(t, page, "Messages from this person", "This cannot be undone.", "/cases/43#m9", "/searches/5", "Type the name to confirm: Mia Torres", "Erase for good")
	held := b.get("/people/8/kept")
	if strings.Contains(held, "Erase for good") || !strings.Contains(held, "it failed: try again or discard it") || !strings.Contains(held, "A promise is still open.") {
		t.Error("a person to whom something is owed can be erased, or the page does not say why not")
	}
	b.post("/people/7/giveout")
	b.status(http.StatusOK)
	if h := b.last.Header(); h.Get("Content-Type") != "application/zip" || !strings.Contains(h.Get("Content-Disposition"), "heed-person-7-") || b.last.Body.String() != "PK and so on" {
		t.Errorf("given out: %v %q", h, b.last.Body)
	}
	has(t, b.post("/people/7/erase", "name", "Mia", "why", "request 12"), "That isn't this person's name.", "request 12")
	b.post("/people/7/erase", "name", "Mia Torres", "why", "request 12")
	b.goes("/people/7")
}

func TestKeeping(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	has(t, b.get("/settings/keeping"), "730 days", "more than 10000")
}
