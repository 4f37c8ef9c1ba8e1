package web

import (
	"cmp"
	"net/http"
	"strings"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/searchfile"
	"heed/internal/web/view"
)

// maxSearchFile bounds a file of searches: the page that shows what it would change carries it to the button that imports it.
const maxSearchFile = 4 << 20

// searchesFile is all that a list of searches found, as a file.
func (q *request) searchesFile(l *view.SearchList) error {
	o, form := q.shell.Desk, searchfile.CSV
	o.Searches = l.All
	name, kind := "csv", "text/csv; charset=utf-8"
	switch ask := q.r.URL.Query(); {
	case ask.Get("format") == "json":
		form, name, kind = searchfile.JSONL, "jsonl", "application/jsonl"
	case ask.Get("for") == "spreadsheet" && q.shell.Lang == "de":
		form = searchfile.Semicolons
	case ask.Get("for") == "spreadsheet":
		form = searchfile.Sheet
	}
	h := q.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="heed-searches.`+name+`"`)
	return searchfile.Write(q.w, form, &o, 0)
}

func (d *Desk) importSearches(q *request) error {
	if err := access.Check(q.agent(), access.EditSearches); err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.ImportSearches(&view.SearchImport{}))
}

// bringSearches says what a file of searches would change. With the mark of that it makes the change, where it is still the same.
func (d *Desk) bringSearches(q *request) error {
	if err := access.Check(q.agent(), access.EditSearches); err != nil {
		return err
	}
	p := view.SearchImport{Leave: q.field("existing") == "leave"}
	how := admin.Bringing{Leave: p.Leave, Seen: q.field("seen"), Dry: q.field("seen") == ""}
	f, problem := q.searchFile(&p)
	if problem == nil {
		problem = d.bring(q, f, &p, how)
	}
	switch {
	case refused(problem):
		p.Problem = problemOf(problem)
	case problem != nil:
		return problem
	case !how.Dry && len(p.Wrong) == 0:
		return q.redirect("/searches") // which says what was imported, and takes it back
	}
	status := http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	} else if len(p.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return q.sheet(status, view.ImportSearches(&p))
}

// bring brings a file of searches in, or says what that would change: also where it is refused because that is no longer what
// somebody agreed to.
func (d *Desk) bring(q *request, f *searchfile.File, p *view.SearchImport, how admin.Bringing) (err error) {
	p.Brought, p.Wrong, err = f.Bring(q.r.Context(), d.Admin, q.agent(), how)
	switch {
	case desk.Is(err, desk.Conflict):
		how.Dry = true
		return cmp.Or(d.bring(q, f, p, how), err)
	case err != nil || !how.Dry:
		return err
	}
	p.Checked, p.Searches = true, f.Lines()
	p.Forecast, err = d.Builder.Forecast(q.r.Context(), q.agent(), p.Listening())
	return err
}

// searchFile reads the file of a form, or what the page that showed it kept of it.
func (q *request) searchFile(p *view.SearchImport) (*searchfile.File, error) {
	if kept := q.r.PostFormValue("searches"); kept != "" {
		p.File = q.field("name")
		return searchfile.Read(strings.NewReader(kept))
	}
	file, head, err := q.r.FormFile("file")
	if err != nil {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "file", Message: "Choose a file first.", Err: err}
	}
	defer func() { _ = file.Close() }() // it was only read
	p.File = head.Filename
	if head.Size > maxSearchFile {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "file", Message: "The file is larger than 4 MB.", Mend: "Split it into several files, or use heed searches import on the server."}
	}
	return searchfile.Read(file)
}
