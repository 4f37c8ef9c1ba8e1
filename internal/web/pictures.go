package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/web/view"
)

// maxPictures bounds how many pictures a form names. Networks take fewer.
const maxPictures = 20

// pictures are those that the composer shows, with the words for each, in their order. What its
// box says to leave out is left out.
func (q *request) pictures() (list []desk.Picture) {
	ids, words := q.r.PostForm["shown"], q.r.PostForm["alt"]
	left := map[string]bool{}
	for _, s := range q.r.PostForm["leave"] {
		left[s] = true
	}
	for i, s := range ids[:min(len(ids), maxPictures)] {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n <= 0 || left[s] {
			continue
		}
		p := desk.Picture{ID: desk.PictureID(n)}
		if i < len(words) {
			p.Alt = strings.Join(strings.Fields(words[i]), " ")
		}
		list = append(list, p)
	}
	return list
}

// files are the pictures that a form without script brings.
func (q *request) files() []*multipart.FileHeader {
	if q.r.MultipartForm == nil {
		return nil
	}
	var list []*multipart.FileHeader
	for _, f := range q.r.MultipartForm.File["picture"] {
		if f.Size > 0 && len(list) < maxPictures {
			list = append(list, f)
		}
	}
	return list
}

func (d *Desk) addFile(q *request, id desk.CaseID, f *multipart.FileHeader) (desk.Picture, error) {
	file, err := f.Open()
	if err != nil {
		return desk.Picture{}, err
	}
	b, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err := errors.Join(err, file.Close()); err != nil {
		return desk.Picture{}, err
	}
	return d.Inbox.AddPicture(q.r.Context(), q.agent(), id, b)
}

// addPicture keeps a picture that the composer's script uploads and gives it back as the
// composer shows it.
func (d *Desk) addPicture(q *request) error {
	id, err := pathID[desk.CaseID](q, "id")
	if err != nil {
		return err
	}
	files := q.files()
	if len(files) != 1 {
		return desk.Errorf(desk.Invalid, "The form couldn't be read.")
	}
	p, err := d.addFile(q, id, files[0])
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Pictures([]desk.Picture{p}))
}

// casePictures are pictures of a draft as the composer shows them, those that are still kept.
func (d *Desk) casePictures(q *request) error {
	var ids []desk.PictureID
	for _, s := range q.r.URL.Query()["id"] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(ids) < maxPictures {
			ids = append(ids, desk.PictureID(n))
		}
	}
	list, err := d.Inbox.Pictures(q.r.Context(), q.agent(), ids)
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, view.Pictures(list))
}

func (d *Desk) dropPicture(q *request) error {
	id, err := pathID[desk.PictureID](q, "id")
	if err != nil {
		return err
	}
	if err := d.Inbox.DropPicture(q.r.Context(), q.agent(), id); err != nil {
		return err
	}
	q.w.WriteHeader(http.StatusNoContent)
	return nil
}

// picture shows a picture of an answer. It was made by this desk, and still no browser is to
// take it for anything else.
func (d *Desk) picture(q *request) error {
	id, err := pathID[desk.PictureID](q, "id")
	if err != nil {
		return err
	}
	p, err := d.Inbox.Picture(q.r.Context(), q.agent(), id)
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Disposition", `inline; filename="picture-`+strconv.FormatInt(int64(p.ID), 10)+strings.Replace(p.Type, "image/", ".", 1)+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	return q.send(http.StatusOK, p.Bytes)
}

// takeFiles keeps the pictures that a form without script brings. done: the page is to come back
// with them, as its button asks.
func (d *Desk) takeFiles(q *request, id desk.CaseID, list *[]desk.Picture) (done bool, err error) {
	for _, f := range q.files() {
		p, err := d.addFile(q, id, f)
		if err != nil {
			return false, err
		}
		p.Alt = q.field("alt-new")
		*list = append(*list, p)
	}
	return q.field("add") != "", nil
}
