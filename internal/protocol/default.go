package protocol

import (
	_ "embed"
	"encoding/json"
	"strings"
)

//go:embed default.json
var defaultDocument string

// Default is the document of the protocol that comes with heed. It is the caller's own.
func Default() []byte { return []byte(defaultDocument) }

// The words of the default protocol for people who work in German. Its conditions stay: they look
// for words of seven languages anyhow.
//
//go:embed default.de.json
var germanWording []byte

// wording is what people read of the default protocol, in another language.
type wording struct {
	Reason string `json:"reason"` // of the version that it becomes
	Note   string `json:"note"`
	Advice string `json:"advice"` // of the defaults
	Rules  []struct {
		Rule   string `json:"rule"` // its English name
		Name   string `json:"name"`
		Advice string `json:"advice"`
	} `json:"rules"`
}

func wordingIn(lang string) (w wording, ok bool) {
	if base, _, _ := strings.Cut(strings.ToLower(lang), "-"); base != "de" {
		return w, false
	}
	if err := json.Unmarshal(germanWording, &w); err != nil {
		panic(err) // it is part of the program, and a test reads it
	}
	return w, true
}

// ShippedIn says in a language, as the reason of a version, that it comes with heed.
func ShippedIn(lang string) string {
	if w, ok := wordingIn(lang); ok {
		return w.Reason
	}
	return "The protocol that comes with heed"
}

// DefaultIn is [Default] with its names, advice and note in a language, a BCP 47 tag: German, or
// English for all others. What it decides is the same.
func DefaultIn(lang string) []byte {
	w, ok := wordingIn(lang)
	if !ok {
		return Default()
	}
	d, err := read(Default())
	if err != nil {
		panic(err) // likewise
	}
	d.Note, d.Defaults.Advice = w.Note, w.Advice
	for i := range d.Rules {
		for _, r := range w.Rules {
			if r.Rule == d.Rules[i].Name {
				d.Rules[i].Name, d.Rules[i].Advice = r.Name, r.Advice
				break
			}
		}
	}
	out, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		panic(err) // likewise
	}
	return out
}

// IsDefault tells whether a document is the protocol that comes with heed, unchanged, in one of
// its languages.
func IsDefault(document []byte) bool {
	return string(document) == defaultDocument || string(document) == string(DefaultIn("de"))
}
