package config

import (
	"strings"
	"testing"
)

func FuzzTOML(f *testing.F) {
	f.Add("addr = \":1\"\n[log]\nformat = 'x'\n")
	f.Add("a = {b = 1, addr = 2}\n\"undo\" = \"\"\"\nsession = 1\n\"\"\"\n[[x]]\ny=[1]")
	f.Fuzz(func(t *testing.T, data string) {
		values, _, _ := readTOML("heed.toml", data)
		for name, v := range values {
			if v.source != File || !strings.HasPrefix(v.where, "heed.toml:") {
				t.Fatalf("%s: %+v", name, v)
			}
		}
	})
}
