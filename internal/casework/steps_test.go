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
		"intent refund":                        "There is no such step.",
		"team 0":                               "There is no such step.",
		"agent -1":                             "There is no such step.",
		"stage new":                            "There is no such step.",
		"drop everything":                      "There is no such step.",
		"agent 2, team 3":                      "Two steps do the same kind of thing, and only the last would hold.",
		"stage resolved, later today":          "Nothing can be done to a case after it is resolved.",
		strings.Repeat("urgency high, ", 6) + "agent 1": "A saved reply has six steps at most.",
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
