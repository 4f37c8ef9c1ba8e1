package bluesky_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
)

func TestPicturesGoWithAnAnswer(t *testing.T) {
	t.Parallel()
	s := blueskytest.New(t)
	w := answering(t, s, nil)
	out := w.out("This is how it looks")
	out.ReplyTo = post(t, s, blueskytest.Draft{By: "mia.test", Text: "How does it look?"})
	out.Pictures = []desk.Picture{
		{Type: "image/png", Alt: "The red switch is on the left", Width: 400, Height: 300, Bytes: []byte("one")},
		{Type: "image/jpeg", Alt: "The lid, open", Width: 3, Height: 4, Bytes: []byte("two")},
	}
	conn := w.open(t)
	first, err := conn.Send(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	type shown struct {
		Alt, Type, Bytes string
		Ratio            [2]float64
	}
	var got []shown
	embed := s.Posts(s.DID(us))[0].Value["embed"].(map[string]any)
	for _, i := range embed["images"].([]any) {
		image := i.(map[string]any)
		b := s.Blobs()[image["image"].(map[string]any)["ref"].(map[string]any)["$link"].(string)]
		ratio := image["aspectRatio"].(map[string]any)
		got = append(got, shown{image["alt"].(string), b.Type, string(b.Bytes), [2]float64{ratio["width"].(float64), ratio["height"].(float64)}})
	}
	want := []shown{{"The red switch is on the left", "image/png", "one", [2]float64{400, 300}}, {"The lid, open", "image/jpeg", "two", [2]float64{3, 4}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("on the network (-want +got):\n%s", diff)
	}
	// What has left is not uploaded again.
	out.Attempts = 2
	again, err := conn.Send(t.Context(), out)
	if err != nil || again.NetworkID != first.NetworkID || len(s.Posts(s.DID(us))) != 1 || s.Calls("com.atproto.repo.uploadBlob") != 2 {
		t.Errorf("again: %v (%v), %d posts, %d uploads", again, err, len(s.Posts(s.DID(us))), s.Calls("com.atproto.repo.uploadBlob"))
	}
	out = w.out("Five")
	out.Pictures = make([]desk.Picture, 5)
	if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
		t.Errorf("five pictures: %v", err)
	}
}

// A picture that may or may not have been taken was not posted: it is certain that nobody saw it.
func TestAnUploadThatFailsIsDoneAgain(t *testing.T) {
	t.Parallel()
	for _, trouble := range []blueskytest.Trouble{blueskytest.CutAfter, blueskytest.ErrorAfter, blueskytest.ServerError, blueskytest.Limited} {
		s := blueskytest.New(t)
		w := answering(t, s, nil)
		out := w.out("This is how it looks")
		out.Pictures = []desk.Picture{{Type: "image/png", Alt: "A map", Width: 4, Height: 3, Bytes: []byte("one")}}
		conn := w.open(t)
		s.Break(blueskytest.Fault{Side: blueskytest.Writing, Trouble: trouble})
		if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Later) {
			t.Errorf("%s: %v, want later", trouble, err)
		}
		out.Attempts = 2
		if _, err := conn.Send(t.Context(), out); err != nil {
			t.Errorf("%s, again: %v", trouble, err)
		}
		if n := len(s.Posts(s.DID(us))); n != 1 {
			t.Errorf("%s: %d posts", trouble, n)
		}
	}
}
