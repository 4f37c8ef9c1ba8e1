package view

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func TestBanner(t *testing.T) {
	t.Parallel()
	alarm := func(who, problem string) desk.Alarm {
		return desk.Alarm{Kind: "down", Subject: who, Problem: problem, Mend: "Look at " + who + ".", Urgent: true}
	}
	const away, barred = "The network can't be reached.", "The password was withdrawn."
	var many []desk.Alarm
	for i := range 5 {
		many = append(many, alarm(fmt.Sprintf("Brand %d: public posts", i+1), away))
	}
	usual := alarm("Search", "It has caught nothing.")
	usual.Urgent = false
	for _, c := range []struct {
		name   string
		alarms []desk.Alarm
		want   []string
	}{
		{"none", nil, nil},
		{"not urgent", []desk.Alarm{usual}, nil},
		{"two that are wrong in the same way", many[:2], []string{"Brand 1: public posts; Brand 2: public posts | " + away}},
		{"more than there is room for", many, []string{"Brand 1: public posts; Brand 2: public posts; Brand 3: public posts and 2 more | " + away}},
		{"two causes", []desk.Alarm{many[0], alarm("Brand 2: mentions", barred), many[2]},
			[]string{"Brand 1: public posts; Brand 3: public posts | " + away, "Brand 2: mentions | " + barred}},
	} {
		var got []string
		for _, o := range banner(With(context.Background(), &Shell{Lang: "en"}), c.alarms) {
			got = append(got, o.who+" | "+o.Problem)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
