package config

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Setting describes one setting to whoever makes flags or pages of it.
type Setting struct {
	Name    string // of the flag (--name) and of the key in heed.toml
	Env     string
	Default string // "" where the default is "not set"
	Help    string // one sentence
	Allowed string // what may be written
	// NoFlag is set on a secret: a command line is seen by everyone on the machine.
	NoFlag bool
}

// Settings lists all settings, in the order of docs/settings.md.
func Settings() []Setting {
	var out []Setting
	for _, s := range table() {
		out = append(out, s.Setting)
	}
	return out
}

// setting can also be read from its text into a Config and shown again. An error of
// set says what is wrong with the text and does not repeat it.
type setting struct {
	Setting
	set  func(c *Config, v string) error
	show func(c *Config) string
}

func table() []setting {
	list := slices.Concat(placeSettings(), workSettings(), noticeSettings(), logSettings())
	for i := range list {
		s := &list[i]
		if s.Env == "" {
			s.Env = "HEED_" + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
		}
	}
	return list
}

func placeSettings() []setting {
	return []setting{
		words("data", "./heed-data", "Folder where the desk keeps its data.", "a path", func(c *Config) *string { return &c.Data }).env("HEED_DATA_DIR"),
		{Setting: Setting{Name: "database", Help: "PostgreSQL database to use in place of the SQLite file in the data folder.", Allowed: "postgres://user:password@host:port/name"},
			set: setDatabase, show: func(c *Config) string { return hidePassword(c.Database) }},
		{Setting: Setting{Name: "secret-key", NoFlag: true, Help: "Key that seals the credentials of connected accounts, the same for every process of a desk. Not set: the file secret.key in the data folder, created at first start; several machines need the same key.", Allowed: "64 hexadecimal digits, as openssl rand -hex 32 makes them"},
			set: setSecretKey, show: func(c *Config) string { return strings.Repeat("x", min(len(c.SecretKey), 5)) }},
		address("addr", "localhost:8420", "Where the desk listens. localhost admits only this machine; :8420 admits the network.", func(c *Config) *string { return &c.Addr }),
		{Setting: Setting{Name: "public-url", Help: "Address where people reach the desk, for links in emails and for sign-in behind a proxy. Not set: taken from each request.", Allowed: "an http or https address without a path"},
			set: setPublicURL, show: func(c *Config) string { return c.PublicURL }},
		address("metrics-addr", "", "Separate address for /metrics, and the only one for /debug/pprof (go tool pprof). Not set: /metrics on the desk's own address.", func(c *Config) *string { return &c.MetricsAddr }),
		words("tls-cert", "", "Certificate for serving HTTPS directly; needs tls-key.", "a PEM file", func(c *Config) *string { return &c.TLSCert }),
		words("tls-key", "", "Private key of the certificate.", "a PEM file", func(c *Config) *string { return &c.TLSKey }),
		{Setting: Setting{Name: "trusted-proxies", Help: "Reverse proxies trusted for the caller's address and protocol.", Allowed: "comma-separated addresses or networks, such as 10.0.0.0/8,::1"},
			set: setProxies, show: func(c *Config) string { return join(c.TrustedProxies, netip.Prefix.String) }},
		{Setting: Setting{Name: "roles", Default: "web,intake,listen,outbox,followup", Help: "What this process does, where several share one PostgreSQL database.", Allowed: "web, intake, listen, outbox, followup, comma-separated"},
			set: setRoles, show: func(c *Config) string { return join(c.Roles, func(r Role) string { return string(r) }) }},
		{Setting: Setting{Name: "nats", Help: "NATS servers, with JetStream, that join the processes of a desk: news reach all at once, and what one hears of a public stream is shared among all that have the role listen. Not set: this process works alone.", Allowed: "nats://host:port, comma-separated for the servers of a cluster"},
			set: setNATS, show: func(c *Config) string { return hideCredentials(c.NATS) }},
	}
}

func workSettings() []setting {
	return []setting{
		duration("session", "14d", "How long an unused sign-in lasts.", 5*time.Minute, 365*day, func(c *Config) *time.Duration { return &c.Session }),
		duration("undo", "5s", "How long an answer waits before it's sent, so that it can be undone.", 0, time.Minute, func(c *Config) *time.Duration { return &c.Undo }),
		number("outbox-workers", "4", "Answers sent at the same time.", 1, 64, func(c *Config) *int { return &c.OutboxWorkers }),
		number("picture-space", "2048", "Megabytes that pictures in answers can take up in the database. Unsent uploads are deleted after a day.", 1, 1_000_000, func(c *Config) *int { return &c.PictureSpace }),
		number("intake-batch", "200", "Maximum posts stored in one transaction. More is faster under load; each commit is durable.", 1, 10_000, func(c *Config) *int { return &c.IntakeBatch }),
		number("window-size", "256", "Megabytes of heard public posts kept on this machine's disk, in the folder window of the data folder, so that searches can be tested on them. 0 keeps none.", 0, 1_000_000, func(c *Config) *int { return &c.WindowSize }),
		duration("keep", "0s", "How long messages are kept after a case ends. Then text, names and pictures are erased for good, while report figures stay. 0s keeps everything.", 0, 36500*day, func(c *Config) *time.Duration { return &c.Keep }),
		duration("window-keep", "1d", "How long heard public posts are kept for testing searches, if there is space.", time.Hour, 30*day, func(c *Config) *time.Duration { return &c.WindowKeep }),
	}
}

func noticeSettings() []setting {
	return []setting{
		{Setting: Setting{Name: "smtp", NoFlag: true, Help: "Mail server for alerts and escalations. Not set: no mail is sent.", Allowed: "smtp://user:password@host:587 or smtps://user:password@host:465"},
			set: setSMTP, show: func(c *Config) string { return hidePassword(c.SMTP) }},
		{Setting: Setting{Name: "mail-from", Help: "Sender address of mail; needs smtp.", Allowed: "an address, such as desk@example.com"},
			set: func(c *Config, v string) error {
				a, err := mail.ParseAddress(v)
				if err != nil {
					return fmt.Errorf("it isn't an address")
				}
				c.MailFrom = a.Address
				return nil
			}, show: func(c *Config) string { return c.MailFrom }},
		{Setting: Setting{Name: "webhooks", Default: "public", Help: "Where webhooks can go: only public addresses, or also your own network.", Allowed: "public or any"},
			set: func(c *Config, v string) error {
				if v != "public" && v != "any" {
					return fmt.Errorf("it is neither")
				}
				c.Webhooks = v
				return nil
			}, show: func(c *Config) string { return c.Webhooks }},
	}
}

func setSMTP(c *Config, v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return fmt.Errorf("it is not the address of a mail server")
	}
	c.SMTP = v
	return nil
}

func logSettings() []setting {
	return []setting{
		{Setting: Setting{Name: "log-level", Default: "info", Help: "Lowest severity to log.", Allowed: "debug, info, warn or error"},
			set: setLevel, show: func(c *Config) string { return strings.ToLower(c.LogLevel.String()) }},
		{Setting: Setting{Name: "log-format", Default: "text", Help: "Log format on standard error.", Allowed: "text or json"},
			set: func(c *Config, v string) error {
				if v != "text" && v != "json" {
					return fmt.Errorf("it is not a format")
				}
				c.LogFormat = v
				return nil
			}, show: func(c *Config) string { return c.LogFormat }},
	}
}

func (s setting) env(name string) setting {
	s.Env = name
	return s
}

func words(name, def, help, allowed string, field func(*Config) *string) setting {
	return setting{Setting: Setting{Name: name, Default: def, Help: help, Allowed: allowed},
		set:  func(c *Config, v string) error { *field(c) = v; return nil },
		show: func(c *Config) string { return *field(c) }}
}

func address(name, def, help string, field func(*Config) *string) setting {
	return setting{Setting: Setting{Name: name, Default: def, Help: help, Allowed: "host:port, or :port for every address of this machine"},
		set: func(c *Config, v string) error {
			_, port, err := net.SplitHostPort(v)
			if err != nil {
				return fmt.Errorf("it has no port")
			}
			if _, err := strconv.ParseUint(port, 10, 16); err != nil {
				return fmt.Errorf("%s is not a port", port)
			}
			*field(c) = v
			return nil
		},
		show: func(c *Config) string { return *field(c) }}
}

func number(name, def, help string, low, high int, field func(*Config) *int) setting {
	return setting{Setting: Setting{Name: name, Default: def, Help: help, Allowed: fmt.Sprintf("%d to %d", low, high)},
		set: func(c *Config, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil {
				return fmt.Errorf("it is not a whole number")
			}
			if n < low || n > high {
				return fmt.Errorf("it is out of range")
			}
			*field(c) = n
			return nil
		},
		show: func(c *Config) string { return strconv.Itoa(*field(c)) }}
}

func duration(name, def, help string, low, high time.Duration, field func(*Config) *time.Duration) setting {
	return setting{Setting: Setting{Name: name, Default: def, Help: help, Allowed: ShowDuration(low) + " to " + ShowDuration(high)},
		set: func(c *Config, v string) error {
			d, err := ParseDuration(v)
			if err != nil {
				return err
			}
			if d < low || d > high {
				return fmt.Errorf("it is out of range")
			}
			*field(c) = d
			return nil
		},
		show: func(c *Config) string { return ShowDuration(*field(c)) }}
}

func setDatabase(c *Config, v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return fmt.Errorf("it is not the address of a PostgreSQL database")
	}
	c.Database = v
	return nil
}

func setSecretKey(c *Config, v string) error {
	key, err := hex.DecodeString(v)
	if err != nil || len(key) != 32 {
		return fmt.Errorf("it is not a key")
	}
	c.SecretKey = key
	return nil
}

// hidePassword shows a database's address to people and logs.
func hidePassword(v string) string {
	u, err := url.Parse(v)
	if err != nil {
		return "(not shown)"
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	}
	return u.Redacted()
}

func setPublicURL(c *Config, v string) error {
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("it is not a web address")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("it has more than a host")
	}
	c.PublicURL = u.Scheme + "://" + u.Host
	return nil
}

func setProxies(c *Config, v string) error {
	c.TrustedProxies = nil
	for _, one := range split(v) {
		p, err := netip.ParsePrefix(one)
		if err != nil {
			a, aerr := netip.ParseAddr(one)
			if aerr != nil {
				return fmt.Errorf("%s is neither an address nor a network", one)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		c.TrustedProxies = append(c.TrustedProxies, p.Masked())
	}
	return nil
}

func setNATS(c *Config, v string) error {
	for _, one := range split(v) {
		u, err := url.Parse(one)
		if err != nil || u.Host == "" || u.Scheme != "nats" && u.Scheme != "tls" && u.Scheme != "ws" && u.Scheme != "wss" {
			return fmt.Errorf("a part of it is not the address of a NATS server")
		}
	}
	c.NATS = strings.Join(split(v), ",")
	return nil
}

// hideCredentials shows addresses without the passwords and tokens in them.
func hideCredentials(servers string) string {
	list := split(servers)
	for i, one := range list {
		if u, err := url.Parse(one); err == nil && u.User != nil {
			u.User = url.User("xxxxx")
			list[i] = u.String()
		}
	}
	return strings.Join(list, ",")
}

func setRoles(c *Config, v string) error {
	c.Roles = nil
	for _, one := range split(v) {
		if !slices.Contains(Roles(), Role(one)) {
			return fmt.Errorf("%s is not a role", one)
		}
		if !slices.Contains(c.Roles, Role(one)) {
			c.Roles = append(c.Roles, Role(one))
		}
	}
	if len(c.Roles) == 0 {
		return fmt.Errorf("it names no role")
	}
	return nil
}

func setLevel(c *Config, v string) error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[strings.ToLower(v)]
	if !ok {
		return fmt.Errorf("it is not a level")
	}
	c.LogLevel = level
	return nil
}

func split(v string) (out []string) {
	for one := range strings.SplitSeq(v, ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

func join[T any](list []T, show func(T) string) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = show(v)
	}
	return strings.Join(out, ",")
}
