package signal

import (
	"os"
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

// leastRead is the share of our own messages (testdata/messages.txt) of which each signal
// is read as a good agent would.
var leastRead = map[string]float64{"intent": .85, "urgency": .92, "complaint": .88, "tried": .96, "thanks": .96}

func TestMessagesAreReadAsAnAgentWould(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := reader(t)
	right, all := map[string]int{}, 0
	for line := range strings.Lines(string(raw)) {
		f := strings.SplitN(strings.TrimSpace(line), " | ", 7)
		if len(f) != 7 {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				t.Errorf("a line of %d fields: %q", len(f), line)
			}
			continue
		}
		all++
		for i, got := range said(read(r, f[0], f[6])) {
			if slices.Contains(strings.Split(f[i+1], "/"), got) {
				right[kindsSaid[i]]++
			} else {
				t.Logf("%s %s: %s, not %s: %s", f[0], kindsSaid[i], got, f[i+1], f[6])
			}
		}
	}
	for _, kind := range kindsSaid {
		share := float64(right[kind]) / float64(all)
		t.Logf("%s: %d of %d (%.2f)", kind, right[kind], all, share)
		if share < leastRead[kind] {
			t.Errorf("%s: %.2f is below %.2f", kind, share, leastRead[kind])
		}
	}
}

var kindsSaid = []string{"intent", "urgency", "complaint", "tried", "thanks"}

// said gives the labels in the order of kindsSaid; a minus is none.
func said(s desk.Signals) []string {
	complaint, tried, thanks := "no", "-", "-"
	if s.Complaint.Label == desk.Complaint {
		complaint = "yes"
	}
	if len(s.Tried) > 0 {
		tried = s.Tried[0].Label
	}
	if s.Thanks.Label != "" {
		thanks = s.Thanks.Label
	}
	return []string{s.Intent.Label, s.Urgency.Label, complaint, tried, thanks}
}
