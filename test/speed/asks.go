package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"regexp"
	"strings"
)

// An ask is one thing that agents do and wait for. It says where to look, and whether what
// came is right; the second is asked when the clock stands.
type ask struct {
	name  string
	part  bool // as the desk's script asks beside a page that stands already
	path  func(d *site, r *rand.Rand) string
	right func(path string, body []byte) error
}

// queuePage is how many cases a page of a list shows.
const queuePage = 50

var row, case0, result = []byte(`<li class="row"`), []byte(`id="case-head"`), []byte(`class="found-link"`) // read only

func reading() []ask {
	return []ask{
		{"list, first page", false, func(*site, *rand.Rand) string { return "/queue/reply" }, fullList},
		{"list, deep page", false, func(d *site, r *rand.Rand) string { return d.pages[r.IntN(len(d.pages))] }, fullList},
		{"open a case", true, anyCase, func(path string, body []byte) error { return isCase(path, body, false) }},
		{"open a case, whole page", false, anyCase, func(path string, body []byte) error { return isCase(path, body, true) }},
		{"search, common word", false, oneOf(func(w words) []string { return w.common }), finds(perPage, perPage)},
		{"search, word in between", false, oneOf(func(w words) []string { return w.middle }), finds(perPage, perPage)},
		{"search, rare word", false, oneOf(func(w words) []string { return w.rare }), finds(1, 5)},
	}
}

// fullList holds that a page of a list is full.
func fullList(path string, body []byte) error {
	if n := bytes.Count(body, row); n != queuePage {
		return fmt.Errorf("%s shows %d cases, not %d", path, n, queuePage)
	}
	return nil
}

func anyCase(d *site, r *rand.Rand) string {
	return fmt.Sprintf("/cases/%d", 1+r.Int64N(int64(d.stats.Cases)))
}

// isCase holds that a page shows a case, with a list beside it or without.
func isCase(path string, body []byte, list bool) error {
	switch {
	case !bytes.Contains(body, case0) || !bytes.Contains(body, []byte(`class="msg-body"`)):
		return fmt.Errorf("%s does not show a case", path)
	case bytes.Contains(body, row) != list:
		return fmt.Errorf("%s: list beside the case: %t", path, !list)
	}
	return nil
}

func oneOf(choose func(words) []string) func(*site, *rand.Rand) string {
	return func(d *site, r *rand.Rand) string {
		list := choose(d.words)
		return "/search?q=" + url.QueryEscape(list[r.IntN(len(list))])
	}
}

// finds holds that a search brings so many messages.
func finds(low, high int) func(string, []byte) error {
	return func(path string, body []byte) error {
		if n := bytes.Count(body, result); n < low || n > high {
			return fmt.Errorf("%s brings %d messages, not %d to %d", path, n, low, high)
		}
		return nil
	}
}

var older = regexp.MustCompile(`<a href="([^"]+)" id="queue-older"`)

// walk follows "Older" through the list of what is done and remembers the pages of its deep
// half. No case may come twice.
func (d *site) walk(ctx context.Context, most int) error {
	path, seen := "/queue/done", map[string]bool{}
	for n := 0; n < most; n++ {
		body, err := d.page.read(ctx, path, false)
		if err != nil {
			return err
		}
		for _, part := range strings.Split(string(body), `<li class="row" id="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			if seen[id] {
				return fmt.Errorf("case %s stands on two pages", id)
			}
			seen[id] = true
		}
		m := older.FindSubmatch(body)
		if m == nil {
			break
		}
		d.pages = append(d.pages, path)
		path = html.UnescapeString(string(m[1]))
	}
	d.pages = d.pages[len(d.pages)/2:]
	if len(d.pages) == 0 {
		return fmt.Errorf("the list of what is done has one page")
	}
	return nil
}

// A form is a composer that stands open, ready to be sent.
type form struct {
	path   string
	values url.Values
	token  string
}

var seenField, tokenField = regexp.MustCompile(`name="seen" value="(\d+)"`), regexp.MustCompile(`name="token" value="([^"]+)"`)

// compose opens cases and writes an answer into each, without sending it.
func (d *site) compose(ctx context.Context, r *rand.Rand, n int) ([]form, error) {
	taken := map[int64]bool{}
	var list []form
	for len(list) < n {
		id := 1 + r.Int64N(int64(d.stats.Cases))
		if taken[id] {
			continue
		}
		taken[id] = true
		body, err := d.page.read(ctx, fmt.Sprintf("/cases/%d", id), true)
		if err != nil {
			return nil, err
		}
		seen, token := seenField.FindSubmatch(body), tokenField.FindSubmatch(body)
		if seen == nil || token == nil {
			return nil, fmt.Errorf("case %d has no composer", id)
		}
		f := form{path: fmt.Sprintf("/cases/%d/reply", id), token: string(token[1])}
		f.values = url.Values{"seen": {string(seen[1])}, "token": {f.token}, "mode": {"public"},
			"text": {fmt.Sprintf("Thanks for waiting: the new router is on its way. Please keep %s, the number to follow it with.", f.token)}}
		list = append(list, f)
	}
	return list, nil
}

// reply sends an answer as the page's form does.
func (d *site) reply(ctx context.Context, f form) (answer, error) {
	a, err := d.page.post(ctx, f.path, f.values)
	if err == nil && !strings.HasPrefix(a.to, "/cases/") {
		err = fmt.Errorf("%s leads to %s", f.path, a.to)
	}
	return a, err
}
