package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"heed/internal/desk"
)

// fate is what an agent knows of an answer.
type fate string

const (
	taken   fate = "taken"   // the desk said that it is owed
	refused fate = "refused" // the desk said why it is not
	unknown fate = "unknown" // the desk did not say
)

// answer is what an agent wrote to one customer, under the token of its page.
type answer struct {
	network desk.Network
	text    string
	token   string
	direct  bool
	fate    fate
	why     string // of refused
	tries   int
}

// agent answers cases of a network, one after the other, until ctx ends.
func (w *world) agent(ctx context.Context, n desk.Network) {
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for ctx.Err() == nil {
		base := w.door.wait()
		if base == "" {
			return
		}
		cases := w.queue(client, base, n)
		if len(cases) == 0 {
			w.door.rest(50 * time.Millisecond)
		}
		for _, id := range cases {
			if ctx.Err() != nil {
				return
			}
			if a, form := w.draft(client, base, n, id); a != nil {
				w.submit(client, base, id, a, form)
			}
		}
	}
}

var caseLink = regexp.MustCompile(`href="/cases/(\d+)`) // of a row

// queue is some of the first cases that want an answer.
func (w *world) queue(client *http.Client, base string, n desk.Network) (ids []string) {
	page, code, err := w.get(client, base+"/queue/reply?network="+string(n))
	if err != nil || code != http.StatusOK {
		return nil
	}
	for _, row := range caseLink.FindAllStringSubmatch(page, -1) {
		ids = append(ids, row[1])
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rand.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids[:min(len(ids), 5)]
}

var (
	seenField  = regexp.MustCompile(`name="seen" value="(\d+)"`)
	tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)
	mayDirect  = regexp.MustCompile(`name="mode"[^>]*value="direct"|value="direct"[^>]*name="mode"`)
	mayPublic  = regexp.MustCompile(`name="mode"[^>]*value="public"|value="public"[^>]*name="mode"`)
)

// draft opens a case and writes an answer.
func (w *world) draft(client *http.Client, base string, n desk.Network, id string) (*answer, url.Values) {
	page, code, err := w.get(client, base+"/cases/"+id)
	if err != nil || code != http.StatusOK {
		return nil, nil
	}
	seen, token := seenField.FindStringSubmatch(page), tokenField.FindStringSubmatch(page)
	if seen == nil || token == nil {
		w.t.Errorf("the page of case %s has no form for an answer", id)
		return nil, nil
	}
	number := w.number()
	a := &answer{network: n, token: html.UnescapeString(token[1]), fate: unknown}
	a.direct = mayDirect.MatchString(page) && (number%4 == 0 || !mayPublic.MatchString(page))
	word := name(number)
	a.text = "We are sorry. A new one for " + word + " leaves today."
	if number%9 == 0 && !a.direct { // more than one message holds
		var b strings.Builder
		for i := range 16 {
			fmt.Fprintf(&b, "Step %s for %s is that we look at it again. ", name(i), word)
		}
		a.text = strings.TrimSpace(b.String())
	}
	mode := "public"
	if a.direct {
		mode = "direct"
	}
	w.mu.Lock()
	w.answers = append(w.answers, a)
	w.mu.Unlock()
	return a, url.Values{"seen": {seen[1]}, "token": {a.token}, "text": {a.text}, "mode": {mode}}
}

// submit sends the form. Some agents click twice; of those who get no answer, half try
// again once the desk is back, with the same page, and half go home.
func (w *world) submit(client *http.Client, base, id string, a *answer, form url.Values) {
	goesHome := rand.IntN(2) == 0
	for a.tries = 1; ; a.tries++ {
		clicks := 1
		if a.tries == 1 && rand.IntN(8) == 0 {
			clicks = 2
		}
		a.fate, a.why = w.click(client, base, id, form, clicks)
		if a.fate != unknown || goesHome {
			return
		}
		w.door.pass(base)
		if base = w.door.wait(); base == "" {
			return
		}
	}
}

// click presses the button, once or twice at the same time. One success is success: the
// other click is the same answer.
func (w *world) click(client *http.Client, base, id string, form url.Values, clicks int) (fate, string) {
	fates, whys := make([]fate, clicks), make([]string, clicks)
	select {
	case w.clicks <- struct{}{}:
	default:
	}
	var wait sync.WaitGroup
	for i := range clicks {
		wait.Go(func() { fates[i], whys[i] = w.send(client, base+"/cases/"+id+"/reply", form) })
	}
	wait.Wait()
	switch {
	case slices.Contains(fates, taken) && slices.Contains(fates, refused):
		w.t.Errorf("of two clicks on one answer the desk took one and refused the other: %q", whys)
		return taken, ""
	case slices.Contains(fates, taken):
		return taken, ""
	case slices.Contains(fates, unknown):
		return unknown, ""
	}
	return refused, whys[0]
}

func (w *world) send(client *http.Client, to string, form url.Values) (fate, string) {
	req, err := http.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return unknown, err.Error()
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	body, code, err := w.do(client, req)
	var sent struct {
		Undo []string `json:"undo"`
	}
	switch {
	case err != nil || code >= 500:
		return unknown, fmt.Sprint(code, " ", err)
	case code == http.StatusOK && json.Unmarshal([]byte(body), &sent) == nil && len(sent.Undo) > 0:
		return taken, ""
	case code == http.StatusOK:
		w.t.Errorf("the desk took an answer and said %q", body)
		return taken, ""
	}
	return refused, fmt.Sprintf("%d %.300s", code, body)
}

func (w *world) get(client *http.Client, from string) (page string, code int, err error) {
	req, err := http.NewRequest(http.MethodGet, from, nil)
	if err != nil {
		return "", 0, err
	}
	return w.do(client, req)
}

// do asks as the page's script does.
func (w *world) do(client *http.Client, req *http.Request) (body string, code int, err error) {
	req.Header.Set("X-Desk-Part", "1")
	req.AddCookie(&http.Cookie{Name: "heed", Value: w.session})
	res, err := client.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, res.Body); err != nil {
		return "", 0, err // the head of an answer alone is none
	}
	return b.String(), res.StatusCode, nil
}
