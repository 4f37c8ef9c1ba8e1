package view

import (
	"fmt"
	"slices"
	"testing"

	"heed/internal/desk"
	"heed/internal/monitor"
)

// TestTroubledFirst: a silent search stands first in a list of any length.
func TestTroubledFirst(t *testing.T) {
	t.Parallel()
	all := []monitor.SearchReport{{PerDay: -1}, {PerDay: 2}, {PerDay: 5}, {PerDay: 2, Silent: true}, {PerDay: 2}}
	for i := range all {
		all[i].Search = desk.Search{ID: desk.SearchID(i)}
	}
	for _, more := range []int{0, mostListed} {
		var got []desk.SearchID
		for _, s := range troubledFirst(append(slices.Clone(all), make([]monitor.SearchReport, more)...)) {
			got = append(got, s.ID)
		}
		if fmt.Sprint(got[:4]) != "[3 2 1 4]" || len(got) != min(mostListed, len(all)+more) {
			t.Errorf("with %d more: %v", more, got)
		}
	}
}
