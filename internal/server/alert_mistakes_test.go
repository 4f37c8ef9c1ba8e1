package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// What is wrong with an alert leads to its field, which is there under that name.
func TestMistakesLeadToTheirFields(t *testing.T) {
	t.Parallel()
	_, as := served(t)
	r := as("kim")
	right := url.Values{"id": {"0"}, "name": {"Slow"}, "figure": {"demand"}, "kind": {"above"}, "value": {"9"}, "window": {"24"}, "least": {"5"}, "agent": {"1"}, "way": {"push"}}
	link := regexp.MustCompile(`href="#(alert-[a-z-]+-0)" id="to-field"`)
	for field, wrong := range map[string]string{"name": " ", "figure": "luck", "kind": "sideways", "value": "many", "window": "9000", "rest": "9000", "quiet-from": "late", "agent": "", "way": "", "group": "agent:1"} {
		form := maps.Clone(right)
		if form.Set(field, wrong); wrong == "" {
			form.Del(field)
		}
		status, page := r.post("/reports/alerts", form)
		found := link.FindStringSubmatch(page)
		if status != http.StatusUnprocessableEntity || found == nil || found[1] != "alert-"+field+"-0" || !strings.Contains(page, `id="`+found[1]+`"`) {
			t.Errorf("%s: %d, leads to %v", field, status, found)
		}
	}
}
