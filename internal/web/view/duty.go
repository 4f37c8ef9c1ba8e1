package view

import (
	"context"
	"encoding/json"
	"strings"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/inbox"
)

// Duty is the page of who is on duty.
type Duty struct {
	Asked []inbox.Row
	Rotas []RotaView
	Form  Form
}

// RotaView is a rota as the page shows it.
type RotaView struct {
	desk.Rota
	Doc  calendar.RotaDocument
	Now  calendar.Turn // zero: nobody is on duty
	Next []calendar.Turn
}

// handover reports that whose turn it is has not taken the phone.
func (r *RotaView) handover() bool {
	return r.Now.Who != 0 && (r.Holder != desk.AgentID(r.Now.Who) || r.Taken.Before(r.Now.From))
}

// mine reports that the reader may take the phone: it is their turn, or they are in the
// rota and somebody else has it.
func (r *RotaView) mine(ctx context.Context) bool {
	me := sh(ctx).Agent.ID
	if me == 0 || r.Holder == me && !r.handover() {
		return false
	}
	for _, p := range r.Doc.People {
		if desk.AgentID(p) == me {
			return true
		}
	}
	return desk.AgentID(r.Now.Who) == me
}

func rotaDocument(r desk.Rota) calendar.RotaDocument {
	var d calendar.RotaDocument
	_ = json.Unmarshal(r.Document, &d) // see Policy.document
	return d
}

// localInput is a local time as a field of the page takes it.
func localInput(s string) string { return strings.Replace(s, " ", "T", 1) }

func orSeven(n int) int {
	if n == 0 {
		return 7
	}
	return n
}

func fillRotaZone(r desk.Rota) string {
	if r.ID == 0 {
		return "zone"
	}
	return ""
}

func emailOf(s *Shell, id int64) string {
	for i := range s.Desk.Agents {
		if int64(s.Desk.Agents[i].ID) == id {
			return s.Desk.Agents[i].Email
		}
	}
	return ""
}

func peopleLines(s *Shell, ids []int64) string {
	var lines []string
	for _, id := range ids {
		if e := emailOf(s, id); e != "" {
			lines = append(lines, e)
		}
	}
	return strings.Join(lines, "\n")
}

func peopleHint(s *Shell) string {
	var ids []int64
	for _, a := range s.activeAgents() {
		ids = append(ids, int64(a.ID))
	}
	return peopleLines(s, ids[:min(len(ids), 3)])
}

func swapLines(s *Shell, swaps []calendar.Swap) string {
	var lines []string
	for _, w := range swaps {
		lines = append(lines, strings.TrimSpace(w.From+" .. "+w.To+" "+emailOf(s, w.Who)+" "+w.Why))
	}
	return strings.Join(lines, "\n")
}
