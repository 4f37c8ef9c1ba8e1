package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/web/view"
)

const (
	trailSize  = 100    // changes on a page of the audit trail
	trailFile  = 5000   // in a file
	trailReads = 20_000 // that one question looks at, before it offers to go on
)

// audit shows the trail of changes, or gives it as a file, as it was asked for: by whom, what, when and to what.
func (d *Desk) audit(q *request) error {
	ask := q.r.URL.Query()
	t := view.Trail{Who: queryID[desk.AgentID](q, "who"), What: ask.Get("what"), Object: strings.TrimSpace(ask.Get("object")), From: ask.Get("from"), To: ask.Get("to")}
	want := desk.TrailQuery{Agent: t.Who, Before: queryID[int64](q, "before"), Limit: 500}
	ctx := view.With(q.r.Context(), q.shell)
	for _, g := range view.TrailGroups(ctx) {
		if g.Key == t.What {
			want.Kinds = g.Kinds
		}
	}
	if at, err := time.ParseInLocation(time.DateOnly, t.From, q.shell.Zone); err == nil {
		want.From = at
	}
	if at, err := time.ParseInLocation(time.DateOnly, t.To, q.shell.Zone); err == nil {
		want.To = at.AddDate(0, 0, 1)
	}
	most := trailSize
	if q.wantsFile() {
		most = trailFile
	}
	for read := 0; read < trailReads; {
		events, err := d.Admin.Audit(q.r.Context(), q.agent(), want)
		if err != nil {
			return err
		}
		read += len(events)
		t.Older = 0
		for i := range events {
			want.Before = events[i].ID
			if t.Object == "" || strings.Contains(strings.ToLower(view.TrailLine(ctx, &events[i])), strings.ToLower(t.Object)) {
				t.Events = append(t.Events, events[i])
			}
			if len(t.Events) == most && (i+1 < len(events) || len(events) == want.Limit) {
				t.Older = events[i].ID
				return d.trail(q, t)
			}
		}
		if len(events) < want.Limit {
			return d.trail(q, t)
		}
		t.Older = want.Before
	}
	return d.trail(q, t)
}

func (d *Desk) trail(q *request, t view.Trail) error {
	if !q.wantsFile() {
		return q.sheet(http.StatusOK, view.Audit(t))
	}
	ctx := view.With(q.r.Context(), q.shell)
	file := table{name: "audit-trail", head: []string{"event", "at", "agent", "kind", "what"}}
	for i := range t.Events {
		e := &t.Events[i]
		file.add(e.ID, e.At.In(q.shell.Zone), strconv.FormatInt(int64(e.Agent), 10), string(e.Kind), view.TrailLine(ctx, e))
	}
	return q.file(file)
}
