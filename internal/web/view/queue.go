package view

import (
	"net/url"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/monitor"
)

// Filter is which part of the queue a page shows. It lives in the address.
type Filter struct {
	View     string // reply, mine, unassigned, watch, waiting, done, ignored
	Brand    desk.BrandID
	Network  desk.Network
	Search   desk.SearchID
	Assignee desk.AgentID
	Lang     string
	Intent   string
	After    desk.QueueCursor
	Order    desk.Order
	Alone    bool  // its rows stand where nothing can be done with several
	Odd      []Odd // what of the address was not understood
}

// Orders are those in which the list can be read, the ordinary one first.
func (f Filter) Orders() []desk.Order {
	switch f.View {
	case "mine", "unassigned":
		return desk.Orders(desk.ListReply)
	}
	return desk.Orders(desk.List(f.View))
}

// Works reports whether there is something to do in the list. Only those are narrowed by language
// and intent, for which there is no index: what is done grows for years.
func (f Filter) Works() bool { return f.View != "done" && f.View != "ignored" }

// in is the list in another order, from its beginning.
func (f Filter) in(o desk.Order) string {
	f.Order = o
	return f.URL()
}

// ordered says an order of the list.
func (f Filter) ordered(o desk.Order) string {
	switch {
	case o == desk.ByNext:
		return "Next deadline first"
	case o == desk.ByWait && f.View == "waiting":
		return "Oldest last message first"
	case o == desk.ByWait:
		return "Longest waiting first"
	case f.View == "later":
		return "Next to come back first"
	case f.View == "waiting" || f.View == "done" || f.View == "ignored":
		return "Recently changed first"
	}
	return "Next deadline first"
}

// Queue is one page of a list.
type Queue struct {
	Filter   Filter
	Rows     []inbox.Row
	Next     desk.QueueCursor
	Selected desk.CaseID
	Problem  *Problem
	Heard    map[desk.AccountID]monitor.Heard // of an empty list that says what is heard
	Alone    bool                             // no case stands beside it: it is what the page is about
}

// URL is the address of the list.
func (f Filter) URL() string {
	f.After = desk.QueueCursor{}
	return "/queue/" + f.View + f.query("")
}

func (f Filter) older(c desk.QueueCursor) string {
	f.After = c
	return "/queue/" + f.View + f.query("")
}

// file is the address of the whole list as a file.
func (f Filter) file() string {
	u := f.URL()
	return u + joiner(strings.TrimPrefix(u, "/queue/"+f.View)) + "format=csv&for=spreadsheet"
}

// suffix is what a case's address carries so that the queue beside it stays the same.
func (f Filter) suffix() string { return f.query(f.View) }

// query writes the filter, by name as url.Values does, which costs more on each row of a page.
func (f Filter) query(in string) string {
	var b []byte
	add := func(key, value string) {
		b = append(append(append(append(b, "?&"[min(len(b), 1)]), key...), '='), url.QueryEscape(value)...)
	}
	if f.After != (desk.QueueCursor{}) {
		add("after", strconv.FormatInt(f.After.Rank, 10)+"."+strconv.FormatInt(int64(f.After.ID), 10))
	}
	if f.Assignee != 0 {
		add("assignee", itoa(f.Assignee))
	}
	if f.Brand != 0 {
		add("brand", itoa(f.Brand))
	}
	if in != "" {
		add("in", in)
	}
	if f.Intent != "" {
		add("intent", f.Intent)
	}
	if f.Lang != "" {
		add("lang", f.Lang)
	}
	if f.Network != "" {
		add("network", string(f.Network))
	}
	if f.Order != "" {
		add("order", string(f.Order))
	}
	if f.Search != 0 {
		add("search", itoa(f.Search))
	}
	return string(b)
}

// CaseURL is the address of a case beside this list.
func (f Filter) CaseURL(id desk.CaseID) string {
	return "/cases/" + strconv.FormatInt(int64(id), 10) + f.suffix()
}

func (f Filter) filtered() bool {
	return f.Brand != 0 || f.Network != "" || f.Search != 0 || f.Assignee != 0 || f.Lang != "" || f.Intent != ""
}

// title and teach: the name of a view and what its emptiness means.
func (f Filter) title() string {
	switch f.View {
	case "mine":
		return "Mine"
	case "unassigned":
		return "Unassigned"
	case "watch":
		return "To watch"
	case "waiting":
		return "Waiting for others"
	case "later":
		return "Later"
	case "done":
		return "Done"
	case "ignored":
		return "Ignored"
	}
	return "To answer"
}

func (f Filter) teach() (string, string) {
	switch f.View {
	case "mine":
		return "You're all caught up", "Open a case and press a to assign it to yourself, or e to resolve it. Your cases that need an answer appear here, most urgent first."
	case "unassigned":
		return "Every case is assigned", "Cases that no one has taken yet appear here."
	case "watch":
		return "Nothing to watch", "When the protocol says watch rather than answer, the case appears here until someone decides."
	case "waiting":
		return "Not waiting on anyone", "Open cases where we have answered and are waiting for the customer, a team or a third party."
	case "later":
		return "Nothing is snoozed", "Press s in a case to snooze it. It comes back at the time you choose, when the customer writes, or before a deadline."
	case "done":
		return "Nothing resolved yet", "Press e in a case to resolve it, with or without a final answer."
	case "ignored":
		return "Nothing ignored", "Anything the protocol or an agent decided not to answer appears here with the reason, so you can check it."
	}
	return "No one is waiting for an answer", "New posts that match your searches, and mentions of your accounts, appear here within seconds, most urgent first."
}

// why says in a few words what brought a case here.
func why(r *inbox.Row) (icon, text string) {
	switch {
	case r.Reason == "private message":
		return "lock", r.Reason
	case r.Reason == "mention" || r.Reason == "reply":
		return "at", r.Reason
	case len(r.Hits) > 0:
		names := make([]string, 0, len(r.Hits))
		for _, h := range r.Hits {
			names = append(names, h.Name)
		}
		return "listen", strings.Join(names, ", ")
	default:
		return "listen", r.Reason
	}
}

func rank(r *inbox.Row, o desk.Order) string { return strconv.FormatInt(desk.PlaceOf(&r.Case, o), 10) }

func searchName(s *Shell, id desk.SearchID) string {
	for i := range s.Desk.Searches {
		if s.Desk.Searches[i].ID == id {
			return s.Desk.Searches[i].Name
		}
	}
	return ""
}

// Gone is a case that left a list, and what happened to it.
type Gone struct {
	ID   desk.CaseID
	Said string
}

var countNames = []string{"reply", "mine", "unassigned", "watch", "waiting", "later", "done", "ignored", "failed", "asked", "hearing"} // read only

func personName(r *inbox.Row) string {
	if r.PersonName != "" {
		return r.PersonName
	}
	if r.Handle == "" && !r.ErasedAt.IsZero() {
		return "—"
	}
	return r.Handle
}
