package casework_test

import (
	"strings"
	"testing"

	"heed/internal/casework"
	"heed/internal/desk"
)

func TestCheckSteps(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"":                                     "",
		"intent complaint, team 3, later week": "",
		"agent me, stage resolved":             "",
		"agent 0, stage waiting third party":   "",
		"intent refund":                        "This step doesn't exist.",
		"team 0":                               "This step doesn't exist.",
		"agent -1":                             "This step doesn't exist.",
		"stage new":                            "This step doesn't exist.",
		"drop everything":                      "This step doesn't exist.",
		"agent 2, team 3":                      "Two steps change the same thing, and only the last would count.",
		"stage resolved, later today":          "Nothing can be done to a case once it's resolved.",
		strings.Repeat("urgency high, ", 6) + "agent 1": "A saved reply can have six steps at most.",
	} {
		var steps []desk.Step
		for _, w := range strings.Split(words, ", ") {
			if do, to, ok := strings.Cut(w, " "); ok {
				steps = append(steps, desk.Step{Do: do, To: to})
			}
		}
		err := casework.CheckSteps(steps)
		switch e, _ := err.(*desk.Error); {
		case want == "" && err != nil, want != "" && (e == nil || e.Message != want || e.Kind != desk.Invalid):
			t.Errorf("%q: %v, want %q", words, err, want)
		}
	}
}
