package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"heed/internal/desk"
)

// Sources are what Load reads. The zero value gives defaults.
type Sources struct {
	Flags  map[string]string // flags that were given, by name without dashes
	Env    []string          // as os.Environ
	Dir    string            // where heed.toml is looked for; "": it is not
	Config string            // file named with --config, which must exist; "": HEED_CONFIG, else heed.toml in Dir
}

// Mistake is one setting that cannot be used.
type Mistake struct {
	Name    string // of the setting; "" where the file as a whole is meant
	Where   string // "--addr", "HEED_ADDR", "heed.toml:3"
	Value   string // as given; a secret is hidden
	Problem string // what is wrong, and what is allowed
}

func (m Mistake) String() string {
	out := m.Where + ": "
	if m.Name != "" && m.Where != "--"+m.Name {
		out += m.Name + ": "
	}
	if m.Value != "" {
		out += fmt.Sprintf("%q: ", m.Value)
	}
	return out + m.Problem
}

// Mistakes are all of them, in the order of docs/settings.md.
type Mistakes []Mistake

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = "  " + one.String()
	}
	return strings.Join(lines, "\n")
}

// given is a value before it is understood.
type given struct {
	value string
	origin
}

// Load reads the settings. The error is of kind desk.Invalid and wraps [Mistakes].
func Load(src Sources) (*Config, error) {
	env := environment(src.Env)
	values, notes, mistakes := fromFile(src, env)
	for _, s := range table() {
		if v, ok := env[s.Env]; ok && v != "" {
			values[s.Name] = given{v, origin{Environment, s.Env}}
		}
		if v, ok := src.Flags[s.Name]; ok && s.NoFlag {
			mistakes = append(mistakes, Mistake{s.Name, "--" + s.Name, "", "everyone on this machine can read the command line; use " + s.Env + " or heed.toml"})
		} else if ok {
			values[s.Name] = given{v, origin{Flag, "--" + s.Name}}
		}
	}
	c := &Config{origins: map[string]origin{}, Notes: append(notes, unknownVariables(env)...)}
	for _, s := range table() {
		mistakes = append(mistakes, c.fill(s, values)...)
	}
	mistakes = append(mistakes, c.together()...)
	if len(mistakes) == 0 {
		return c, nil
	}
	count := "a setting"
	if len(mistakes) > 1 {
		count = fmt.Sprintf("%d settings", len(mistakes))
	}
	return nil, &desk.Error{Kind: desk.Invalid, Err: mistakes, Message: count + " can't be used:\n" + mistakes.Error(),
		Mend: "Run heed config --help for all settings and their allowed values."}
}

// fill sets one setting from what was given, else from its default.
func (c *Config) fill(s setting, values map[string]given) Mistakes {
	g, ok := values[s.Name]
	if !ok || g.value == "" {
		if g.source == "" {
			g.source = Default
		}
		g.value = s.Default
	}
	c.origins[s.Name] = g.origin
	if g.value == "" {
		return nil
	}
	err := s.set(c, strings.TrimSpace(g.value))
	if err == nil {
		return nil
	}
	shown := g.value
	switch {
	case s.NoFlag:
		shown = ""
	case s.Name == "database":
		shown = hidePassword(shown)
	case s.Name == "nats":
		shown = hideCredentials(shown)
	}
	return Mistakes{{s.Name, g.where, shown, err.Error() + "; allowed: " + s.Allowed}}
}

// together looks at settings that depend on each other.
func (c *Config) together() (out Mistakes) {
	cert, key := c.origins["tls-cert"].where, c.origins["tls-key"].where
	switch {
	case c.TLSCert != "" && c.TLSKey == "":
		out = append(out, Mistake{"tls-cert", cert, c.TLSCert, "it needs tls-key beside it"})
	case c.TLSCert == "" && c.TLSKey != "":
		out = append(out, Mistake{"tls-key", key, c.TLSKey, "it needs tls-cert beside it"})
	case c.TLSCert != "":
		out = append(out, unreadable("tls-cert", cert, c.TLSCert)...)
		out = append(out, unreadable("tls-key", key, c.TLSKey)...)
	}
	if (c.SMTP == "") != (c.MailFrom == "") {
		name, other := "smtp", "mail-from"
		if c.SMTP == "" {
			name, other = other, name
		}
		out = append(out, Mistake{name, c.origins[name].where, "", "it needs " + other + " beside it"})
	}
	if c.MetricsAddr != "" && c.MetricsAddr == c.Addr && !strings.HasSuffix(c.Addr, ":0") {
		out = append(out, Mistake{"metrics-addr", c.origins["metrics-addr"].where, c.MetricsAddr, "it is the address of the desk itself; leave it out to have /metrics there"})
	}
	rest := slices.DeleteFunc(Roles(), func(r Role) bool {
		return slices.Contains(c.Roles, r) || r == Listen && slices.Contains(c.Roles, Intake)
	})
	if len(c.Roles) > 0 && len(rest) > 0 && c.Database == "" {
		c.Notes = append(c.Notes, "roles: this process does only "+join(c.Roles, func(r Role) string { return string(r) })+
			", and an SQLite file serves one process: nobody does the rest; set database to share the work")
	}
	return append(out, c.shared()...)
}

// shared looks at what several processes need of each other.
func (c *Config) shared() (out Mistakes) {
	if c.NATS != "" && c.Database == "" {
		out = append(out, Mistake{"nats", c.origins["nats"].where, hideCredentials(c.NATS), "it joins processes, and an SQLite file serves one; set database to a PostgreSQL database"})
	}
	if c.NATS == "" && slices.Contains(c.Roles, Listen) && !slices.Contains(c.Roles, Intake) {
		out = append(out, Mistake{"roles", c.origins["roles"].where, join(c.Roles, func(r Role) string { return string(r) }),
			"a process that listens without intake is given its posts over NATS; set nats"})
	}
	return out
}

func unreadable(name, where, path string) Mistakes {
	f, err := os.Open(path)
	if err == nil {
		_ = f.Close()
		return nil
	}
	problem := "the file can't be read: " + err.Error()
	if errors.Is(err, os.ErrNotExist) {
		problem = "the file doesn't exist"
	}
	return Mistakes{{name, where, path, problem}}
}

// maxFile bounds heed.toml.
const maxFile = 1 << 20

// fromFile reads heed.toml. It gives no values for a file that is not there, unless
// it was named.
func fromFile(src Sources, env map[string]string) (map[string]given, []string, Mistakes) {
	values := map[string]given{}
	path, where := src.Config, "--config"
	if path == "" {
		path, where = env["HEED_CONFIG"], "HEED_CONFIG"
	}
	if path == "" {
		if path, where = filepath.Join(src.Dir, "heed.toml"), ""; src.Dir == "" {
			return values, nil, nil
		}
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && where == "":
		return values, nil, nil
	case errors.Is(err, os.ErrNotExist):
		return values, nil, Mistakes{{"", where, path, "the file doesn't exist"}}
	case err != nil:
		return values, nil, Mistakes{{"", first(where, path), "", "the file can't be read: " + err.Error()}}
	case len(data) > maxFile:
		return values, nil, Mistakes{{"", path, "", "the file is larger than 1 MB"}}
	}
	return readTOML(name(path, src.Dir), string(data))
}

func readTOML(name, data string) (map[string]given, []string, Mistakes) {
	values := map[string]given{}
	var raw map[string]any
	md, err := toml.Decode(data, &raw)
	if err != nil {
		var p toml.ParseError
		if errors.As(err, &p) {
			return values, nil, Mistakes{{"", fmt.Sprintf("%s:%d", name, p.Position.Line), "", "it isn't valid TOML: " + p.Message}}
		}
		return values, nil, Mistakes{{"", name, "", "it isn't valid TOML: " + err.Error()}}
	}
	known := settingNames()
	var notes []string
	var mistakes Mistakes
	for i, line := range keyLines(md.Keys(), data) {
		key := md.Keys()[i]
		where := fmt.Sprintf("%s:%d", name, line)
		if !slices.Contains(known, key.String()) {
			if md.Type(key...) != "Hash" {
				notes = append(notes, where+": "+unknown(key.String(), known))
			}
			continue
		}
		v, ok := plain(raw[key.String()])
		if !ok {
			mistakes = append(mistakes, Mistake{key.String(), where, "", "a value of this type cannot stand here"})
			continue
		}
		values[key.String()] = given{v, origin{File, where}}
	}
	return values, notes, mistakes
}

// plain writes a TOML value as it would be written on the command line.
func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64, bool, float64:
		return fmt.Sprint(v), true
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			s, ok := one.(string)
			if !ok {
				return "", false
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), true
	}
	return "", false
}

// keyLines finds the line of each key, from 1. The decoder gives the keys in the order
// of the file but not their lines, so each is looked for after the one before it.
func keyLines(keys []toml.Key, data string) []int {
	lines := strings.Split(data, "\n")
	out := make([]int, len(keys))
	at := 0
	for i, key := range keys {
		is := func(part string) func(string) bool {
			return func(line string) bool { return names(line, part) }
		}
		n := slices.IndexFunc(lines[at:], is(key[len(key)-1]))
		if n < 0 {
			n = slices.IndexFunc(lines[at:], is(key[0]))
		}
		at += max(n, 0)
		out[i] = at + 1
	}
	return out
}

// names tells whether a line of TOML begins with a key, or with a table of that name.
func names(line, key string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t[\"'"), key)
	rest = strings.TrimLeft(rest, " \t\"'")
	return ok && rest != "" && strings.ContainsRune("=.]", rune(rest[0]))
}

func environment(list []string) map[string]string {
	out := map[string]string{}
	for _, kv := range list {
		if k, v, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(k, "HEED_") {
			out[k] = v
		}
	}
	return out
}

// name is a file as people know it: relative where it lies in the working folder.
func name(path, dir string) string {
	if rel, err := filepath.Rel(dir, path); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return path
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
