package server_test

import (
	"html"
	"net/http"
	"strings"
	"testing"
)

// What of an address is not understood is said on the page, with what is shown instead; no link ends in an error. Who reads
// a file, in which nothing can be said, is refused instead.
func TestOddAddresses(t *testing.T) {
	t.Parallel()
	b, as := served(t)
	b.take(b.post("mia", "@acme.echo where is my parcel?", mention("acme.echo")))
	b.count()
	r := as("kim")
	said := func(address string) (code int, list []string) {
		t.Helper()
		code, page := r.get(address)
		_, rest, found := strings.Cut(page, `id="odd">`)
		if !found {
			return code, nil
		}
		box, _, _ := strings.Cut(rest, "</div>")
		for _, part := range strings.Split(box, "<p>")[1:] {
			words, _, _ := strings.Cut(part, "</p>")
			list = append(list, html.UnescapeString(words))
		}
		return code, list
	}
	for address, want := range map[string]string{
		"period=7d&by=intent&order=-demand&rows=all&find=a": "",
		"period=-3":                       "“-3” isn't a period. Showing the last 28 days.",
		"from=yesterday":                  "“yesterday” isn't a date. Showing the last 28 days.",
		"from=2026-05-04&to=2026-05-01":   "“2026-05-04 – 2026-05-01” isn't a valid period: it must end after it starts and span at most ten years. Showing the last 28 days.",
		"from=0001-01-01&to=9999-12-31":   "“0001-01-01 – 9999-12-31” isn't a valid period: it must end after it starts and span at most ten years. Showing the last 28 days.",
		"from=2026-05-04T00:00:00Z&to=no": "“no” isn't a date. Showing the last 28 days.",
		"by=foo&key=1":                    "Reports can't be grouped by “foo”. Grouping by channel instead.",
		"brand=99":                        "There's no brand “99”. Showing all brands.",
		"brand=acme":                      "There's no brand “acme”. Showing all brands.",
		"zone=Mars/Base":                  "“zone=Mars/Base” means nothing in a report and was ignored.",
		"zone=Mars/Base&rows=9":           "“rows=9” means nothing in a report and was ignored.|“zone=Mars/Base” means nothing in a report and was ignored.",
		"by=" + strings.Repeat("x", 999):  "Reports can't be grouped by “" + strings.Repeat("x", 60) + "…”. Grouping by channel instead.",
	} {
		for _, path := range []string{"/reports?", "/reports/equity?", "/reports/about/promises?", "/reports/cases?figure=demand&"} {
			if code, got := said(path + address); code != http.StatusOK || strings.Join(got, "|") != want {
				t.Errorf("%s%s: %d %q, want %q", path, address, code, got, want)
			}
			refused := want != ""
			if code, _ := r.get(path + address + "&format=csv"); (code != http.StatusOK) != refused || refused && code != http.StatusUnprocessableEntity {
				t.Errorf("%s%s as a file: %d", path, address, code)
			}
		}
	}
	for address, want := range map[string]string{
		"/reports?order=nothing":                            "Groups can't be sorted by “nothing”. Those with the most cases come first.",
		"/reports?peers=7":                                  "There's no comparison “7”. Showing none.",
		"/reports/cases?figure=joy":                         "There's no figure “joy”. Showing all cases that needed an answer.",
		"/reports/cases?figure=response_rate_1h&only=maybe": "“only=maybe” means nothing in a report and was ignored.",
		"/reports/cases?figure=demand&within=soon":          "“within=soon” means nothing in a report and was ignored.",
		"/reports/cases":                                    "",
	} {
		if code, got := said(address); code != http.StatusOK || strings.Join(got, "|") != want {
			t.Errorf("%s: %d %q, want %q", address, code, got, want)
		}
	}
}
