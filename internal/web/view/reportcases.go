package view

import (
	"context"
	"fmt"
	"heed/internal/report"
	"heed/internal/reporting"
	"slices"
	"strconv"
)

// whichCases are the choices among the cases of a share.
func whichCases(f report.Figure) [][2]string {
	list := [][2]string{{"", "All"}, {"yes", "Those that count"}, {"no", "Those that don't"}}
	if f.MayBeYoung() {
		list = append(list, [2]string{"young", "Too recent to tell"}, [2]string{"known", "Old enough to tell"})
	}
	return list
}

// onlyWords says in words which cases of a figure are asked for.
func onlyWords(f report.Figure, only string) string {
	list := whichCases(f)
	return list[max(0, slices.IndexFunc(list, func(o [2]string) bool { return o[0] == only }))][1]
}

// caseShows says how a case stands in a figure.
func caseShows(ctx context.Context, f report.Figure, b reporting.Behind) string {
	switch {
	case f.Unit == report.Share && b.Open:
		return tr(ctx, "too recent to tell")
	case f.Unit == report.Share:
		if b.X == 0 {
			return tr(ctx, "no")
		}
		return tr(ctx, "yes")
	case b.Open:
		return tr(ctx, "%s and still open", figure(ctx, f.Unit, b.X))
	}
	return figure(ctx, f.Unit, b.X)
}

// caseLink is the address of the cases behind a number with something changed.
func caseLink(f ReportFilter, q reporting.CasesQuery, more ...string) string {
	list := []string{"figure", q.Figure, "only", q.Only}
	if q.Hours > 0 {
		list = append(list, "weekhour", weekHours(q.Hour, q.Hours))
	}
	if q.Within > 0 {
		list = append(list, "within", seconds(q.Within))
	}
	if q.Beyond > 0 {
		list = append(list, "beyond", seconds(q.Beyond))
	}
	if q.Followed {
		list = append(list, "followers", followersRange(q.Least, q.Most))
	}
	if !q.From.Equal(f.From) {
		list = append(list, "when", "before")
	}
	return f.link("/reports/cases", append(list, more...)...)
}

// seconds is a time as addresses have it.
func seconds(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// weekHours is a run of hours of the week as addresses have it.
func weekHours(from, hours int) string {
	if hours == 1 {
		return strconv.Itoa(from)
	}
	return strconv.Itoa(from) + "x" + strconv.Itoa(hours)
}

// runOfHours says a run of hours of the week: Sat 22:00 to Sun 06:00.
func runOfHours(ctx context.Context, from, hours int) string {
	if hours >= report.HoursOfWeek {
		return tr(ctx, "all week")
	}
	say := func(h int) string { return fmt.Sprintf("%s %02d:00", sh(ctx).weekday(h/24), h%24) }
	to := (from + hours) % report.HoursOfWeek
	end := say(to)
	if to/24 == from/24 && to > from {
		end = fmt.Sprintf("%02d:00", to%24)
	}
	return tr(ctx, "%s to %s", say(from), end)
}

// followersRange is a range of followers as addresses have it; most -1: no bound.
func followersRange(least, most int) string {
	s := strconv.Itoa(least) + "-"
	if most >= 0 {
		s += strconv.Itoa(most)
	}
	return s
}

// narrowed says in words which of the cases of a period a page shows.
func narrowed(ctx context.Context, f ReportFilter, q reporting.CasesQuery) (list []string) {
	if q.One {
		list = append(list, dimName(ctx, q.Dim)+": "+GroupName(ctx, q.Dim, q.Key))
	}
	if f.Brand != 0 {
		list = append(list, sh(ctx).brandName(f.Brand))
	}
	if q.Hours > 0 {
		list = append(list, runOfHours(ctx, q.Hour, q.Hours))
	}
	if q.Within > 0 {
		list = append(list, tr(ctx, "within %s", report.Duration(q.Within)))
	}
	if q.Beyond > 0 {
		list = append(list, tr(ctx, "longer than %s", report.Duration(q.Beyond)))
	}
	switch {
	case q.Followed && q.Most < 0:
		list = append(list, tr(ctx, "at least %s followers", grouped(ctx, int64(q.Least))))
	case q.Followed:
		list = append(list, tr(ctx, "at most %s followers", grouped(ctx, int64(q.Most))))
	}
	return append(list, tr(ctx, "%s to %s", sh(ctx).date(q.From), sh(ctx).date(q.To)))
}
