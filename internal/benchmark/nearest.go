package benchmark

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"heed/internal/desk"
	"heed/internal/text"
)

// mostNearest is how many names an error proposes.
const mostNearest = 3

func (d *Data) noCompany(name string) error {
	names := make([]string, len(d.threads.list))
	for i, c := range d.threads.list {
		names[i] = printable(c.name)
	}
	mend := "Run it without --company to see which there are."
	switch near := nearest(name, names); len(near) {
	case 0:
	case 1:
		mend = "Did you mean " + near[0] + "?"
	default:
		mend = "Did you mean " + strings.Join(near[:len(near)-1], ", ") + " or " + near[len(near)-1] + "?"
	}
	return &desk.Error{Kind: desk.NotFound, Field: "company", Message: "No company named " + name + " is in the posts.", Mend: mend}
}

// nearest are the names that somebody may have meant: those that hold what was written, then
// those that begin nearly so, with at most one slip in three letters.
func nearest(written string, names []string) []string {
	type near struct {
		name  string
		slips int
		rest  int // letters that were not written
	}
	want := []rune(strings.ToLower(strings.TrimPrefix(written, "@")))
	if len(want) == 0 || len(want) > 100 {
		return nil
	}
	var list []near
	for _, name := range names {
		have := []rune(strings.ToLower(name))
		n := near{name, 0, max(0, len(have)-len(want))}
		if !strings.Contains(string(have), string(want)) {
			n.slips = slices.Min(text.Slips(want, have[:min(len(have), 2*len(want))])) // of the beginning that is nearest
		}
		if n.slips <= len(want)/3 {
			list = append(list, n)
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(a.rest, b.rest), cmp.Compare(a.name, b.name)) < 0
	})
	var out []string
	for _, n := range list[:min(len(list), mostNearest)] {
		if n.slips <= list[0].slips+1 {
			out = append(out, n.name)
		}
	}
	return out
}
