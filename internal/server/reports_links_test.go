package server_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"heed/internal/desk"
)

// saysCases is what a link says of how many cases stand behind it, to who points at it or in its words.
var saysCases = regexp.MustCompile(`^([\d,]+) cases?$|^([\d,]+) customers? had no answer:`)

// A manager clicks on every number of every report: behind each are as many cases as it says, and none is empty.
func TestEveryNumberOpensItsCases(t *testing.T) {
	t.Parallel()
	b, as := served(t)
	for n := range 48 { // a case an hour, up to now; the last day is too young to tell for what takes one
		words := fmt.Sprintf("@acme.echo why is order %d still not here?", 100+n)
		if n%5 == 0 {
			words = "@acme.echo that is it, I am cancelling my account and switching to somebody else!"
		}
		h := b.post(fmt.Sprintf("c%d", n), words, mention("acme.echo"), func(m *desk.Message) {
			m.Author.Followers, m.Private, m.PostedAt = n*n, n%4 == 1, b.now.Add(-time.Duration(n)*time.Hour-10*time.Minute)
		})
		b.take(h)
		switch n % 4 {
		case 2:
			b.answerIn(h, 8*time.Minute, "We are so sorry to hear that!")
		case 3:
			b.answerIn(h, 5*time.Minute, "Please call us on 020 7946 0018.")
		}
	}
	b.count()
	r := as("kim")
	clicked, young := map[string]bool{}, 0
	for _, page := range []string{"/reports?period=7d", "/reports?period=1d&by=intent", "/reports?period=7d&by=agent", "/reports?period=7d&by=hour", "/reports?period=7d&by=private", "/reports?period=7d&by=private&key=private",
		"/reports/equity?period=7d", "/reports/about/promises?period=7d", "/reports/about/windows?period=7d&by=intent", "/reports/about/lip-service?period=7d", "/reports/about/deflection?period=7d&by=private"} {
		for _, l := range r.links(page) {
			if clicked[l.address] {
				continue
			}
			clicked[l.address] = true
			var list []any
			if _, text := r.get(l.address + "&format=json"); json.Unmarshal([]byte(text), &list) != nil {
				t.Errorf("%s: %q leads to %s: %.200s", page, l.words, l.address, text)
			} else if len(list) == 0 || l.says >= 0 && len(list) != l.says {
				t.Errorf("%s: %q says %d cases and opens %d: %s", page, l.words, l.says, len(list), l.address)
			}
			if strings.Contains(l.address, "only=known") {
				young++
			}
		}
	}
	if len(clicked) < 150 || young == 0 {
		t.Errorf("only %d numbers open their cases, %d of them those old enough to tell", len(clicked), young)
	}
}

// link is a number that opens its cases.
type link struct {
	address, words string
	says           int // how many it says that they are; -1 where it does not
}

// links are those of a page.
func (r reader) links(page string) (out []link) {
	r.t.Helper()
	status, text := r.get(page)
	root, err := html.Parse(strings.NewReader(text))
	if err != nil || status != 200 {
		r.t.Fatalf("%s: %d %v", page, status, err)
	}
	for n := range root.Descendants() {
		if n.Data != "a" {
			continue
		}
		l := link{says: -1, words: words(n)}
		said := l.words
		for _, a := range n.Attr {
			switch a.Key {
			case "href":
				l.address = a.Val
			case "title":
				said = a.Val
			}
		}
		if m := saysCases.FindStringSubmatch(said); m != nil {
			if l.says, err = strconv.Atoi(strings.ReplaceAll(m[1]+m[2], ",", "")); err != nil {
				r.t.Fatal(err)
			}
		}
		if strings.HasPrefix(l.address, "/reports/cases?") && !strings.Contains(l.address, "format=") {
			out = append(out, l)
		}
	}
	return out
}
