package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"heed/internal/desk"
)

// upload is a form with a file, as a browser without script sends it.
func upload(t testing.TB, fields map[string]string, field, file string) (string, *bytes.Buffer) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile(field, "../../etc/passwd\r\n<b>.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

// multipart posts a form with a picture.
func (b *bench) multipart(path string, fields map[string]string, file string, part bool) string {
	b.t.Helper()
	return b.uploads(path, fields, "picture", file, part)
}

func (b *bench) uploads(path string, fields map[string]string, field, file string, part bool) string {
	b.t.Helper()
	kind, body := upload(b.t, fields, field, file)
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	if part {
		r.Header.Set("X-Desk-Part", "1")
	}
	return b.do(r).Body.String()
}

func TestPicturesWithoutScript(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.cases[42].Pictures = desk.PictureRoom{Max: 4}
	fields := map[string]string{"text": "This is it", "alt-new": `The "lid", open`, "add": "1", "mode": "public", "token": "t1", "seen": itoa64(int64(b.fake.cases[42].Seen))}
	page := b.multipart("/cases/42/reply", fields, "a picture", false)
	b.status(http.StatusOK)
	has(t, page, `name="shown" value="1"`, `value="The &#34;lid&#34;, open"`, ">This is it</textarea>", `name="leave" value="1"`)
	if strings.Contains(page, "passwd") {
		t.Error("the name of the file is shown")
	}
	page = b.multipart("/cases/42/reply", fields, "no picture", false)
	b.status(http.StatusUnprocessableEntity)
	has(t, page, "This is no picture.", ">This is it</textarea>")
}

func TestPicturesByScript(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	page := b.multipart("/cases/42/pictures", nil, "a picture", true)
	b.status(http.StatusOK)
	has(t, page, `data-picture="1"`, "4 × 3")
	b.multipart("/cases/42/pictures", nil, "no picture", true)
	b.status(http.StatusUnprocessableEntity)
	b.get("/pictures/1")
	for name, want := range map[string]string{
		"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Content-Disposition": `inline; filename="picture-1.png"`,
	} {
		if got := b.last.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, path := range []string{"/pictures/2", "/pictures/x", "/pictures/-1"} {
		b.get(path)
		b.status(http.StatusNotFound)
	}
	page = b.get("/cases/42/pictures?id=1&id=9&id=x")
	if n := strings.Count(page, "data-picture="); n != 1 {
		t.Errorf("%d pictures of the draft", n)
	}
}
