package web

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"heed/internal/desk"
	"heed/internal/dossier"
	"heed/internal/web/view"
)

// kept shows what is kept of a person, to be given out or erased.
func (d *Desk) kept(q *request) error {
	id, err := pathID[desk.PersonID](q, "id")
	if err != nil {
		return err
	}
	return d.keptPage(q, id, http.StatusOK, view.Form{})
}

func (d *Desk) keptPage(q *request, id desk.PersonID, status int, f view.Form) error {
	sheet, err := d.Dossier.Look(q.r.Context(), q.agent(), id)
	if err != nil {
		return err
	}
	return q.sheet(status, view.KeptPage(&sheet, f))
}

// giveOut gives everything that is kept of a person as a file. It is sent once it is whole.
func (d *Desk) giveOut(q *request) error {
	id, err := pathID[desk.PersonID](q, "id")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp("", "heed-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := d.Dossier.GiveOut(q.r.Context(), q.agent(), id, f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="heed-person-%d-%s.zip"`, id, q.now().Format("2006-01-02")))
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Cache-Control", "no-store")
	q.w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(q.w, f) // a reader who has gone is no error
	return nil
}

func (d *Desk) erase(q *request) error {
	id, err := pathID[desk.PersonID](q, "id")
	if err != nil {
		return err
	}
	k, err := d.Dossier.Erase(q.r.Context(), q.agent(), dossier.Order{Person: id, Why: q.field("why"), Name: q.field("name")})
	if refused(err) {
		return d.keptPage(q, id, statusOf(err), q.form(err))
	}
	if err != nil {
		return err
	}
	return q.done("/people/"+strconv.FormatInt(int64(id), 10), q.say("Erased: %d messages in %d cases.", k.Messages(), len(k.Cases)))
}

// keeping shows what is erased because it is old, and what was erased.
func (d *Desk) keeping(q *request) error {
	o, err := d.Dossier.Outlook(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Keeping(o))
}
