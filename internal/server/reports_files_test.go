package server_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/report"
)

// taken is a table as both files have it, which must say the same.
func (r reader) taken(address string) (out []map[string]any) {
	r.t.Helper()
	_, text := r.get(address + "&format=json")
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		r.t.Fatalf("%s: %v: %.200s", address, err, text)
	}
	_, text = r.get(address + "&format=csv")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) != len(out)+1 {
		r.t.Fatalf("%s: %d lines of CSV beside %d objects: %v", address, len(lines), len(out), err)
	}
	for i, object := range out {
		if len(object) != len(lines[0]) {
			r.t.Errorf("%s: columns %v, fields %v", address, lines[0], slices.Sorted(maps.Keys(object)))
		}
		for c, name := range lines[0] {
			want := fmt.Sprint(object[name])
			if object[name] == nil {
				want = ""
			}
			if x, ok := object[name].(float64); ok {
				want = fmt.Sprint(x)
			}
			got := lines[i+1][c]
			if plain := strings.TrimPrefix(got, "'"); got != want && plain != want {
				r.t.Errorf("%s: line %d, %s: %q beside %q", address, i+1, name, got, want)
			}
			if s, ok := object[name].(string); ok && s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") && got != "'"+s {
				r.t.Errorf("%s: a spreadsheet takes %q for a formula", address, got)
			}
		}
	}
	return out
}

// For a spreadsheet a file is written as its country writes, with a mark, and with no formula in it.
func TestFilesForSpreadsheets(t *testing.T) {
	t.Parallel()
	_, as := served(t)
	r := as("kim")
	for lang, want := range map[string]struct{ comma, point string }{"en": {",", "."}, "de": {";", ","}} {
		home, err := url.Parse(r.base)
		if err != nil {
			t.Fatal(err)
		}
		r.Jar.SetCookies(home, []*http.Cookie{{Name: "lang", Value: lang}})
		_, text := r.get("/reports?period=7d&format=csv&for=spreadsheet")
		if !strings.HasPrefix(text, "\ufefffrom"+want.comma+"to"+want.comma) || !strings.Contains(text, want.comma+"0"+want.point) || !strings.Contains(text, "\r\n") {
			t.Errorf("%s: %.300q", lang, text)
		}
		_, text = r.get("/reports/cases?period=7d&figure=demand&format=csv&for=spreadsheet")
		if !strings.Contains(text, want.comma+"'=HYPERLINK(1)"+want.comma) || strings.Contains(text, "T0") {
			t.Errorf("%s: %.500q", lang, text)
		}
		_, text = r.get("/reports?period=7d&by=agent")
		for _, word := range map[string][]string{"en": {">Sun</text>", "By agent (first answer)"}, "de": {">So</text>", "Nach Mitarbeiter (erste Antwort)"}}[lang] {
			if !strings.Contains(text, word) {
				t.Errorf("%s: the page has no %s", lang, word)
			}
		}
		if _, text = r.get("/reports?period=7d&format=csv"); !strings.HasPrefix(text, "from,to,") {
			t.Errorf("%s, for a program: %.100q", lang, text)
		}
	}
}

// Times in files are of the reader's zone.
func TestFilesHaveTheReadersTimes(t *testing.T) {
	t.Parallel()
	_, as := served(t)
	r := as("kim")
	home, err := url.Parse(r.base)
	if err != nil {
		t.Fatal(err)
	}
	r.Jar.SetCookies(home, []*http.Cookie{{Name: "zone", Value: "Asia/Kolkata"}})
	r.bring("Trains", onePeer)
	for address, column := range map[string]int{
		"/reports?period=7d": 0, "/reports?from=2026-05-18T00:00:00Z&to=2026-05-20T00:00:00Z": 1, "/reports/cases?period=7d&figure=demand": 3, "/reports/peers?x=": 2,
	} {
		_, text := r.get(address + "&format=csv")
		lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(lines) < 2 || !strings.HasSuffix(lines[1][column], "+05:30") {
			t.Errorf("%s: %v %.300s", address, err, text)
		}
	}
}

// Every table is given as shown.
func TestFilesSayWhatPagesShow(t *testing.T) {
	t.Parallel()
	b, as := served(t)
	b.ok(b.desk.Reports.Watch(t.Context()))
	r := as("kim")
	english := report.Lang("en")
	say := func(figure string, x any) string {
		f, _ := report.FigureOf(figure)
		if v, ok := x.(float64); ok {
			return english.Number(f.Unit, v)
		}
		return "–"
	}
	_, page := r.get("/reports?period=7d")
	shown := map[string][]string{}
	for _, id := range []string{"figures-0", "figures-1", "figures-2"} {
		for _, row := range rows(t, page, id) {
			shown[row[0]] = row
		}
	}
	seen := 0
	for _, o := range r.taken("/reports?period=7d") {
		f, _ := report.FigureOf(o["figure"].(string))
		row := shown[f.Title]
		if o["network"] != "all" || row == nil {
			continue
		}
		seen++
		want := say(f.Name, o["value"])
		if o["value"] == nil {
			want = "not known"
		}
		if row[1] != want || row[len(row)-1] != fmt.Sprint(o["cases"]) {
			t.Errorf("%s: the page shows %v, the file has %v", f.Name, row, o)
		}
	}
	if seen != len(shown) || seen < 15 {
		t.Errorf("%d figures of %d are in the file", seen, len(shown))
	}
	group := map[string]map[string]any{}
	for _, o := range r.taken("/reports?period=7d&by=intent") {
		group[o["intent"].(string)+" "+o["figure"].(string)] = o
	}
	_, page = r.get("/reports?period=7d&by=intent")
	for _, row := range rows(t, page, "groups") {
		for i, name := range []string{"demand", "response_rate_1h", "response_rate_any", "first_response_time_p50", "resolution_rate", "deflection_rate", "lip_service", "times_told"} {
			if o := group[row[0]+" "+name]; o == nil || row[2+i] != say(name, o["value"]) {
				t.Errorf("%s of %s: the page shows %s, the file has %v", name, row[0], row[2+i], o)
			}
		}
	}
	for _, address := range []string{"/reports/cases?figure=demand&period=7d", "/reports/cases?figure=response_rate_any&only=no&period=7d"} {
		_, page = r.get(address)
		var ids, names, files, called []string
		for _, row := range rows(t, page, "cases-behind") {
			ids, names = append(ids, row[0]), append(names, row[1])
		}
		for _, o := range r.taken(address) {
			files, called = append(files, fmt.Sprintf("#%v", o["case"])), append(called, strings.TrimSpace(o["customer"].(string)))
		}
		if diff := cmp.Diff(ids, files) + cmp.Diff(names, called); diff != "" || len(ids) < 4 {
			t.Errorf("%s: %d: %s", address, len(ids), diff)
		}
	}
	_, page = r.get("/reports/about/lip-service?period=7d")
	for i, o := range r.taken("/reports/about/lip-service?period=7d") {
		if row := rows(t, page, "topic-groups")[i]; row[0] != o["network"] || row[1] != say("lip_service", o["value"]) || row[4] != fmt.Sprint(o["cases"]) {
			t.Errorf("lip service: the page shows %v, the file has %v", row, o)
		}
	}
	_, page = r.get("/reports/equity?period=7d")
	for i, o := range r.taken("/reports/equity?period=7d") {
		f, _ := report.FigureOf(o["figure"].(string))
		if row := rows(t, page, "equity")[i]; row[1] != f.Title || o["n"].(float64) >= report.LeastCases && row[2] != english.Points(o["difference"].(float64)) {
			t.Errorf("equity: the page shows %v, the file has %v", row, o)
		}
	}
	for _, address := range []string{"/reports?table=hours", "/reports?table=answered&period=7d", "/reports/about/lip-service?table=examples&period=7d", "/reports/alerts?table=firings", "/reports/alerts?x=", "/reports/peers?x="} {
		r.taken(address)
	}
}
