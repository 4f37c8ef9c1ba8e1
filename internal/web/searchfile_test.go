package web

import (
	"crypto/rand"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
	"heed/internal/searchfile"
)

// hidden are the fields of the form that imports what was shown.
func hidden(page string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)<input type="hidden" name="([a-z]+)" value="([^"]*)"/?>`).FindAllStringSubmatch(page, -1) {
		out[m[1]] = strings.ReplaceAll(html.UnescapeString(m[2]), "\n", "\r\n") // as browsers send it
	}
	return out
}

// TestImportOfSearches: a file is shown with what it would change before it changes it, and not where the desk is another by then.
func TestImportOfSearches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Searches = []desk.Search{{ID: 1, Name: "Norden", Query: "norden"}, {ID: 2, Name: "Late", Query: "norden late"}, {ID: 3, Name: "Same", Query: "norden same"}}
	names := func() (out []string) {
		for _, s := range b.fake.desk.Searches {
			out = append(out, s.Name+": "+s.Query)
		}
		return out
	}
	first := names()
	has(t, b.get("/searches"), `href="/searches/import"`)
	has(t, b.get("/searches/import"), `enctype="multipart/form-data"`, `<input type="file" name="file"`)

	const file = "title;Boolean Query;state\nLate;norden (late OR slow);\n<script>alert(1)</script>;\"norden \"\"b&b\"\"\nOR lost\";\nSame;norden same;\nQuiet;norden quiet;paused\n"
	page := b.uploads("/searches/import", nil, "file", file, false)
	b.status(http.StatusOK)
	has(t, page, "2 new · 1 changed · 1 already the same", "Import 3 searches", "<code>norden late</code>", "24 posts a day · 3.60 EUR a month", "Complexity: 3 of 4,000 points", "Together: ",
		"&lt;script&gt;alert(1)&lt;/script&gt;", "“passwd")
	if strings.Contains(page, "<script>alert") || !slices.Equal(names(), first) {
		t.Errorf("shown is %q", names())
	}
	shown := hidden(page)
	b.fake.desk.Searches[1].Query = "norden later"
	page = b.uploads("/searches/import", shown, "none", "", false)
	b.status(http.StatusConflict)
	has(t, page, "The searches have changed since you checked the file.", "<code>norden later</code>", "Import 3 searches")
	b.uploads("/searches/import", hidden(page), "none", "", false)
	b.goes("/searches")
	want := []string{"Norden: norden", "Late: norden (late OR slow)", "Same: norden same", "<script>alert(1)</script>: norden \"b&b\"\nOR lost", "Quiet: norden quiet"}
	if !slices.Equal(names(), want) {
		t.Errorf("imported: %q", names())
	}
	page = b.uploads("/searches/import", map[string]string{"existing": "leave"}, "file", strings.Replace(file, "slow", "slower", 1), false)
	has(t, page, "1 left as they are · 3 already the same", "There is nothing to import.", `<input type="file"`)

	page = b.uploads("/searches/import", nil, "file", "name,query\nNew,norden new\nOpen,\"norden \"\"x\"\nA,b,c\n", false)
	b.status(http.StatusUnprocessableEntity)
	has(t, page, "2 mistakes in the file. Nothing was imported.", "1 new · 2 refused", "Line 3, column 14:", "Line 4, column 1:", `<input type="file"`)
	if strings.Contains(page, `id="import-now"`) || !slices.Equal(names(), want) {
		t.Error("a file with mistakes can be imported")
	}
}

// TestHostileFilesOfSearches: what is no file of searches is refused in words, at any size.
func TestHostileFilesOfSearches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := len(b.fake.desk.Searches)
	noise := make([]byte, 100_000)
	_, _ = rand.Read(noise)
	for said, file := range map[string]string{
		"The file is not UTF-8.":                            string(noise),
		"There are no searches in this file.":               "",
		"The first line must have exactly one query column": "just words",
		"Nothing was imported.":                             strings.Repeat("\"", 9999),
		"This line isn&#39;t a JSON object.":                strings.Repeat("{", 9999),
		"The file is larger than 4 MB.":                     "name,query\n" + strings.Repeat("a", maxSearchFile),
		"That&#39;s more than the desk accepts at once.":    "name,query\n" + strings.Repeat("a", 3*maxSearchFile),
		"Put a value that contains quotes in quotes":        "name,query\nA,=HYPERLINK(\"x\")\n",
	} {
		page := b.uploads("/searches/import", nil, "file", file, false)
		b.status(http.StatusUnprocessableEntity)
		if !strings.Contains(page, said) || len(page) > 200_000 {
			t.Errorf("%.20q: the page of %d bytes lacks %q", file, len(page), said)
		}
	}
	has(t, b.uploads("/searches/import", nil, "none", "", false), "Choose a file first.")
	if n := len(b.fake.desk.Searches); n != first {
		t.Errorf("there are %d searches", n)
	}
	b.fake.desk.Agents[0].Role = desk.Viewer
	for _, reach := range []func(){func() { b.get("/searches/import") }, func() { b.uploads("/searches/import", nil, "file", "name,query\nA,b\n", false) }} {
		reach()
		b.status(http.StatusForbidden)
	}
}

// TestManySearchesInAFile: the page of the longest import stays short, and what it carries is all of it.
func TestManySearchesInAFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var file strings.Builder
	file.WriteString("name,query\n")
	for i := range 10_000 {
		fmt.Fprintf(&file, "S%d,norden late%d\n", i, i)
	}
	page := b.uploads("/searches/import", nil, "file", file.String(), false)
	has(t, page, "Import 10,000 searches", "and 9,900 more")
	n := len(b.fake.desk.Searches)
	b.uploads("/searches/import", hidden(page), "none", "", false)
	b.goes("/searches")
	if got := len(b.fake.desk.Searches); got != n+10_000 {
		t.Errorf("%d searches", got)
	}
}

// TestDownloadOfSearches: what is listed, as the command writes it, or for a spreadsheet; no name is a formula there.
func TestDownloadOfSearches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.Brands = []desk.Brand{{ID: 1, Name: "Norden"}}
	b.fake.desk.Searches = []desk.Search{{ID: 1, Name: "Süd", Query: "norden", Brand: 1}, {ID: 2, Name: `=HYPERLINK("https://evil.example")`, Query: "@norden OR norden", Brand: 1, Paused: true}, {ID: 3, Name: "+1", Query: "late"}}
	has(t, b.get("/searches?state=paused"), `href="/searches?state=paused&amp;format=csv&amp;for=spreadsheet"`)
	body := b.get("/searches?words=norden&format=csv")
	if kind := b.last.Header().Get("Content-Type"); kind != "text/csv; charset=utf-8" || b.last.Header().Get("Content-Disposition") != `attachment; filename="heed-searches.csv"` {
		t.Errorf("it is %s", kind)
	}
	if !strings.HasPrefix(body, "name,brand,query,state,since,by\nSüd,Norden,norden,on,") || !strings.Contains(body, `"'=HYPERLINK(""https://evil.example"")",Norden,'@norden OR norden,paused,`) || strings.Contains(body, "'+1") {
		t.Errorf("the file: %s", body)
	}
	for _, ask := range []string{"format=csv", "format=csv&for=spreadsheet", "format=json"} {
		f, err := searchfile.Read(strings.NewReader(b.get("/searches?" + ask)))
		if err != nil || len(f.Wrong) > 0 || len(f.Searches) != 3 || f.Searches[1].Name != b.fake.desk.Searches[1].Name || f.Searches[1].Query != "@norden OR norden" {
			t.Errorf("%s: %+v, %v", ask, f, err)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/searches?format=csv&for=spreadsheet", nil)
	r.AddCookie(&http.Cookie{Name: langCookie, Value: "de"})
	if body := b.do(r).Body.String(); !strings.HasPrefix(body, "\ufeffname;brand;query") {
		t.Errorf("for a German spreadsheet: %s", body)
	}
}
