package bluesky

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// Kind is Bluesky as heed speaks to it.
func Kind() channel.Kind { return New(Options{}) }

// New is Kind with options.
func New(opt Options) channel.Kind {
	made, people := new(keys), newProfiles()
	return channel.Kind{
		Network: network,
		Name:    "Bluesky",
		Abilities: channel.Abilities{
			HearPublic: true, HandleHears: true, HearMentions: true, AnswerPublic: true, AnswerStrangers: true,
			DirectIn: true, DirectOut: true, Edits: true, Deletes: true, Delete: true,
			Replay: 24 * time.Hour, Idempotent: true,
			Length:       channel.Length{Max: postGraphemes, Unit: "graphemes", Bytes: postBytes},
			DirectLength: channel.Length{Max: chatGraphemes, Unit: "graphemes", Bytes: chatBytes},
			Threads:      true, OpenInApp: true,
			Pictures: desk.PictureRoom{Max: maxPictures, Bytes: maxPictureBytes, Side: maxPictureSide, Alt: maxAlt},
		},
		Settings: settings(),
		SignIn:   signInPage(opt),
		Connect: func(ctx context.Context, a desk.Account, s channel.Secrets, d channel.Deps) (desk.Account, channel.Secrets, error) {
			return connect(ctx, opt, a, s, d)
		},
		NewKey:    made.next,
		PredictID: predictID,
		CursorAt:  cursorAt,
		Handle:    func(name string) bool { return isHandle(name) || validDID(name) },
		Reader: func(a desk.Account, d channel.Deps) func([]byte) (*desk.Heard, bool, error) {
			return reader(a, people, d)
		},
		Open: func(a desk.Account, s channel.Secrets, d channel.Deps) (channel.Conn, error) {
			return open(opt, people, a, s, d)
		},
	}
}

func predictID(a desk.Account, out desk.Outgoing) desk.NetworkID {
	if out.Errand != desk.SendPublic || !validDID(a.Handle.NetworkID) || !validKey(out.Key) {
		return ""
	}
	return place{a.Handle.NetworkID, postCollection, out.Key}.uri()
}

// connect signs in, or for an account that only listens looks whether a stream opens.
func connect(ctx context.Context, opt Options, a desk.Account, secrets channel.Secrets, deps channel.Deps) (desk.Account, channel.Secrets, error) {
	cfg, err := configOf(a.Settings)
	if err != nil {
		return a, secrets, err
	}
	deps = whole(deps)
	dir, appview := services(opt, &cfg, deps)
	defer dir.close()
	if cfg.handle == "" {
		if a.Name == "" {
			a.Name = "Bluesky, public posts"
		}
		return a, secrets, listens(ctx, &cfg, dir, deps)
	}
	if secrets[secretOAuth] != "" {
		return connectOAuth(ctx, a, secrets, dir, appview, deps)
	}
	if secrets[keyPassword] == "" {
		return a, secrets, invalid(keyPassword, "An account that answers needs an app password.")
	}
	host, h := cfg.service, dir.given
	if host == "" {
		doc, err := dir.identify(ctx, appview, cfg.handle)
		if err != nil {
			return a, secrets, notFound(err)
		}
		if host, h = doc.host(), dir.found; cfg.reach.allows(host) != nil {
			return a, secrets, invalid(keyHandle, "The network's directory does not say where “%s” lies.", cfg.handle)
		}
	}
	who, err := signIn(ctx, h, host, cfg.handle, secrets[keyPassword], deps.Now)
	if err != nil {
		return a, secrets, reading(err, "sign in")
	}
	if !validDID(who.DID) || who.Active != nil && !*who.Active {
		return a, secrets, &desk.Error{Kind: desk.Unauthorized, Message: "This account isn't active on Bluesky.",
			Mend: "Ask Bluesky about the account's status."}
	}
	secrets = maps.Clone(secrets)
	secrets[secretAccess], secrets[secretRefresh], secrets[secretHost] = who.Access, who.Refresh, host
	return introduce(ctx, a, who.DID, who.Handle, appview), secrets, nil
}

// introduce fills in who the account is. Its picture and name are not worth failing for.
func introduce(ctx context.Context, a desk.Account, did, handle string, appview *client) desk.Account {
	a.Handle = desk.HandleRef{NetworkID: did, Name: handleOf(handle), Followers: -1}
	a.Name = "@" + a.Handle.Name
	if found, err := lookUp(ctx, appview, []string{did}); err == nil && len(found) == 1 && found[0].DID == did {
		name := a.Handle.Name
		a.Handle = found[0].ref()
		if a.Handle.Name == "" {
			a.Handle.Name = name
		}
	}
	return a
}

func listens(ctx context.Context, cfg *config, dir *directory, deps channel.Deps) error {
	opt := Options{}.withDefaults(true)
	s := &stream{cfg: cfg, opt: &opt, http: dir.given, mapper: &mapper{}, people: newProfiles(), log: deps.Log, now: deps.Now}
	defer s.stop()
	return s.open(ctx)
}

// whole fills in what may be missing.
func whole(d channel.Deps) channel.Deps {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return d
}

// services makes what speaks to addresses that need no account.
func services(opt Options, cfg *config, deps channel.Deps) (*directory, *client) {
	found := opt.HTTP
	if found == nil {
		found = cfg.reach.client()
	}
	given := deps.HTTP
	if given == nil {
		given = found
	}
	dir := &directory{given: given, found: found, plc: cfg.directory, reach: cfg.reach}
	return dir, &client{http: given, base: cfg.appview, now: deps.Now}
}

func (d *directory) close() { d.found.CloseIdleConnections() }

// hostOf is where the account's requests go, and by which client: an address that a person
// set is trusted further than one that was found.
func hostOf(cfg *config, secrets channel.Secrets, dir *directory) (string, *http.Client, error) {
	if cfg.service != "" {
		return cfg.service, dir.given, nil
	}
	host := secrets[secretHost]
	if err := cfg.reach.allows(host); err != nil {
		return "", nil, &desk.Error{Kind: desk.Invalid, Field: keyHandle, Message: "This account was never connected.",
			Mend: "Reconnect it.", Err: err}
	}
	return host, dir.found, nil
}
