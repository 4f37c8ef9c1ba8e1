package config

import (
	"slices"
	"strings"
	"unicode/utf8"

	"heed/internal/text"
)

func settingNames() (out []string) {
	for _, s := range Settings() {
		out = append(out, s.Name)
	}
	return out
}

// unknownVariables mentions variables that look like ours and are not. Those for
// tests are left alone, and HEED_TOKEN, which `heed replay --to` reads.
func unknownVariables(env map[string]string) (out []string) {
	names := []string{"HEED_CONFIG", "HEED_TOKEN"}
	for _, s := range Settings() {
		names = append(names, s.Env)
	}
	for name := range env {
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "HEED_TEST_") {
			out = append(out, unknown(name, names))
		}
	}
	slices.Sort(out)
	return out
}

// unknown says that a name means nothing to heed, and which one was probably meant.
func unknown(name string, names []string) string {
	out := name + " is not a setting of heed and does nothing"
	if best := nearest(name, names); best != "" {
		out += "; did you mean " + best + "?"
	}
	return out
}

// nearest is the name that differs least, "" if none is near: up to a third of its
// letters may differ, or one may begin with the other.
func nearest(name string, names []string) string {
	best, least := "", len(name)/3+1
	dashes := strings.NewReplacer("_", "-", ".", "-")
	folded := dashes.Replace(strings.ToLower(name))
	for _, n := range names {
		candidate := dashes.Replace(strings.ToLower(n))
		d := text.Slips([]rune(folded), []rune(candidate))[utf8.RuneCountInString(candidate)]
		if strings.HasPrefix(candidate, folded) || strings.HasPrefix(folded, candidate) {
			d = min(d, 2)
		}
		if d < least {
			best, least = n, d
		}
	}
	return best
}
