package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// TestSigningInStaysHere: whatever an address asks for, signing in ends on a page of this desk, also where a browser
// would read the address otherwise than we do.
func TestSigningInStaysHere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for next, want := range map[string]string{
		"/cases/42?in=reply": "/cases/42?in=reply", "/search?q=Größe": "/search?q=Gr%c3%b6%c3%9fe",
		"": "/", "cases": "/", "https://evil.example": "/", "//evil.example": "/", "/\\evil.example": "/",
		"/\t/evil.example": "/", "/\t\\evil.example": "/", "/\n/evil.example": "/", "\t//evil.example": "/", "/\x00/evil.example": "/",
	} {
		b.get("/signin?next=" + url.QueryEscape(next))
		if got := b.last.Header().Get("Location"); b.last.Code != http.StatusSeeOther || got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

// TestZonesAreKeptOnce: a stranger's cookie cannot fill the memory with ever other spellings of a time zone.
func TestZonesAreKeptOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	for _, name := range []string{"Europe/Berlin", "Europe//Berlin", "Europe/./Berlin", "./Europe/Berlin", "Europe///Berlin", "Mars/Base"} {
		r := httptest.NewRequest("GET", "http://desk.example/signin", nil)
		r.AddCookie(&http.Cookie{Name: zoneCookie, Value: url.QueryEscape(name)})
		b.do(r)
		b.status(http.StatusOK)
	}
	n := 0
	b.desk.zones.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d zones are kept, want 1", n)
	}
}
