package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/web/view"
)

// reportFields, queueFields and findParts are the fields of the addresses of pages, with the values of those that
// have few and are not looked at elsewhere; nil: any.
var reportFields = map[string][]string{ // read only
	"period": nil, "from": nil, "to": nil, "brand": nil, "by": nil, "key": nil, "of": nil, "was": nil, "order": nil, "find": nil, "peers": nil, "figure": nil, "removed": nil,
	"weekhour": nil, "within": nil, "beyond": nil, "followers": nil, "before": nil, "id": nil,
	"rows": {"all"}, "only": {"yes", "no", "young", "known"}, "when": {"before"}, "format": {"csv", "json"}, "for": {"spreadsheet"},
	"table": {"hours", "answered", "examples"},
}

var queueFields = map[string][]string{ // read only
	"brand": nil, "network": nil, "search": nil, "assignee": nil, "lang": nil, "intent": nil, "order": nil, "after": nil, "format": {"csv", "json"}, "for": {"spreadsheet"},
}

var findParts = map[string][]string{"q": nil, "status": nil, "network": nil, "assignee": nil, "from": nil, "to": nil, "before": nil} // read only

// leftOut are the parts of an address that say nothing to a page that understands these fields; is says so.
func leftOut(v url.Values, understood map[string][]string, is view.Odd) (odd []view.Odd) {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		values, known := understood[name]
		if value := v.Get(name); !known || value != "" && values != nil && !slices.Contains(values, value) {
			is.Value = name + "=" + value
			odd = append(odd, is)
		}
	}
	return odd
}

// mend takes out of a filter what cannot be, says so, and puts in its place what an address without it shows.
func (q *request) mend(f *view.ReportFilter) {
	v := q.r.URL.Query()
	say := func(words, value string) { f.Odd = append(f.Odd, view.Odd{Words: words, Value: value}) }
	if f.Period != "" && !view.ValidPeriod(f.Period) {
		say("“%s” isn't a period. Showing the last 28 days.", f.Period)
		f.Period = ""
	}
	if !view.ValidDim(f.Dim) {
		say("Reports can't be grouped by “%s”. Grouping by channel instead.", string(f.Dim))
		f.Dim, f.One, f.Key = desk.ByNetwork, false, ""
	}
	s := q.sieve(v)
	f.Brand = s.brand()
	f.Odd = append(f.Odd, s.odd...)
	if order := v.Get("order"); order != "" && f.Order == "" {
		say("Groups can't be sorted by “%s”. Those with the most cases come first.", order)
	}
	for _, name := range []string{"within", "beyond"} {
		if s := v.Get(name); s != "" {
			if n, err := strconv.ParseFloat(s, 64); err != nil || !(n > 0) {
				say("“%s” means nothing in a report and was ignored.", name+"="+s)
			}
		}
	}
	if name := v.Get("figure"); name != "" {
		if _, known := report.FigureOf(name); !known {
			say("There's no figure “%s”. Showing all cases that needed an answer.", name)
		}
	}
	f.Odd = append(f.Odd, leftOut(v, reportFields, view.Odd{Words: "“%s” means nothing in a report and was ignored."})...)
}

// oddDays says that chosen days make no period.
func oddDays(f *view.ReportFilter) {
	value := f.FromDay + " – " + f.ToDay
	for _, day := range []string{f.FromDay, f.ToDay} {
		_, noDay := time.Parse(time.DateOnly, day)
		if _, noTime := time.Parse(time.RFC3339, day); day != "" && noDay != nil && noTime != nil {
			f.Odd = append(f.Odd, view.Odd{Words: "“%s” isn't a date. Showing the last 28 days.", Value: day})
			value = ""
		}
	}
	if value != "" {
		f.Odd = append(f.Odd, view.Odd{Words: "“%s” isn't a valid period: it must end after it starts and span at most ten years. Showing the last 28 days.", Value: value})
	}
	f.FromDay, f.ToDay, f.Period = "", "", ""
}

// strict refuses what a page would mend: who reads a file does not see what a page would say.
func (q *request) strict(odd []view.Odd) error {
	if q.wantsFile() && len(odd) > 0 {
		return &desk.Error{Kind: desk.Invalid, Message: "Part of this address couldn't be understood: " + strconv.Quote(odd[0].Value) + ".", Mend: "Remove format=… to open the page; it says what it shows instead."}
	}
	return nil
}
