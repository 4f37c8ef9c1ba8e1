package web

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
	"heed/internal/text"
	"heed/internal/web/view"
)

// table is what a page shows as rows, to be taken away as a file. A cell is a string, a
// whole number, a float (NaN: unknown), a bool or a time.
type table struct {
	name string // of the file, without its end
	head []string
	rows [][]any
}

func (t *table) add(cells ...any) { t.rows = append(t.rows, cells) }

// wantsFile reports whether the address asks for a file rather than a page.
func (q *request) wantsFile() bool {
	switch q.r.URL.Query().Get("format") {
	case "csv", "json":
		return true
	}
	return false
}

// file gives a table as CSV, or as JSON: a list of objects by the names of the columns,
// null for what is unknown.
func (q *request) file(t table) error {
	format := q.r.URL.Query().Get("format")
	h := q.w.Header()
	h.Set("Content-Disposition", `attachment; filename="heed-`+t.name+"."+format+`"`)
	if format == "json" {
		h.Set("Content-Type", "application/json")
		return t.json(q.w)
	}
	h.Set("Content-Type", "text/csv; charset=utf-8")
	if q.r.URL.Query().Get("for") == "spreadsheet" {
		return t.csv(q.w, &dialect{mark: true, comma: q.shell.Lang == "de"})
	}
	return t.csv(q.w, &dialect{})
}

// dialect is how a CSV file is written. The zero value is for programs: RFC 4180, times as RFC
// 3339. Spreadsheets open a file by a double click as their reader's country writes: with a mark
// they take it for UTF-8, they know times without a zone, and where a comma stands in numbers,
// semicolons part the cells.
type dialect struct{ mark, comma bool }

func (t *table) csv(to http.ResponseWriter, d *dialect) error {
	w := csv.NewWriter(to)
	if d.mark {
		if _, err := to.Write([]byte("\ufeff")); err != nil {
			return err
		}
		w.UseCRLF = true
	}
	if d.comma {
		w.Comma = ';'
	}
	_ = w.Write(t.head) // Flush tells of errors
	line := make([]string, len(t.head))
	for _, row := range t.rows {
		for i, cell := range row {
			line[i] = d.cell(cell)
		}
		_ = w.Write(line)
	}
	w.Flush()
	return w.Error()
}

// cell writes a cell as its reader reads it.
func (d *dialect) cell(cell any) string {
	s := plainCell(cell)
	switch x := cell.(type) {
	case float64:
		if d.comma {
			return strings.Replace(s, ".", ",", 1)
		}
	case time.Time:
		if d.mark {
			return x.Format(time.DateTime)
		}
	case string:
		if d.mark {
			return apart(s)
		}
	}
	return s
}

// apart marks in a text what would begin a formula, were the text cut at its commas, semicolons or
// tabs: so does a spreadsheet of a country where others part the cells than where its reader set
// heed's language.
func apart(s string) string {
	var b strings.Builder
	done := 0
	for i := 1; i+1 < len(s); i++ {
		next := s[i+1]
		begins := next == '(' || '0' <= next && next <= '9' || 'A' <= next&^0x20 && next&^0x20 <= 'Z' || strings.IndexByte("=+-@", next) >= 0
		if begins && strings.IndexByte("=+-@", s[i]) >= 0 && strings.IndexByte(",;\t", s[i-1]) >= 0 {
			b.WriteString(s[done:i] + "'")
			done = i
		}
	}
	return b.String() + s[done:]
}

// plainCell writes a cell so that no spreadsheet takes what a customer or a colleague wrote
// for a formula. Numbers are ours and stay as they are.
func plainCell(cell any) string {
	switch x := cell.(type) {
	case float64:
		return decimal(x)
	case int:
		return strconv.Itoa(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case bool:
		return strconv.FormatBool(x)
	case time.Time:
		return x.Format(time.RFC3339)
	case string:
		return text.Cell(x)
	}
	return ""
}

func decimal(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func (t *table) json(to http.ResponseWriter) error {
	w := json.NewEncoder(to)
	if _, err := to.Write([]byte("[")); err != nil {
		return err
	}
	for n, row := range t.rows {
		object := make(map[string]any, len(row))
		for i, cell := range row {
			if x, ok := cell.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
				cell = nil
			}
			object[t.head[i]] = cell
		}
		if n > 0 {
			if _, err := to.Write([]byte(",")); err != nil {
				return err
			}
		}
		if err := w.Encode(object); err != nil {
			return err
		}
	}
	_, err := to.Write([]byte("]\n"))
	return err
}

// reportTable is a report as a file: a row for each group and figure, or its pictures.
func (q *request) reportTable(f view.ReportFilter, r reporting.Report) table {
	t := table{name: string(f.Dim) + "-" + f.From.Format(time.DateOnly)}
	switch q.r.URL.Query().Get("table") {
	case "hours":
		t.name, t.head = "hours-"+f.From.Format(time.DateOnly), []string{"weekday", "hour", "demand", "answered_within_1h", "share", "too_young_to_tell"}
		for i, h := range r.Total.Tally.Week() {
			t.add(i/24+1, i%24, h.Demand, h.Answered, h.Share, h.Young)
		}
		return t
	case "answered":
		t.name, t.head = "answered-"+f.From.Format(time.DateOnly), []string{"seconds", "answered", "low", "high"}
		curve := r.Total.Tally.AnsweredBy()
		for _, p := range curve.Points {
			by := curve.By(p.At)
			t.add(p.At, by.Value, by.Low, by.High)
		}
		return t
	}
	t.head = []string{"from", "to", string(f.Dim), "figure", "value", "low", "high", "n", "cases", "before", "unit"}
	ctx := view.With(q.r.Context(), q.shell)
	add := func(name string, g reporting.Group) {
		for _, fig := range report.Figures() {
			v, b := fig.Of(g.Tally), fig.Of(g.Before)
			t.add(f.From, f.To, name, fig.Name, v.Value, v.Low, v.High, v.N, fig.Behind(g.Tally), b.Value, string(fig.Unit))
		}
	}
	if !f.One {
		add("all", r.Total)
	}
	for _, g := range r.Groups {
		add(view.GroupName(ctx, f.Dim, g.Key), g)
	}
	return t
}

func (q *request) casesTable(ask reporting.CasesQuery, c reporting.Cases) table {
	t := table{name: "cases-" + c.Figure.Name, head: []string{"case", "customer", "network", "opened", c.Figure.Name, "still_open", "unit"}}
	for _, b := range c.List {
		t.add(int64(b.Case.ID), b.Case.PersonName, string(b.Case.Network), b.Case.OpenedAt.In(q.shell.Zone), b.X, b.Open, string(c.Figure.Unit))
	}
	return t
}

func (q *request) equityTable(f view.ReportFilter, e reporting.Equity) table {
	t := table{name: "equity-" + f.From.Format(time.DateOnly), head: []string{"compared", "first", "second", "figure", "difference", "low", "high", "n", "first_value", "first_cases", "second_value", "second_cases", "verdict", "followers_at_least", "followers_at_most"}}
	for _, g := range e.Gaps {
		t.add(g.Pair, g.A, g.B, g.Figure.Name, g.Diff.Value, g.Diff.Low, g.Diff.High, g.N, g.RawA.Value, g.CasesA, g.RawB.Value, g.CasesB, g.Verdict, g.Quartile[1], g.Quartile[0])
	}
	return t
}

func (q *request) topicTable(f view.ReportFilter, topic reporting.Topic, r reporting.Report, examples []reporting.Example) table {
	ctx := view.With(q.r.Context(), q.shell)
	if q.r.URL.Query().Get("table") == "examples" {
		t := table{name: topic.Name + "-examples", head: []string{"case", "customer", "opened", "said", "did"}}
		for _, e := range examples {
			t.add(int64(e.Case.ID), e.Case.PersonName, e.Case.OpenedAt.In(q.shell.Zone), e.Said, e.Did)
		}
		return t
	}
	t := table{name: topic.Name, head: []string{"from", "to", string(f.Dim), "figure", "value", "low", "high", "n", "cases", "before"}}
	fig, _ := report.FigureOf(topic.Figure)
	for _, g := range r.Groups {
		v, b := fig.Of(g.Tally), fig.Of(g.Before)
		t.add(f.From, f.To, view.GroupName(ctx, f.Dim, g.Key), fig.Name, v.Value, v.Low, v.High, v.N, fig.Behind(g.Tally), b.Value)
	}
	return t
}

// alertsTable is the alerts, or when they spoke.
func (q *request) alertsTable(list []desk.Alert, firings []desk.Firing) table {
	ctx := view.With(q.r.Context(), q.shell)
	if q.r.URL.Query().Get("table") == "firings" {
		t := table{name: "alerts-spoke", head: []string{"at", "alert", "name", "of", "figure", "value", "unit", "n", "from", "to", "ended", "told", "at_least"}}
		for _, f := range firings {
			value, least := view.Told(f.Words)
			if math.IsNaN(least) {
				value = f.Value // known also of earlier versions
			}
			t.add(f.At.In(q.shell.Zone), int64(f.Alert), f.Name, view.WatchedWords(ctx, f.Brand, f.Dim, f.Key), f.Figure, value, unitOf(f.Figure), f.N, f.From.In(q.shell.Zone), f.To.In(q.shell.Zone), q.momentOr(f.Ended), f.Told, least)
		}
		return t
	}
	t := table{name: "alerts", head: []string{"alert", "name", "of", "figure", "kind", "line", "window_hours", "least_cases", "paused", "raised", "latest", "unit", "at_least"}}
	for _, a := range list {
		latest, least := view.Told(a.Latest)
		t.add(int64(a.ID), a.Name, view.WatchedWords(ctx, a.Brand, a.Dim, a.Key), a.Figure, string(a.Kind), a.Value, a.Window.Hours(), a.Least, a.Paused, q.momentOr(a.Raised), latest, unitOf(a.Figure), least)
	}
	return t
}

func unitOf(figure string) string {
	f, _ := report.FigureOf(figure)
	return string(f.Unit)
}

// momentOr is a time in the reader's zone, or an empty cell.
func (q *request) momentOr(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t.In(q.shell.Zone)
}

// peersTable is where the companies of each imported benchmark lie.
func (q *request) peersTable(list []reporting.League) table {
	t := table{name: "comparisons", head: []string{"comparison", "name", "brought_in", "companies", "figure", "low", "median", "high"}}
	for _, l := range list {
		for _, fig := range report.Figures() {
			if f := l.Field(fig.Name); f.Companies > 0 {
				t.add(int64(l.ID), l.Name, l.Created.In(q.shell.Zone), f.Companies, fig.Name, f.Low, f.Median, f.High)
			}
		}
	}
	return t
}
