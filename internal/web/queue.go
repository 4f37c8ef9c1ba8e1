package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/web/view"
)

// pageSize is how many rows one page of the queue shows.
const pageSize = 50

// maxPatch bounds how many rows a page asks for one by one before it reads the whole
// list instead.
const maxPatch = 20

var views = []string{"reply", "mine", "unassigned", "watch", "waiting", "later", "done", "ignored"} // read only

func (d *Desk) home(q *request) error { return q.redirect("/queue/reply") }

func (d *Desk) overview(q *request) (admin.Overview, error) {
	return d.setup.get(d.Now(), func() (admin.Overview, error) { return d.Admin.Overview(q.r.Context()) })
}

func (d *Desk) queue(q *request) error {
	f, err := q.filterOf(q.r.PathValue("view"), q.r.URL.Query())
	if err != nil {
		return err
	}
	f.Odd = append(f.Odd, leftOut(q.r.URL.Query(), queueFields, view.Odd{Words: "“%s” means nothing in this list and was ignored."})...)
	if q.wantsFile() {
		if err := q.strict(f.Odd); err != nil {
			return err
		}
		return d.queueFile(q, f)
	}
	list, err := d.readQueue(q, f, 0)
	if err != nil {
		return err
	}
	if q.part() {
		return q.page(http.StatusOK, view.QueuePart(list))
	}
	list.Alone = true
	return q.page(http.StatusOK, view.QueuePage(list))
}

// mostTaken bounds how many cases of a list one file holds.
const mostTaken = 5000

// queueFile gives a list as a file, in its order. What is private is masked, as on the page.
func (d *Desk) queueFile(q *request, f view.Filter) error {
	t := table{name: f.View, head: []string{"case", "brand", "network", "person", "handle", "stage", "waiting_for", "owner", "urgency", "intent", "language", "opened_at",
		"waiting_since", "due", "due_kind", "put_off_until", "note", "last_message_at", "updated_at", "rule", "reason", "preview"}}
	ask := queueQuery(f, q.agent().ID)
	for ask.Limit = 100; len(t.rows) < mostTaken; {
		p, err := d.Inbox.Queue(q.r.Context(), q.agent(), ask)
		if err != nil {
			return err
		}
		for i := range p.Rows {
			r := &p.Rows[i]
			t.add(int64(r.ID), r.BrandName, string(r.Network), r.PersonName, r.Handle, string(r.Stage), r.Case.WaitingFor, r.AssigneeName, r.Urgency, r.Intent, r.Lang, moment(r.OpenedAt),
				moment(r.WaitingSince), moment(r.Due), r.DueKind, moment(r.Until), r.UntilWhy, moment(r.LastInbound), moment(r.UpdatedAt), r.Decision.Rule, r.Reason, r.Preview)
		}
		if ask.After = p.Next; p.Next == (desk.QueueCursor{}) {
			break
		}
	}
	return q.file(t)
}

// moment is a time of a file; "" for never.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// readQueue reads a page of a list, and the numbers of the rail with it.
func (d *Desk) readQueue(q *request, f view.Filter, selected desk.CaseID) (view.Queue, error) {
	ask := queueQuery(f, q.agent().ID)
	p, err := d.Inbox.Queue(q.r.Context(), q.agent(), ask)
	if err != nil {
		return view.Queue{}, err
	}
	list := view.Queue{Filter: f, Rows: p.Rows, Next: p.Next, Selected: selected}
	if len(p.Rows) == 0 && selected == 0 {
		if list.Heard, err = d.Monitor.Heard(q.r.Context()); err != nil {
			return list, err
		}
	}
	return list, q.counted(p.Counts)
}

// filterOf reads the part of the queue that an address names.
func (q *request) filterOf(name string, v url.Values) (view.Filter, error) {
	f := view.Filter{View: name}
	if !slices.Contains(views, name) {
		return f, &desk.Error{Kind: desk.NotFound, Message: "This list doesn't exist.", Mend: "Go to the queue. All lists are beside it."}
	}
	s := q.sieve(v)
	f.Brand, f.Search, f.Assignee, f.Network = s.brand(), s.search(), s.owner(), s.network()
	if f.Works() {
		f.Lang, f.Intent = s.language(), s.intent()
	}
	if o := desk.Order(v.Get("order")); slices.Contains(f.Orders(), o) {
		f.Order = o
	} else {
		s.say("This list can't be sorted by “%s”. Showing it in its usual order.", string(o))
	}
	f.Odd = s.odd
	if a := v.Get("after"); a != "" {
		rank, cid, ok := strings.Cut(a, ".")
		r, err1 := strconv.ParseInt(rank, 10, 64)
		c, err2 := strconv.ParseInt(cid, 10, 64)
		if !ok || err1 != nil || err2 != nil {
			return f, &desk.Error{Kind: desk.NotFound, Message: "That page of the list doesn't exist.", Mend: "Start from the first page."}
		}
		f.After = desk.QueueCursor{Rank: r, ID: desk.CaseID(c)}
	}
	return f, nil
}

func queueQuery(f view.Filter, me desk.AgentID) desk.QueueQuery {
	ask := desk.QueueQuery{
		List: desk.ListReply, Brand: f.Brand, Network: f.Network, Search: f.Search,
		Lang: f.Lang, Intent: f.Intent,
		Assignee: f.Assignee, After: f.After, Order: f.Order, Limit: pageSize,
	}
	switch f.View {
	case "mine":
		ask.Assignee = me
	case "unassigned":
		ask.Assignee = desk.Unassigned
	case "reply":
	default:
		ask.List = desk.List(f.View)
	}
	return ask
}

// queueRows renders single rows for a page that heard that they changed, and says
// which of them no longer belong to its list.
func (d *Desk) queueRows(q *request) error {
	f, err := q.filterOf(q.r.PathValue("view"), q.r.URL.Query())
	if err != nil {
		return err
	}
	ids := strings.Split(q.r.URL.Query().Get("ids"), ",")
	if len(ids) > maxPatch {
		return desk.Errorf(desk.Invalid, "At most %d rows at once.", maxPatch)
	}
	ask := queueQuery(f, q.agent().ID)
	var rows []inbox.Row
	var gone []view.Gone
	for _, s := range ids {
		id, err := number[desk.CaseID](s)
		if err != nil {
			return err
		}
		r, err := d.Inbox.Row(q.r.Context(), q.agent(), id)
		switch {
		case desk.Is(err, desk.NotFound):
			gone = append(gone, view.Gone{ID: id, Said: q.say("No longer here")})
		case err != nil:
			return err
		case !belongs(&r, ask):
			gone = append(gone, view.Gone{ID: id, Said: q.saidOf(&r)})
		default:
			rows = append(rows, r)
		}
	}
	if err := q.counts(); err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Rows(f, rows, gone))
}

// belongs reports whether a case lies in the list that was asked for.
func belongs(r *inbox.Row, ask desk.QueueQuery) bool {
	switch {
	case desk.ListOf(&r.Case) != ask.List,
		ask.Brand != 0 && r.Brand != ask.Brand,
		ask.Network != "" && r.Network != ask.Network,
		ask.Lang != "" && r.Lang != ask.Lang,
		ask.Intent != "" && r.Intent != ask.Intent,
		ask.Assignee == desk.Unassigned && r.Assignee != 0,
		ask.Assignee > 0 && r.Assignee != ask.Assignee:
		return false
	}
	return ask.Search == 0 || slices.ContainsFunc(r.Hits, func(h desk.Hit) bool { return h.Search == ask.Search })
}

// saidOf is what happened to a case that left a list.
func (q *request) saidOf(r *inbox.Row) string {
	switch desk.ListOf(&r.Case) {
	case desk.ListWaiting:
		return q.say("Answered")
	case desk.ListLater:
		return q.say("Snoozed")
	case desk.ListMerged:
		return q.say("Merged into another case")
	case desk.ListDone:
		return q.say("Resolved")
	case desk.ListIgnored:
		return q.say("Ignored")
	}
	if r.AssigneeName != "" {
		return q.say("Now with %s", r.AssigneeName)
	}
	return q.say("Moved to another list")
}
