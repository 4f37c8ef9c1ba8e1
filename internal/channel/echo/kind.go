package echo

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// Name is the network's name in accounts, searches and messages.
const Name desk.Network = "echo"

// Keys of the settings and the secret.
const (
	SettingURL     = "url"
	SettingHandle  = "handle"
	SecretPassword = "password"
)

// Kind is the simulated network as a channel. An account without a handle hears all
// that is public; one with a handle hears what concerns it, private messages too, and
// answers.
func Kind() channel.Kind {
	return channel.Kind{
		Network: Name,
		Name:    "Simulated network",
		Abilities: channel.Abilities{
			HearPublic: true, HearMentions: true, AnswerPublic: true, AnswerStrangers: true,
			DirectIn: true, DirectOut: true, Edits: true, Deletes: true, Delete: true,
			Price:  channel.Price{Currency: "EUR", Post: 5000}, // pretended, as of networks that charge by the post
			Replay: 10 * 365 * 24 * time.Hour, Idempotent: true, Threads: true,
			Length:       channel.Length{Max: MaxText, Unit: "graphemes", Bytes: MaxTextBytes},
			DirectLength: channel.Length{Max: MaxDirect, Unit: "graphemes", Bytes: MaxDirectBytes},
			Pictures:     pictureRoom(), DirectPictures: pictureRoom(),
		},
		Settings: []channel.Setting{
			{Key: SettingURL, Label: "Address", Help: "Where the simulated network runs, for example http://localhost:8421."},
			{Key: SettingHandle, Label: "Handle", Help: "The handle the company answers from, for example acme.echo. Leave it empty to listen to all public posts.", Optional: true},
			{Key: SecretPassword, Label: "Password", Help: "The simulated network accepts any password.", Secret: true, Optional: true},
		},
		Connect:   connect,
		PredictID: predictID,
		CursorAt:  CursorAt,
		Handle:    func(name string) bool { return strings.HasSuffix(name, Suffix) },
		Open:      open,
	}
}

func predictID(a desk.Account, out desk.Outgoing) desk.NetworkID {
	if a.Handle.Name == "" || !plainKey(out.Key) || out.Errand == desk.SendDelete {
		return ""
	}
	return desk.NetworkID(idOf(a.Handle.Name, keyed(out.Key)))
}

// base reads the address of the network from the settings.
func base(a desk.Account) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(a.Settings[SettingURL]))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, &desk.Error{
			Kind: desk.Invalid, Field: SettingURL, Err: err,
			Message: "The simulated network's address isn't a web address.",
			Mend:    "Use a form like http://localhost:8421.",
		}
	}
	u.Path, u.RawQuery, u.Fragment, u.User = strings.TrimSuffix(u.Path, "/"), "", "", nil
	return u, nil
}

func connect(ctx context.Context, a desk.Account, secrets channel.Secrets, deps channel.Deps) (desk.Account, channel.Secrets, error) {
	handle := ""
	if written := strings.TrimSpace(a.Settings[SettingHandle]); written != "" {
		if handle = NormalHandle(written); handle == "" {
			return a, secrets, &desk.Error{
				Kind: desk.Invalid, Field: SettingHandle,
				Message: "That cannot be a handle on the simulated network.",
				Mend:    "Use letters a to z, digits, dots and dashes: acme.echo.",
			}
		}
	}
	a.Handle = desk.HandleRef{Name: handle, Followers: -1}
	c, err := newConn(a, secrets, deps)
	if err != nil {
		return a, secrets, err
	}
	defer c.Close()
	if handle == "" {
		var feed Feed
		if err := c.call(ctx, request{method: http.MethodGet, path: "/api/stream", out: &feed}); err != nil || feed.Cursor == "" {
			return a, secrets, elsewhere(err)
		}
		a.Handle, a.Name = desk.HandleRef{}, "Simulated network, public posts"
		return a, secrets, nil
	}
	var p Profile
	if err := c.call(ctx, request{method: http.MethodGet, path: "/api/profile", out: &p}); err != nil || p.Handle != handle {
		return a, secrets, elsewhere(err)
	}
	a.Handle, a.Name = refOf(p), "@"+p.Handle
	return a, secrets, nil
}

// elsewhere tells a network that cannot be reached or does not accept the password from
// an address where something else answers.
func elsewhere(err error) error {
	switch desk.KindOf(err) {
	case desk.Later, desk.Unauthorized:
		return err
	}
	return &desk.Error{
		Kind: desk.Invalid, Field: SettingURL, Err: err,
		Message: "No simulated network found at that address.",
		Mend:    "Check the address heed demo printed, or start one.",
	}
}

func open(a desk.Account, secrets channel.Secrets, deps channel.Deps) (channel.Conn, error) {
	return newConn(a, secrets, deps)
}
