package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"heed/internal/access"
	"heed/internal/desk"
)

// Deps are the ways out and what the service uses of the rest of heed. A way that is nil
// is not set up: notices by it fail with a sentence that says so. Errors of a way:
// desk.Later (try again), desk.NotFound (the receiver is gone for good), desk.Refused.
type Deps struct {
	Now     func() time.Time
	Mail    func(ctx context.Context, to desk.Agent, n desk.Notice) error
	Push    func(ctx context.Context, keys PushKeys, to desk.PushKey, body []byte) error
	Webhook func(ctx context.Context, to desk.Hook, id desk.NoticeID, body []byte) error
	// CheckHook refuses an address that a webhook must not have.
	CheckHook   func(url string) error
	NewPushKeys func() (PushKeys, error)
	// Say is a sentence of ours in a language.
	Say  func(lang, english string, args ...any) string
	Base func() string // the desk's address, without a slash at the end
	Poke func()        // wakes the loop; must not block
}

// PushKeys identify this desk to the push services of browsers (VAPID, RFC 8292).
type PushKeys struct{ Public, Private string }

// Service sends notices. Run may be called in several processes at once.
type Service struct {
	store   Store
	deps    Deps
	hanging hanging
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store: store, deps: deps} }

const (
	lease    = time.Minute
	sendTime = 20 * time.Second
	giveUp   = 24 * time.Hour
	atOnce   = 8
	keepFor  = 30 * 24 * time.Hour
)

// Run sends one round of what is due and reports whether there may be more at once.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	var next time.Time
	err = s.store.View(ctx, func(tx Tx) (err error) {
		next, err = tx.NextNotice()
		return err
	})
	if now := s.deps.Now(); err != nil || next.IsZero() || next.After(now) {
		return false, err
	}
	var due []desk.Notice
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		now := s.deps.Now()
		if err := tx.DropNotices(now.Add(-keepFor)); err != nil {
			return err
		}
		due, err = tx.ClaimNotices(now, now.Add(lease), atOnce)
		return err
	})
	if err != nil {
		return false, err
	}
	var g errgroup.Group
	for i := range due {
		g.Go(func() error {
			if until := s.hanging.until(&due[i]); until.After(s.deps.Now()) {
				return s.putBack(ctx, &due[i], until)
			}
			began := s.deps.Now()
			failed := s.send(ctx, &due[i])
			s.hanging.note(&due[i], began, s.deps.Now(), failed)
			settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
			defer cancel()
			return s.settle(settle, &due[i], failed)
		})
	}
	return len(due) == atOnce, g.Wait()
}

func (s *Service) send(ctx context.Context, n *desk.Notice) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	switch n.Way {
	case desk.ByMail:
		return s.mail(ctx, n)
	case desk.ByPush:
		return s.push(ctx, n)
	case desk.ByWebhook:
		return s.webhook(ctx, n)
	}
	return desk.Errorf(desk.Refused, "There is no way %q.", n.Way)
}

func (s *Service) mail(ctx context.Context, n *desk.Notice) error {
	if s.deps.Mail == nil {
		return &desk.Error{Kind: desk.Refused, Message: "No mail server is set up.", Mend: "Set smtp and mail-from (HEED_SMTP, HEED_MAIL_FROM)."}
	}
	var to *desk.Agent
	err := s.store.View(ctx, func(tx Tx) (err error) {
		to, err = tx.Agent(n.Agent)
		return err
	})
	switch {
	case err != nil:
		return err
	case to.Disabled:
		return desk.Errorf(desk.Refused, "%s no longer works here.", to.Name)
	}
	return s.deps.Mail(ctx, *to, *n)
}

// push tells all browsers of an agent. One is enough; those that are gone are forgotten.
func (s *Service) push(ctx context.Context, n *desk.Notice) error {
	var list []desk.PushKey
	err := s.store.View(ctx, func(tx Tx) error {
		to, err := tx.Agent(n.Agent)
		if err != nil {
			return err
		}
		if to.Disabled {
			return desk.Errorf(desk.Refused, "%s no longer works here.", to.Name)
		}
		list, err = tx.PushKeys(n.Agent)
		return err
	})
	if err != nil {
		return err
	}
	if len(list) == 0 || s.deps.Push == nil {
		return &desk.Error{Kind: desk.Refused, Message: "No browser is turned on for notifications.", Mend: "Turn it on under Settings, Notifications, in the browser you use."}
	}
	keys, err := s.Keys(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]string{"title": n.Subject, "body": n.Text, "link": n.Link, "tag": n.Token})
	if err != nil {
		return err
	}
	errs := make([]error, len(list))
	var g errgroup.Group
	g.SetLimit(atOnce)
	for i, k := range list {
		g.Go(func() error { // one that hangs keeps the other browsers not waiting
			errs[i] = s.pushOne(ctx, keys, k, body)
			return nil
		})
	}
	_ = g.Wait() // the errors stand in errs
	if slices.Contains(errs, nil) {
		return nil
	}
	for _, err := range errs {
		if !final(err) {
			return err // trying again may help this one
		}
	}
	return errors.Join(errs...)
}

func (s *Service) pushOne(ctx context.Context, keys PushKeys, k desk.PushKey, body []byte) error {
	failed := s.deps.Push(ctx, keys, k, body)
	kept, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime) // one that hangs used up the time
	defer cancel()
	err := s.store.Update(kept, func(tx Tx) error {
		switch {
		case failed == nil:
			return tx.UsePushKey(k.ID, s.deps.Now())
		case desk.Is(failed, desk.NotFound):
			return tx.DropPushKey(k.ID)
		}
		return nil
	})
	if failed == nil {
		return nil // it was told, whether or not that could be kept
	}
	return errors.Join(failed, err)
}

// Delivery is what a webhook gets, as JSON.
type Delivery struct {
	ID      desk.NoticeID   `json:"id"`
	Kind    string          `json:"kind"`
	Subject string          `json:"subject"`
	Text    string          `json:"text"`
	Link    string          `json:"link,omitempty"`
	At      time.Time       `json:"at"`
	Data    json.RawMessage `json:"data,omitempty"`
}

func (s *Service) webhook(ctx context.Context, n *desk.Notice) error {
	if s.deps.Webhook == nil {
		return desk.Errorf(desk.Refused, "Webhooks are not set up.")
	}
	h, err := s.hook(ctx, n.Hook)
	if err != nil {
		return err
	}
	if h.Paused {
		return desk.Errorf(desk.Refused, "The webhook %s is paused.", h.Name)
	}
	d := Delivery{ID: n.ID, Kind: n.Kind, Subject: n.Subject, Text: n.Text, At: n.Created, Data: n.Data}
	if n.Link != "" {
		d.Link = s.deps.Base() + n.Link
	}
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	err = s.deps.Webhook(ctx, h, n.ID, body)
	kept, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime) // a webhook that hangs used up the time
	defer cancel()
	return errors.Join(err, s.noteHook(kept, h.ID, err))
}

// noteHook keeps how a webhook took it, and leaves as it is what somebody changed of it meanwhile.
func (s *Service) noteHook(ctx context.Context, id desk.HookID, took error) error {
	return s.store.Update(ctx, func(tx Tx) error {
		list, err := tx.Hooks()
		i := slices.IndexFunc(list, func(h desk.Hook) bool { return h.ID == id })
		if err != nil || i < 0 {
			return err
		}
		h := list[i]
		if h.Problem, h.Mend = sentences(took); took == nil {
			h.Used = s.deps.Now()
		}
		return tx.SaveHook(&h)
	})
}

func (s *Service) hook(ctx context.Context, id desk.HookID) (desk.Hook, error) {
	var list []desk.Hook
	err := s.store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.Hooks()
		return err
	})
	for _, h := range list {
		if h.ID == id {
			return h, err
		}
	}
	if err == nil {
		err = desk.Errorf(desk.Refused, "There is no webhook %d.", id)
	}
	return desk.Hook{}, err
}

// settle keeps what came of a try.
func (s *Service) settle(ctx context.Context, n *desk.Notice, failed error) error {
	now := s.deps.Now()
	n.Lease = time.Time{}
	n.Problem, n.Mend = sentences(failed)
	switch {
	case failed == nil:
		n.State, n.SentAt = desk.Sent, now
	case !final(failed) && now.Sub(n.Created) < giveUp:
		n.State, n.Due = desk.Queued, now.Add(backOff(n.Attempts, now.Sub(n.Created)))
	default:
		n.State = desk.Failed
	}
	if err := s.store.Update(ctx, func(tx Tx) error { return tx.SaveNotice(n) }); err != nil {
		return fmt.Errorf("notify: settle notice %d: %w", n.ID, err)
	}
	return nil
}

// final tells whether trying again cannot help.
func final(err error) bool {
	switch desk.KindOf(err) {
	case desk.Refused, desk.NotFound, desk.Invalid, desk.Unauthorized:
		return true
	}
	return false
}

// sentences say what is wrong and what to do about it.
func sentences(err error) (problem, mend string) {
	var e *desk.Error
	switch {
	case err == nil:
		return "", ""
	case errors.As(err, &e):
		return e.Message, e.Mend
	}
	return err.Error(), ""
}

// backOff doubles from two seconds to two minutes, so that what was away for ten is told soon after,
// and to half an hour once an hour has passed.
func backOff(attempts int, age time.Duration) time.Duration {
	most := 2 * time.Minute
	if age > time.Hour {
		most = 30 * time.Minute
	}
	return min(time.Second<<min(attempts, 12), most)
}

// Keys are this desk's own, made at the first asking.
func (s *Service) Keys(ctx context.Context) (PushKeys, error) {
	var k PushKeys
	read := func(tx Tx) (err error) {
		if k.Public, err = tx.Setting("push.public"); err != nil || k.Public == "" {
			return err
		}
		k.Private, err = tx.SealedSetting("push.private")
		return err
	}
	if err := s.store.View(ctx, read); err != nil || k.Public != "" {
		return k, err
	}
	if s.deps.NewPushKeys == nil {
		return k, desk.Errorf(desk.Refused, "Push is not set up.")
	}
	made, err := s.deps.NewPushKeys()
	if err != nil {
		return k, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := read(tx); err != nil || k.Public != "" {
			return err // another process was first
		}
		if err := tx.SaveSealedSetting("push.private", made.Private); err != nil {
			return err
		}
		k = made
		return tx.SaveSetting("push.public", made.Public)
	})
	return k, err
}

// Overview is what the settings show.
type Overview struct {
	Mail    bool   // a mail server is set up
	Public  string // key with which a browser asks to be told
	Mine    []desk.PushKey
	Hooks   []desk.Hook // for those who may change the desk, without secrets
	Latest  []desk.Notice
	CanHook bool
}

// Overview reads what the settings show to an agent.
func (s *Service) Overview(ctx context.Context, by desk.Agent) (Overview, error) {
	o := Overview{Mail: s.deps.Mail != nil, CanHook: access.May(by.Role, access.EditDesk)}
	keys, err := s.Keys(ctx)
	if err != nil {
		return o, err
	}
	o.Public = keys.Public
	err = s.store.View(ctx, func(tx Tx) (err error) {
		if o.Mine, err = tx.PushKeys(by.ID); err != nil {
			return err
		}
		latest, err := tx.Notices(200)
		if err != nil {
			return err
		}
		for _, n := range latest {
			if n.Agent == by.ID || o.CanHook {
				o.Latest = append(o.Latest, n)
			}
		}
		o.Latest = o.Latest[:min(len(o.Latest), 20)]
		if o.CanHook {
			o.Hooks, err = tx.Hooks()
		}
		return err
	})
	for i := range o.Hooks {
		o.Hooks[i].Secret = ""
	}
	return o, err
}
