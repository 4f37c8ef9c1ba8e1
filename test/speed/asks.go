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

// An ask is one thing that agents do and wait for. do asks once and checks the answer.
type ask struct {
	name string
	do   func(ctx context.Context, d *site, r *rand.Rand) (answer, error)
}

// queuePage is how many cases a page of a list shows.
const queuePage = 50

var row, case0, result = []byte(`<li class="row"`), []byte(`id="case-head"`), []byte(`class="found-link"`) // read only

func reading() []ask {
	return []ask{
		{"list, first page", func(ctx context.Context, d *site, _ *rand.Rand) (answer, error) {
			return d.rows(ctx, "/queue/reply")
		}},
		{"list, deep page", func(ctx context.Context, d *site, r *rand.Rand) (answer, error) {
			return d.rows(ctx, d.pages[r.IntN(len(d.pages))])
		}},
		{"open a case", func(ctx context.Context, d *site, r *rand.Rand) (answer, error) {
			return d.open1(ctx, r, true)
		}},
		{"open a case, whole page", func(ctx context.Context, d *site, r *rand.Rand) (answer, error) {
			return d.open1(ctx, r, false)
		}},
		{"search, common word", func(ctx context.Context, d *site, r *rand.Rand) (answer, error) {
			return d.find(ctx, d.words.common[r.IntN(len(d.words.common))], perPage, perPage)
		}},
		{"search, word in between", func(ctx context.Context, d *site, r *rand.Rand) (answer, error) {
			return d.find(ctx, d.words.middle[r.IntN(len(d.words.middle))], perPage, perPage)
		}},
		{"search, rare word", func(ctx context.Context, d *site, r *rand.Rand) (answer, error) {
			return d.find(ctx, d.words.rare[r.IntN(len(d.words.rare))], 1, 5)
		}},
	}
}

// rows reads a page of a list, which must be full.
func (d *site) rows(ctx context.Context, path string) (answer, error) {
	a, err := d.page.get(ctx, path, false)
	if err != nil {
		return a, err
	}
	if n := bytes.Count(a.body, row); n != queuePage {
		return a, fmt.Errorf("%s shows %d cases, not %d", path, n, queuePage)
	}
	return a, nil
}

// open1 opens any case of the desk: as the desk's script does beside the list that stands
// already (part), or as a page of its own.
func (d *site) open1(ctx context.Context, r *rand.Rand, part bool) (answer, error) {
	path := fmt.Sprintf("/cases/%d", 1+r.Int64N(int64(d.stats.Cases)))
	a, err := d.page.get(ctx, path, part)
	switch {
	case err != nil:
		return a, err
	case !bytes.Contains(a.body, case0) || !bytes.Contains(a.body, []byte(`class="msg-body"`)):
		return a, fmt.Errorf("%s does not show a case", path)
	case bytes.Contains(a.body, row) == part:
		return a, fmt.Errorf("%s: list beside the case: %t", path, part)
	}
	return a, nil
}

func (d *site) find(ctx context.Context, word string, low, high int) (answer, error) {
	a, err := d.page.get(ctx, "/search?q="+url.QueryEscape(word), false)
	if err != nil {
		return a, err
	}
	if n := bytes.Count(a.body, result); n < low || n > high {
		return a, fmt.Errorf("searching %s brings %d messages, not %d to %d", word, n, low, high)
	}
	return a, nil
}

var older = regexp.MustCompile(`<a href="([^"]+)" id="queue-older"`)

// walk follows "Older" through the list of what is done and remembers the pages of its deep
// half. No case may come twice.
func (d *site) walk(ctx context.Context, most int) error {
	path, seen := "/queue/done", map[string]bool{}
	for n := 0; n < most; n++ {
		a, err := d.page.get(ctx, path, false)
		if err != nil {
			return err
		}
		for _, part := range strings.Split(string(a.body), `<li class="row" id="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			if seen[id] {
				return fmt.Errorf("case %s stands on two pages", id)
			}
			seen[id] = true
		}
		m := older.FindSubmatch(a.body)
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
		a, err := d.page.get(ctx, fmt.Sprintf("/cases/%d", id), true)
		if err != nil {
			return nil, err
		}
		seen, token := seenField.FindSubmatch(a.body), tokenField.FindSubmatch(a.body)
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
