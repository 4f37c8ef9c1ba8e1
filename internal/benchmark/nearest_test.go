package benchmark

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"NorthernTrains", "ParcelHelp", "parcelcare", "Acme", "AcmeHelps", "ÖstlicheBahn"}
	for written, want := range map[string][]string{
		"Nothern":       {"NorthernTrains"},
		"@NorthenTrain": {"NorthernTrains"},
		"Pracel":        {"ParcelHelp", "parcelcare"}, // two letters swapped
		"help":          {"AcmeHelps", "ParcelHelp"},
		"Acne":          {"Acme", "AcmeHelps"},
		"östlich":       {"ÖstlicheBahn"},
		"Westbank":      nil,
		"":              nil,
		"xy":            nil,
	} {
		if diff := cmp.Diff(want, nearest(written, names)); diff != "" {
			t.Errorf("%q: %s", written, diff)
		}
	}
}
