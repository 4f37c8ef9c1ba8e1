package bluesky

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// The network's own addresses. Every one can be set to another.
const (
	defaultStreams = "jetstream2.us-east.bsky.network,jetstream1.us-east.bsky.network," +
		"jetstream2.us-west.bsky.network,jetstream1.us-west.bsky.network"
	publicStreams    = ".bsky.network" // whose hosts tell of the whole network
	defaultAppView   = "https://public.api.bsky.app"
	defaultDirectory = "https://plc.directory"
	defaultChat      = "did:web:api.bsky.chat#bsky_chat"
)

// Setting keys.
const (
	keyHandle     = "handle"
	keyPassword   = "password"
	keyService    = "service"
	keyStream     = "stream"
	keyDirect     = "direct"
	keyStreams    = "jetstream"
	keyCompress   = "compress"
	keyDictionary = "zstd_dictionary"
	keyAppView    = "appview"
	keyDirectory  = "plc"
	keyChat       = "chat"
	keyReach      = "reach"

	// Secrets beside the password, kept by the channel itself.
	secretAccess  = "access_token"
	secretRefresh = "refresh_token"
	secretHost    = "host" // where the account's data lies, as found when it was connected
)

func settings() []channel.Setting {
	onOrOff := []string{"on", "off"}
	return []channel.Setting{
		{Key: keyHandle, Label: "Handle", Optional: true,
			Help: "The account to answer from, for example acme.bsky.social. Leave it empty to listen only, which needs no account."},
		{Key: keyPassword, Label: "App password", Secret: true, Optional: true,
			Help: "Create one on Bluesky under Settings, Privacy and security, App passwords. Allow direct messages there if the desk should receive them. Don't use the account's main password."},
		{Key: keyStream, Label: "Hear all public posts", Optional: true, Default: "on", Choices: onOrOff,
			Help: "If off, only mentions, replies, quotes and private messages of the account are heard."},
		{Key: keyDirect, Label: "Direct messages", Optional: true, Default: "on", Choices: onOrOff, Help: "Receive and send direct messages."},
		{Key: keyService, Label: "Server of the account", Optional: true, Rare: true,
			Help: "Only for an account on a server that isn't in the network's directory, for example https://pds.example.com."},
		{Key: keyStreams, Label: "Streams", Optional: true, Rare: true, Default: defaultStreams,
			Help: "Jetstream hosts, separated by commas; the next one is used when one fails."},
		{Key: keyCompress, Label: "Compression of the stream", Optional: true, Rare: true, Default: "none", Choices: []string{"none", "deflate", "zstd"},
			Help: "Only worthwhile on a slow connection: compression costs more computing than it saves."},
		{Key: keyDictionary, Label: "zstd dictionary", Optional: true, Rare: true,
			Help: "File with the dictionary that the stream's server compresses with; needed for zstd on the public hosts."},
		{Key: keyAppView, Label: "AppView", Optional: true, Rare: true, Default: defaultAppView, Help: "Where names and pictures of people are looked up."},
		{Key: keyDirectory, Label: "Directory", Optional: true, Rare: true, Default: defaultDirectory, Help: "Where did:plc identities are looked up."},
		{Key: keyChat, Label: "Chat service", Optional: true, Rare: true, Default: defaultChat, Help: "The identity of the service that carries direct messages."},
		{Key: keyReach, Label: "Addresses allowed", Optional: true, Rare: true, Default: "public", Choices: []string{"public", "private", "loopback"},
			Help: "Whether heed can connect to servers on this machine (loopback) or in this network (private), also without TLS."},
	}
}

// Options are for tests and measurements; the zero value is right for a desk.
type Options struct {
	Quiet    time.Duration // how long a Pull waits for news; 0: 20 s
	Linger   time.Duration // how long a batch that has begun waits for more; 0: 10 ms
	Stall    time.Duration // a stream silent for so long is taken for dead; 0: 30 s
	Notices  time.Duration // between looks at the notifications; 0: 3 min, without a stream 15 s
	Chat     time.Duration // between looks at private messages; 0: 10 s
	MinRetry time.Duration // before a stream that failed is tried again; 0: 1 s
	MaxRetry time.Duration // the longest such wait; 0: 1 min
	HTTP     *http.Client  // for addresses found on the network; nil: one that keeps within reach
}

func (o Options) withDefaults(stream bool) Options {
	notices := 15 * time.Second
	if stream {
		notices = 3 * time.Minute
	}
	o.Quiet = cmp.Or(o.Quiet, 20*time.Second)
	o.Linger = cmp.Or(o.Linger, 10*time.Millisecond)
	o.Stall = cmp.Or(o.Stall, 30*time.Second)
	o.Notices = cmp.Or(o.Notices, notices)
	o.Chat = cmp.Or(o.Chat, 10*time.Second)
	o.MinRetry = cmp.Or(o.MinRetry, time.Second)
	o.MaxRetry = cmp.Or(o.MaxRetry, time.Minute)
	return o
}

// config is an account's settings, checked.
type config struct {
	handle     string
	service    string // "" : found through the directory
	stream     bool
	direct     bool
	streams    []string // ws(s) URLs
	whole      bool     // they are the public ones, of the whole network
	compress   string
	dictionary string
	appview    string
	directory  string
	chat       string
	reach      reach
}

func configOf(set map[string]string) (config, error) {
	get := func(key, def string) string { return cmp.Or(strings.TrimSpace(set[key]), def) }
	c := config{
		handle:     strings.ToLower(strings.TrimPrefix(get(keyHandle, ""), "@")),
		compress:   get(keyCompress, "none"),
		dictionary: get(keyDictionary, ""),
		chat:       get(keyChat, defaultChat),
		reach:      reach(get(keyReach, string(reachPublic))),
	}
	if c.handle != "" && handleOf(c.handle) == "" && !validDID(c.handle) {
		return c, invalid(keyHandle, "“%s” is not a Bluesky handle. One looks like acme.bsky.social.", c.handle)
	}
	if c.reach != reachPublic && c.reach != reachPrivate && c.reach != reachLoopback {
		return c, invalid(keyReach, "Allowed addresses are public, private or loopback.")
	}
	if c.compress != "none" && c.compress != "deflate" && c.compress != "zstd" {
		return c, invalid(keyCompress, "Compression is none, deflate or zstd.")
	}
	var err error
	if c.stream, err = onOff(set, keyStream); err != nil {
		return c, err
	}
	if c.direct, err = onOff(set, keyDirect); err != nil {
		return c, err
	}
	if c.handle == "" && !c.stream {
		return c, invalid(keyStream, "An account without a handle can only listen, but listening is off.")
	}
	for _, f := range []struct {
		key, def string
		to       *string
	}{{keyService, "", &c.service}, {keyAppView, defaultAppView, &c.appview}, {keyDirectory, defaultDirectory, &c.directory}} {
		if *f.to, err = c.address(f.key, get(f.key, f.def)); err != nil {
			return c, err
		}
	}
	c.whole = true
	for host := range strings.SplitSeq(get(keyStreams, defaultStreams), ",") {
		u, err := c.streamURL(strings.TrimSpace(host))
		if err != nil {
			return c, err
		}
		c.streams = append(c.streams, u.String())
		c.whole = c.whole && strings.HasSuffix(u.Hostname(), publicStreams)
	}
	return c, nil
}

func onOff(set map[string]string, key string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(set[key])) {
	case "", "on", "yes", "true":
		return true, nil
	case "off", "no", "false":
		return false, nil
	}
	return false, invalid(key, "This is on or off.")
}

func (c *config) address(key, s string) (string, error) {
	if s == "" {
		return "", nil
	}
	s = strings.TrimSuffix(s, "/")
	if err := c.reach.allows(s); err != nil {
		return "", invalid(key, "“%s” cannot be used as an address: %v.", s, err)
	}
	return s, nil
}

// streamURL makes the address of a stream from a host, or takes a whole one.
func (c *config) streamURL(s string) (*url.URL, error) {
	if !strings.Contains(s, "://") {
		s = "wss://" + s + "/subscribe"
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "ws" && u.Scheme != "wss" {
		return nil, invalid(keyStreams, "“%s” is not a stream's address.", s)
	}
	if err := c.reach.allows("http" + strings.TrimPrefix(s, "ws")); err != nil {
		return nil, invalid(keyStreams, "“%s” cannot be used as a stream: %v.", s, err)
	}
	return u, nil
}

func invalid(field, format string, args ...any) error {
	err := desk.Errorf(desk.Invalid, format, args...)
	err.Field = field
	return err
}
