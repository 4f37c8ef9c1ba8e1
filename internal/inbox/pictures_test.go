package inbox_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func drawn(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// An answer's pictures: said in words, sent with it, given back with it, gone after a day.
func TestPictures(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	p, err := b.s.AddPicture(ctx, b.boss, b.c.ID, drawn(t))
	if err != nil || p.ID == 0 || p.Width != 40 {
		t.Fatalf("%+v (%v)", p, err)
	}
	if _, err := b.s.AddPicture(ctx, b.boss, b.c.ID, []byte("MZ")); !desk.Is(err, desk.Invalid) {
		t.Errorf("a program: %v", err)
	}
	if _, err := b.s.AddPicture(ctx, b.viewer, b.c.ID, drawn(t)); !desk.Is(err, desk.Denied) {
		t.Errorf("by a viewer: %v", err)
	}
	other := b.boss
	other.ID++
	if _, err := b.s.Picture(ctx, other, p.ID); !desk.Is(err, desk.NotFound) {
		t.Errorf("a colleague's draft: %v", err)
	}
	stopped := func(what, want string, list ...desk.Picture) {
		t.Helper()
		d := b.draft("x")
		d.Pictures = list
		if _, err := b.s.Reply(ctx, b.boss, d); !desk.Is(err, desk.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
	with := func(alt string) desk.Picture { return desk.Picture{ID: p.ID, Alt: alt} }
	stopped("without words", "what each picture shows", with(" "))
	stopped("one that is not there", "no longer available", desk.Picture{ID: 99, Alt: "A map"})
	stopped("the same twice", "no longer available", with("A map"), with("A map"))
	stopped("too many", "at most 2", with("A"), with("B"), with("C"))
	stopped("too many words", "too long", with(strings.Repeat("a", 101)))

	d := b.draft("one")
	d.Pictures = []desk.Picture{with("A map")}
	undo, err := b.s.Reply(ctx, b.boss, d)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := b.s.Reply(ctx, b.boss, d); err != nil || !cmp.Equal(again, undo) {
		t.Errorf("the same click: %v (%v)", again, err)
	}
	stopped("one that was sent", "", with("A map"))
	owed := b.story().Outgoing[0]
	bound := func() map[desk.MessageID][]desk.Picture {
		t.Helper()
		var of map[desk.MessageID][]desk.Picture
		if err := b.db.View(ctx, func(tx *store.Tx) (err error) {
			of, err = tx.PicturesOf([]desk.MessageID{owed.Message})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return of
	}
	if of := bound(); len(of[owed.Message]) != 1 || of[owed.Message][0].Alt != "A map" {
		t.Errorf("with the answer go %v", of)
	}
	taken, err := b.s.TakeBack(ctx, b.boss, undo.Outgoing)
	if err != nil || len(taken.Pictures) != 1 || taken.Pictures[0].ID != p.ID || taken.Pictures[0].Alt != "A map" || len(bound()) != 0 {
		t.Errorf("taken back: %+v (%v), still with it: %v", taken, err, bound())
	}
	b.now = b.now.Add(23 * time.Hour)
	for _, want := range []int{1, 0} {
		if _, err := b.s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if list, err := b.s.Pictures(ctx, b.boss, []desk.PictureID{p.ID}); err != nil || len(list) != want {
			t.Errorf("after %v: %d pictures (%v), want %d", b.now.Sub(start), len(list), err, want)
		}
		b.now = b.now.Add(2 * time.Hour)
	}
}
