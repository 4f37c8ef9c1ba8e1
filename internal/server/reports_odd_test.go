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
		"period=-3":                       "There is no period “-3”: the last 28 days are shown.",
		"from=yesterday":                  "“yesterday” is no day: the last 28 days are shown.",
		"from=2026-05-04&to=2026-05-01":   "“2026-05-04 – 2026-05-01” is no period, which ends after it begins and has ten years at most: the last 28 days are shown.",
		"from=0001-01-01&to=9999-12-31":   "“0001-01-01 – 9999-12-31” is no period, which ends after it begins and has ten years at most: the last 28 days are shown.",
		"from=2026-05-04T00:00:00Z&to=no": "“no” is no day: the last 28 days are shown.",
		"by=foo&key=1":                    "Reports are not grouped by “foo”: they are grouped by channel.",
		"brand=99":                        "There is no brand “99”: all brands are shown.",
		"brand=acme":                      "There is no brand “acme”: all brands are shown.",
		"zone=Mars/Base":                  "“zone=Mars/Base” says nothing to a report, and is left out.",
		"zone=Mars/Base&rows=9":           "“rows=9” says nothing to a report, and is left out.|“zone=Mars/Base” says nothing to a report, and is left out.",
		"by=" + strings.Repeat("x", 999):  "Reports are not grouped by “" + strings.Repeat("x", 60) + "…”: they are grouped by channel.",
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
		"/reports?order=nothing":                            "Groups are not ordered by “nothing”: those with the most cases come first.",
		"/reports?peers=7":                                  "There is no comparison “7”: nobody stands beside.",
		"/reports/cases?figure=joy":                         "There is no figure “joy”: the cases of the demand are shown.",
		"/reports/cases?figure=response_rate_1h&only=maybe": "“only=maybe” says nothing to a report, and is left out.",
		"/reports/cases?figure=demand&within=soon":          "“within=soon” says nothing to a report, and is left out.",
		"/reports/cases":                                    "",
	} {
		if code, got := said(address); code != http.StatusOK || strings.Join(got, "|") != want {
			t.Errorf("%s: %d %q, want %q", address, code, got, want)
		}
	}
}
