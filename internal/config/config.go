// Package config holds the settings of heed: one struct, filled from flags, the
// environment, heed.toml and defaults, in that order of precedence.
//
// [Load] promises to report every mistake at once, each with where it was made and
// what is allowed, and to mention names that it does not know with the one that was
// probably meant. [Config.Origins] tells where each value came from. The table of
// settings that it works from also makes the flags, the text of `heed config` and
// docs/settings.md, so they cannot differ.
//
// Begin with [Load] and the table of [Settings].
package config

import (
	"log/slog"
	"net/netip"
	"time"
)

// Config is the settings after Load. It is not changed after that.
type Config struct {
	Data           string         // folder of the desk's data
	Database       string         // URL of a PostgreSQL database; "": SQLite in Data
	SecretKey      []byte         // 32 bytes that seal credentials at rest; nil: a file in Data
	Addr           string         // host:port of the desk
	PublicURL      string         // address under which people reach the desk, without a slash at the end; "": from the request
	MetricsAddr    string         // host:port of /metrics alone; "": on Addr
	TLSCert        string         // file; "": plain HTTP
	TLSKey         string         // file; set exactly when TLSCert is
	TrustedProxies []netip.Prefix // whose X-Forwarded headers are believed
	Roles          []Role         // what this process does; never empty
	NATS           string         // servers that join the processes of a desk; "": this process is alone
	Session        time.Duration  // how long a sign-in lasts without use
	Undo           time.Duration  // how long an answer can be taken back before it leaves
	OutboxWorkers  int            // answers sent at the same time
	IntakeBatch    int            // posts kept in one transaction, at most
	PictureSpace   int            // megabytes of all pictures of answers
	WindowSize     int            // megabytes of heard public posts on disk, to try searches on; 0: none
	Keep           time.Duration  // cases after their end; 0: for ever
	WindowKeep     time.Duration  // how long they stay, at most
	SMTP           string         // mail server, with user and password; "": no mail is sent
	MailFrom       string         // whom mail comes from; set exactly when SMTP is
	Webhooks       string         // public or any: where webhooks may go
	LogLevel       slog.Level
	LogFormat      string // text or json

	// Notes are things worth telling the operator that are no mistakes: names that mean
	// nothing to heed, and settings that do not go well together.
	Notes []string

	origins map[string]origin
}

// Role is a part of the work that a process may do.
type Role string

// The roles. A desk of one process has them all.
const (
	Web      Role = "web"      // pages and API
	Intake   Role = "intake"   // hears the networks; without NATS it also does what Listen does
	Listen   Role = "listen"   // matches and keeps what is heard, shared over NATS
	Outbox   Role = "outbox"   // sends answers
	Followup Role = "followup" // watches clocks and promises
)

// Roles are all roles, in the order in which they start.
func Roles() []Role { return []Role{Web, Intake, Listen, Outbox, Followup} }

// Source is a place that settings come from.
type Source string

// The sources, the strongest first.
const (
	Flag        Source = "flag"
	Environment Source = "environment"
	File        Source = "file"
	Default     Source = "default"
)

// Origin tells where a setting's value came from.
type Origin struct {
	Name   string
	Value  string // as it would be written in heed.toml, without quotes; a secret is hidden
	Source Source
	Where  string // "--addr", "HEED_ADDR", "heed.toml:3"; "" for a default
}

type origin struct {
	source Source
	where  string
}

// Origins lists every setting, in the order of docs/settings.md.
func (c *Config) Origins() []Origin {
	var out []Origin
	for _, s := range table() {
		o := c.origins[s.Name]
		out = append(out, Origin{Name: s.Name, Value: s.show(c), Source: o.source, Where: o.where})
	}
	return out
}
