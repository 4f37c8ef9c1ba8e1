package storetest

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testPictures(t *testing.T, db Desk) {
	var made []desk.Picture
	update(t, db, func(tx *store.Tx) error {
		for n := range 4 {
			p := desk.Picture{Agent: 3, Type: "image/png", Width: 40 + n, Height: 20, Made: after(time.Duration(n) * time.Hour), Bytes: bytes.Repeat([]byte{0, byte(n), 255}, 100_000)}
			if err := tx.CreatePicture(&p); err != nil {
				return err
			}
			made = append(made, p)
		}
		return nil
	})
	for _, size := range []int{0, 17 << 20} {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.CreatePicture(&desk.Picture{Type: "image/png", Bytes: make([]byte, size)})
		})
		if !desk.Is(err, desk.Invalid) {
			t.Errorf("a picture of %d bytes: %v", size, err)
		}
	}
	bare := func(n int, of desk.MessageID, alt string) desk.Picture {
		p := made[n]
		p.Bytes, p.Message, p.Alt = nil, of, alt
		return p
	}
	ids := []desk.PictureID{made[2].ID, 99, made[0].ID}
	sent := []desk.Picture{bare(2, 0, "A train"), bare(0, 0, "A map")}
	update(t, db, func(tx *store.Tx) error {
		return first(
			list(t, func() ([]desk.Picture, error) { return tx.Pictures(ids) }, bare(2, 0, ""), bare(0, 0, "")),
			tx.BindPictures(7, sent))
	})
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.BindPictures(8, sent[:1]) })
	if !desk.Is(err, desk.NotFound) {
		t.Errorf("a picture was given to two messages: %v", err)
	}
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.PicturesOf([]desk.MessageID{0, 7, 8})
		a, b := made[2], made[0]
		a.Message, a.Alt, b.Message, b.Alt = 7, "A train", 7, "A map"
		if diff := cmp.Diff(map[desk.MessageID][]desk.Picture{7: {a, b}}, got); diff != "" {
			t.Errorf("PicturesOf (-want +got):\n%s", diff)
		}
		if err != nil {
			return err
		}
		one, err := tx.Picture(made[1].ID)
		if diff := cmp.Diff(&made[1], one); diff != "" {
			t.Errorf("Picture (-want +got):\n%s", diff)
		}
		if _, err := tx.Picture(99); !desk.Is(err, desk.NotFound) {
			t.Errorf("a picture that is not there: %v", err)
		}
		space, _ := tx.PictureSpace()
		if space != 4*300_000 {
			t.Errorf("%d bytes", space)
		}
		return err
	})
	// What was sent is dropped by nobody but with its message; what was not, by its owner and by time.
	update(t, db, func(tx *store.Tx) error {
		return first(tx.DropPicture(made[0].ID, 3), tx.DropPicture(made[1].ID, 4), tx.DropPicture(made[3].ID, 3), tx.DropPictures(0), tx.DropUnsentPictures(after(time.Minute)),
			list(t, func() ([]desk.Picture, error) {
				return tx.Pictures([]desk.PictureID{made[0].ID, made[1].ID, made[2].ID, made[3].ID})
			}, bare(0, 7, "A map"), bare(1, 0, ""), bare(2, 7, "A train")))
	})
	freed := []desk.Picture{bare(2, 0, "A train"), bare(0, 0, "A map")}
	for i := range freed {
		freed[i].Made = after(9 * time.Hour)
	}
	update(t, db, func(tx *store.Tx) error {
		return first(
			list(t, func() ([]desk.Picture, error) { return tx.FreePictures(7, after(9*time.Hour)) }, freed...),
			list(t, func() ([]desk.Picture, error) { return tx.FreePictures(7, start) }),
			tx.BindPictures(8, freed[:1]), tx.DropUnsentPictures(after(10*time.Hour)))
	})
	left := freed[0]
	left.Message = 8
	update(t, db, func(tx *store.Tx) error {
		return first(list(t, func() ([]desk.Picture, error) { return tx.Pictures(ids) }, left), tx.DropPictures(8),
			list(t, func() ([]desk.Picture, error) { return tx.Pictures(ids) }))
	})
}
