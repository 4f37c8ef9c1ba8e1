package web

import (
	"net/http"
	"os"
	"testing"
	"time"

	"heed/internal/desk"
)

// TestServe shows the pages with invented data on a loopback address until its input
// ends, for looking at them: HEED_WEB_ADDR=127.0.0.1:8421 go test -run TestServe -timeout 0
func TestServe(t *testing.T) {
	addr := os.Getenv("HEED_WEB_ADDR")
	if addr == "" {
		t.Skip("set HEED_WEB_ADDR to look at the pages")
	}
	f := newFake(time.Now)
	f.tokens["token-1"], f.tokens["token-2"] = 1, 2
	if os.Getenv("HEED_WEB_FRESH") != "" {
		f.desk.HasAdmin, f.desk.SetUp, f.desk.Agents, f.desk.Brands, f.desk.Accounts, f.desk.Searches = false, false, nil, nil, nil, nil
		clear(f.cases)
	}
	d := New(Config{Inbox: f, Admin: f, Auth: f, Monitor: ears{f}, Builder: tries{f}, Learn: taught{}, Dossier: keeps{f}, Bus: f.bus})
	http.Handle("/", d)
	http.HandleFunc("POST /test/says", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("new") != "" {
			f.mu.Lock()
			v := f.person(200, "Nadia Brandt", "nadia.example", time.Now(), 77)
			f.says(v, r.FormValue("text"), time.Now())
			v.Case.Due, v.Case.Hits, v.Case.Reason = time.Now().Add(time.Hour), hit(1, "Norden untagged", "norden"), "Norden untagged"
			f.event(200, desk.CaseOpened, 0, nil)
			f.mu.Unlock()
			return
		}
		f.customer(42, r.FormValue("text"))
	})
	t.Fatal(http.ListenAndServe(addr, nil))
}
