package notify

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/access"
	"heed/internal/desk"
)

// maxField bounds what a browser sends of itself.
const maxField = 2048

// AddBrowser keeps a browser in which an agent wants to be told.
func (s *Service) AddBrowser(ctx context.Context, by desk.Agent, k desk.PushKey) error {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return err
	}
	u, err := url.Parse(k.Endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(k.Endpoint) > maxField || len(k.P256dh) > maxField || len(k.Auth) > maxField {
		return &desk.Error{Kind: desk.Invalid, Message: "The browser gave no usable address for notifications.", Mend: "Turn it off and on again, or use another browser."}
	}
	for _, key := range [...]string{k.P256dh, k.Auth} {
		if _, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(key, "=")); err != nil || key == "" {
			return &desk.Error{Kind: desk.Invalid, Message: "The browser gave no usable key for notifications.", Mend: "Turn it off and on again, or use another browser."}
		}
	}
	if s.deps.CheckHook != nil {
		if err := s.deps.CheckHook(k.Endpoint); err != nil {
			return err
		}
	}
	k.Agent, k.Created = by.ID, s.deps.Now()
	return s.store.Update(ctx, func(tx Tx) error { return tx.SavePushKey(&k) })
}

// DropBrowser forgets one of an agent's own browsers.
func (s *Service) DropBrowser(ctx context.Context, by desk.Agent, id desk.PushKeyID) error {
	return s.store.Update(ctx, func(tx Tx) error {
		list, err := tx.PushKeys(by.ID)
		for _, k := range list {
			if k.ID == id {
				return tx.DropPushKey(id)
			}
		}
		if err == nil {
			err = desk.Errorf(desk.NotFound, "There is no such browser.")
		}
		return err
	})
}

// SaveHook keeps a webhook. A new one gets a secret, which is returned to be shown once.
func (s *Service) SaveHook(ctx context.Context, by desk.Agent, h desk.Hook) (secret string, err error) {
	if err := access.Check(by, access.EditDesk); err != nil {
		return "", err
	}
	h.Name, h.URL = strings.TrimSpace(h.Name), strings.TrimSpace(h.URL)
	if h.Name == "" || utf8.RuneCountInString(h.Name) > 100 {
		return "", &desk.Error{Kind: desk.Invalid, Field: "name", Message: "The webhook needs a name of at most 100 characters."}
	}
	if err := s.deps.CheckHook(h.URL); err != nil {
		return "", err
	}
	if h.Reads.Lang != "" && h.Reads.Lang != "en" && h.Reads.Lang != "de" {
		return "", &desk.Error{Kind: desk.Invalid, Field: "lang", Message: "heed speaks English and German."}
	}
	if _, err := time.LoadLocation(h.Reads.Zone); err != nil || len(h.Reads.Zone) > 64 {
		return "", &desk.Error{Kind: desk.Invalid, Field: "zone", Message: "This time zone doesn't exist.", Mend: "Use a name like Europe/Berlin or America/New_York."}
	}
	made := h.ID == 0
	err = s.store.Update(ctx, func(tx Tx) error {
		list, err := tx.Hooks()
		if err != nil {
			return err
		}
		kept := desk.Hook{Created: s.deps.Now(), Secret: newSecret()}
		for _, have := range list {
			if have.ID == h.ID && !made {
				kept = have
			}
		}
		if !made && kept.ID == 0 {
			return desk.Errorf(desk.NotFound, "There is no webhook %d.", h.ID)
		}
		kept.Name, kept.URL, kept.Paused, kept.Reads = h.Name, h.URL, h.Paused, h.Reads
		if made {
			secret = kept.Secret
		}
		if err := tx.SaveHook(&kept); err != nil {
			return err
		}
		what := "webhook changed"
		if made {
			what = "webhook added"
		}
		return tx.Append(s.changed(by, what, kept.ID, kept.Name))
	})
	return secret, err
}

// DropHook removes a webhook.
func (s *Service) DropHook(ctx context.Context, by desk.Agent, id desk.HookID) error {
	if err := access.Check(by, access.EditDesk); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		list, err := tx.Hooks()
		if err != nil {
			return err
		}
		if err := tx.DropHook(id); err != nil {
			return err
		}
		name := ""
		for _, h := range list {
			if h.ID == id {
				name = h.Name
			}
		}
		return tx.Append(s.changed(by, "webhook removed", id, name))
	})
}

func (s *Service) changed(by desk.Agent, what string, id desk.HookID, name string) *desk.Event {
	return &desk.Event{Kind: desk.SettingChanged, Agent: by.ID, At: s.deps.Now(),
		Data: map[string]string{"what": what, "id": strconv.FormatInt(int64(id), 10), "name": name}}
}

func newSecret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails: crypto/rand crashes the program instead
	return "heed_" + base64.RawURLEncoding.EncodeToString(b)
}

// Test owes a notice that shows whether a way works.
func (s *Service) Test(ctx context.Context, by desk.Agent, way desk.Way, hook desk.HookID) error {
	reads := by.Reads
	if way == desk.ByWebhook {
		if err := access.Check(by, access.EditDesk); err != nil {
			return err
		}
		h, err := s.hook(ctx, hook)
		if err != nil {
			return err
		}
		reads = h.Reads
	}
	n := desk.Notice{Way: way, Kind: "test", Subject: s.deps.Say(reads.Lang, "heed can reach you"),
		Text: s.deps.Say(reads.Lang, "This is a test you asked for. Nothing happened at the desk."), Link: "/settings/notifications"}
	if way == desk.ByWebhook {
		n.Hook = hook
	} else {
		n.Agent = by.ID
	}
	return s.Tell(ctx, n)
}

// Tell owes a notice.
func (s *Service) Tell(ctx context.Context, n desk.Notice) error {
	n.State, n.Created, n.Due = desk.Queued, s.deps.Now(), s.deps.Now()
	err := s.store.Update(ctx, func(tx Tx) error { return tx.CreateNotice(&n) })
	if err == nil {
		s.deps.Poke()
	}
	return err
}
