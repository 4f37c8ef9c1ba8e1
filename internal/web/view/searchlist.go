package view

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/order"
)

const (
	searchesPage = 50
	fewSearches  = 8  // more of them get the tools to find one
	mostRemoved  = 50 // so many removed ones are shown, each with a way back
)

// SearchesPage is the list of saved searches with what was done to them lately.
type SearchesPage struct {
	List    SearchList
	Problem *Problem
	Removed []admin.Removed // the latest first
	Just    desk.SearchID   // one that was removed this moment
	Step    admin.Step      // the latest action on several
}

// actionText says what was done to several searches.
func actionText(ctx context.Context, s *admin.Step) string {
	switch s.What {
	case "search paused":
		return trn(ctx, s.N, "%d search paused.", "%d searches paused.")
	case "search continued":
		return trn(ctx, s.N, "%d search resumed.", "%d searches resumed.")
	case "search removed":
		return trn(ctx, s.N, "%d search removed.", "%d searches removed.")
	}
	return trn(ctx, s.N, "%d search imported.", "%d searches imported.")
}

// A SearchList is a page of the saved searches.
type SearchList struct {
	Words, State, Order, Brand string
	All, Page                  []desk.Search // all that are found, and those that are shown of them
	Number, Pages              int           // from 1
	Found, Total               int
}

// How searches may stand, and the orders of the list, each with its name.
var (
	searchStates = [...][2]string{{"", "All, active or paused"}, {"on", "Active only"}, {"paused", "Paused only"}, {"silent", "Silent only"}, {"never", "No matches yet"}} // read only
	searchOrders = [...][2]string{{"", "Newest first"}, {"old", "Oldest first"}, {"name", "By name"}, {"latest", "Latest match first"}, {"most", "Most matches first"}}    // read only
)

// ListSearches picks the searches that hold every word in their name or query, stand so and are of a brand, as a page's form
// says, in an order, and cuts a page out of them. What it does not know counts as nothing said.
func ListSearches(sh *Shell, form url.Values) SearchList {
	l := SearchList{Words: strings.TrimSpace(form.Get("words")), State: form.Get("state"), Order: form.Get("order"), Total: len(sh.Desk.Searches)}
	page, _ := strconv.Atoi(form.Get("page"))
	for _, b := range sh.Desk.Brands {
		if itoa(b.ID) == form.Get("brand") {
			l.Brand = itoa(b.ID)
		}
	}
	want := strings.Fields(strings.ToLower(l.Words))
	silent := map[string]bool{}
	for _, a := range sh.Alarms {
		key, _, _ := strings.Cut(a.Key, "/")
		silent[key] = true
	}
	var found []desk.Search
	for _, s := range sh.Desk.Searches {
		if (l.Brand == "" || l.Brand == itoa(s.Brand)) && l.stands(&s, silent[desk.SearchKey(s.ID)]) && holds(&s, want) {
			found = append(found, s)
		}
	}
	order.Stable(found, func(a, b desk.Search) int {
		switch l.Order {
		case "old":
			return cmp.Compare(a.ID, b.ID)
		case "name":
			return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
		case "latest":
			return b.LastAt.Compare(a.LastAt)
		case "most":
			return cmp.Compare(b.Matched, a.Matched)
		}
		return cmp.Compare(b.ID, a.ID) // who saved one finds it on top
	})
	l.All, l.Found = found, len(found)
	l.Pages = max(1, (l.Found+searchesPage-1)/searchesPage)
	l.Number = min(max(page, 1), l.Pages)
	from := (l.Number - 1) * searchesPage
	l.Page = found[from:min(from+searchesPage, l.Found)]
	return l
}

func (l *SearchList) stands(s *desk.Search, silent bool) bool {
	switch l.State {
	case "on":
		return !s.Paused
	case "paused":
		return s.Paused
	case "silent":
		return silent
	case "never":
		return s.Matched == 0
	}
	return true
}

func holds(s *desk.Search, words []string) bool {
	text := strings.ToLower(s.Name + " " + s.Query)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// narrowed reports whether not all are shown, in the order in which they come.
func (l *SearchList) narrowed() bool {
	return l.Words != "" || l.State != "" || l.Order != "" || l.Brand != ""
}

// at is the address of a page of this list, from its question mark on.
func (l *SearchList) at(page int) string {
	q := url.Values{}
	for key, v := range map[string]string{"words": l.Words, "state": l.State, "order": l.Order, "brand": l.Brand} {
		if v != "" {
			q.Set(key, v)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return "?" + q.Encode()
}

// file is where all that is found is downloaded.
func (l *SearchList) file() string {
	return "/searches" + strings.Replace(l.at(1)+"&format=csv&for=spreadsheet", "?&", "?", 1)
}

// write is where a new search is written, of the brand that is shown.
func (l *SearchList) write() string {
	if l.Brand == "" {
		return searchPage(0)
	}
	return searchPage(0) + "?brand=" + l.Brand
}
