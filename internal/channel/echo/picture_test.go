package echo_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/channel/echo"
	"heed/internal/desk"
)

func TestPicturesGoWithAnAnswer(t *testing.T) {
	t.Parallel()
	net := echo.New(time.Now, echo.Wait(10*time.Millisecond))
	srv := httptest.NewServer(net)
	defer srv.Close()
	a := desk.Account{ID: 1, Network: echo.Name, Handle: desk.HandleRef{Name: "acme.echo"}, Settings: map[string]string{echo.SettingURL: srv.URL}}
	conn, err := echo.Kind().Open(a, nil, channel.Deps{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	out := desk.Outgoing{Errand: desk.SendPublic, Key: "k1", Text: "This is how it looks", Attempts: 1,
		Pictures: []desk.Picture{{Type: "image/png", Alt: "A map", Width: 4, Height: 3, Bytes: []byte("\x89PNG and so on")}}}
	receipt, err := conn.Send(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	out.Attempts = 2
	if again, err := conn.Send(t.Context(), out); err != nil || again.NetworkID != receipt.NetworkID {
		t.Errorf("again: %v (%v)", again, err)
	}
	p, _ := net.Get(string(receipt.NetworkID))
	if len(p.Pictures) != 1 || p.Pictures[0].Bytes != nil {
		t.Fatalf("the post shows %v", p.Pictures)
	}
	want := desk.Media{Kind: "image", URL: srv.URL + p.Pictures[0].Path, Alt: "A map"}
	batch, err := conn.Pull(t.Context(), echo.CursorAt(time.Now().Add(-time.Hour)))
	if err != nil || len(batch.Heard) != 1 {
		t.Fatalf("heard %v (%v)", batch.Heard, err)
	}
	if diff := cmp.Diff([]desk.Media{want}, batch.Heard[0].Message.Media); diff != "" {
		t.Errorf("it comes back with (-want +got):\n%s", diff)
	}
	res, err := http.Get(want.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if string(b) != "\x89PNG and so on" || res.Header.Get("Content-Type") != "image/png" || err != nil {
		t.Errorf("shown: %q as %s (%v)", b, res.Header.Get("Content-Type"), err)
	}
	for name, list := range map[string][]desk.Picture{
		"a drawing":  {{Type: "image/svg+xml", Bytes: []byte("<svg/>")}},
		"a lie":      {{Type: "image/png", Bytes: []byte("<svg/>")}},
		"too large":  {{Type: "image/png", Bytes: []byte("\x89PNG" + strings.Repeat("x", 1_000_000))}},
		"five of it": make([]desk.Picture, 5),
	} {
		out.Key, out.Pictures = "k2", list
		if _, err := conn.Send(t.Context(), out); !desk.Is(err, desk.Refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
