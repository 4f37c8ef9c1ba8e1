package web

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"heed/internal/desk"
	"heed/internal/notify"
	"heed/internal/web/view"
)

// Notify is what the page of notifications needs.
type Notify interface {
	Overview(ctx context.Context, by desk.Agent) (notify.Overview, error)
	AddBrowser(ctx context.Context, by desk.Agent, k desk.PushKey) error
	DropBrowser(ctx context.Context, by desk.Agent, id desk.PushKeyID) error
	SaveHook(ctx context.Context, by desk.Agent, h desk.Hook) (secret string, err error)
	DropHook(ctx context.Context, by desk.Agent, id desk.HookID) error
	Test(ctx context.Context, by desk.Agent, way desk.Way, hook desk.HookID) error
}

const notificationsPath = "/settings/notifications"

func (d *Desk) notifications(q *request) error { return d.showNotifications(q, "") }

func (d *Desk) showNotifications(q *request, secret string) error {
	o, err := d.Notify.Overview(q.r.Context(), q.agent())
	if err != nil {
		return err
	}
	return q.sheet(http.StatusOK, view.Notifications(o, view.Form{}, secret))
}

// notified ends a form of the page.
func (d *Desk) notified(q *request, err error, said string) error {
	if !refused(err) {
		return q.saved(err, notificationsPath, said, nil)
	}
	o, failed := d.Notify.Overview(q.r.Context(), q.agent())
	if failed != nil {
		return failed
	}
	return q.saved(err, notificationsPath, said, func(f view.Form) templ.Component { return view.Notifications(o, f, "") })
}

func (d *Desk) addBrowser(q *request) error {
	label := q.where()
	err := d.Notify.AddBrowser(q.r.Context(), q.agent(), desk.PushKey{Endpoint: q.field("endpoint"), P256dh: q.field("p256dh"), Auth: q.field("auth"), Label: label})
	return d.notified(q, err, q.say("This browser will notify you from now on."))
}

func (d *Desk) dropBrowser(q *request) error {
	id, err := pathID[desk.PushKeyID](q, "id")
	if err != nil {
		return err
	}
	return d.notified(q, d.Notify.DropBrowser(q.r.Context(), q.agent(), id), q.say("Removed"))
}

func (d *Desk) saveHook(q *request) error {
	secret, err := d.Notify.SaveHook(q.r.Context(), q.agent(), desk.Hook{ID: formID[desk.HookID](q, "id"), Name: q.field("name"), URL: q.field("url"), Paused: q.field("paused") != "",
		Reads: desk.Reader{Lang: q.field("lang"), Zone: q.field("zone")}})
	if err == nil && secret != "" {
		return d.showNotifications(q, secret) // shown, not redirected: a secret belongs into no address or cookie
	}
	return d.notified(q, err, q.say("Saved"))
}

func (d *Desk) dropHook(q *request) error {
	id, err := pathID[desk.HookID](q, "id")
	if err != nil {
		return err
	}
	return d.notified(q, d.Notify.DropHook(q.r.Context(), q.agent(), id), q.say("Removed"))
}

func (d *Desk) testNotice(q *request) error {
	err := d.Notify.Test(q.r.Context(), q.agent(), desk.Way(q.field("way")), formID[desk.HookID](q, "hook"))
	return d.notified(q, err, q.say("The test is on its way. You'll see the result below in a moment."))
}
