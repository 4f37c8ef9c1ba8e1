package config

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Text is what `heed config` prints: every setting, its value and where that came
// from, then the notes. Passwords are hidden.
func (c *Config) Text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, o := range c.Origins() {
		value, where := o.Value, o.Where
		if value == "" {
			value = "(not set)"
		}
		if where == "" {
			where = string(o.Source)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", o.Name, value, where)
	}
	_ = w.Flush() // into memory
	for _, note := range c.Notes {
		b.WriteString("\nNote: " + note + ".\n")
	}
	return b.String()
}

// Help lists what may be set, for the terminal.
func Help() string {
	var b strings.Builder
	for _, s := range Settings() {
		def := s.Default
		if def == "" {
			def = "not set"
		}
		name := "--" + s.Name
		if s.NoFlag {
			name = s.Name
		}
		fmt.Fprintf(&b, "%s  (%s; default: %s)\n    %s\n    Allowed: %s.\n", name, s.Env, def, s.Help, s.Allowed)
	}
	return b.String()
}

// Markdown is docs/settings.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# Settings

heed runs without any. A setting is taken from the first of these that has it:

1. a flag: ` + "`heed serve --addr :8420`" + `
2. the environment: ` + "`HEED_ADDR=:8420`" + `; an empty variable counts as not set
3. the file ` + "`heed.toml`" + ` in the working folder, or the one named with ` + "`--config`" + ` or ` + "`HEED_CONFIG`" + `: ` + "`addr = \":8420\"`" + `
4. its default

A setting has the same name as a flag and as a key of the file; its variable is that name in capitals after ` + "`HEED_`" + `, with
` + "`_`" + ` for ` + "`-`" + `. Two exceptions: ` + "`HEED_DATA_DIR`" + ` stands for ` + "`data`" + `, and ` + "`secret-key`" + ` and ` + "`smtp`" + ` are no flags,
since everyone on a machine can read its command lines. ` + "`heed config`" + ` prints every value and where it came
from. All mistakes are told at once, before anything starts; a name that heed does not know is mentioned and does nothing.

Durations are written as ` + "`5s`" + `, ` + "`12h`" + `, ` + "`30d`" + `, ` + "`2w`" + `. In the file, lists may also be written as TOML lists.

| setting | variable | default | what it does | allowed |
|---|---|---|---|---|
`)
	for _, s := range Settings() {
		def := "not set"
		if s.Default != "" {
			def = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s |\n", s.Name, s.Env, def, s.Help, s.Allowed)
	}
	b.WriteString(`
A file with two of them:

` + "```toml" + `
addr = ":8420"
trusted-proxies = ["10.0.0.0/8", "::1"]
` + "```" + `
`)
	return b.String()
}
