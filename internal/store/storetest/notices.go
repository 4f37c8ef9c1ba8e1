package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

func testNotices(t *testing.T, db Desk) {
	one := &desk.Notice{Way: desk.ByMail, Agent: 3, Subject: "Response time", Text: "It fell.", Link: "/reports", Kind: "alert",
		Data: []byte(`{"cases": [1]}`), Token: "alert 1 monday", State: desk.Queued, Due: start, Created: start}
	later := &desk.Notice{Way: desk.ByPush, Agent: 3, Subject: "x", Kind: "alert", Token: "alert 1 monday", State: desk.Queued, Due: after(time.Hour), Created: start}
	again := *one
	update(t, db, func(tx *store.Tx) error {
		return first(tx.CreateNotice(one), tx.CreateNotice(later), tx.CreateNotice(&again))
	})
	if again.ID != 0 || one.ID == 0 || later.ID == 0 {
		t.Errorf("ids %d, %d and %d: the same token to the same receiver is one notice", one.ID, later.ID, again.ID)
	}
	var claimed []desk.Notice
	update(t, db, func(tx *store.Tx) (err error) {
		claimed, err = tx.ClaimNotices(after(time.Minute), after(2*time.Minute), 5)
		return err
	})
	one.State, one.Attempts, one.Lease = desk.Sending, 1, after(2*time.Minute)
	if d := cmp.Diff([]desk.Notice{*one}, claimed); d != "" {
		t.Error(d)
	}
	update(t, db, func(tx *store.Tx) error {
		if more, err := tx.ClaimNotices(after(time.Minute), after(2*time.Minute), 5); err != nil || len(more) > 0 {
			t.Errorf("claimed twice: %v %v", more, err)
		}
		if next, err := tx.NextNotice(); err != nil || !next.Equal(after(2*time.Minute)) {
			t.Errorf("next is %v (%v), want the end of the lease", next, err)
		}
		one.State, one.SentAt, one.Lease, one.Problem, one.Mend = desk.Sent, after(time.Minute), time.Time{}, "It was late.", "Nothing is needed."
		return tx.SaveNotice(one)
	})
	view(t, db, func(tx *store.Tx) error {
		got, err := tx.Notices(10)
		if d := cmp.Diff([]desk.Notice{*later, *one}, got); d != "" {
			t.Error(d)
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error { return tx.DropNotices(after(time.Second)) })
	view(t, db, func(tx *store.Tx) error {
		return list(t, func() ([]desk.Notice, error) { return tx.Notices(10) }, *later)
	})
}

func testReceivers(t *testing.T, db Desk) {
	key := &desk.PushKey{Agent: 3, Endpoint: "https://push.example/1", P256dh: "a", Auth: "b", Label: "Firefox", Created: start}
	other := &desk.PushKey{Agent: 4, Endpoint: "https://push.example/2", P256dh: "c", Auth: "d", Created: start}
	moved := &desk.PushKey{Agent: 4, Endpoint: key.Endpoint, P256dh: "e", Auth: "f", Created: start}
	hook := &desk.Hook{Name: "Pager", URL: "https://hooks.example/x", Secret: "s3cret", Created: start, Reads: desk.Reader{Lang: "de", Zone: "Europe/Berlin"}}
	update(t, db, func(tx *store.Tx) error {
		return first(tx.SavePushKey(key), tx.SavePushKey(other), tx.UsePushKey(other.ID, after(time.Hour)), tx.SaveHook(hook))
	})
	other.Used = after(time.Hour)
	view(t, db, func(tx *store.Tx) error {
		return first(
			list(t, func() ([]desk.PushKey, error) { return tx.PushKeys(3) }, *key),
			list(t, func() ([]desk.PushKey, error) { return tx.PushKeys(0) }, *key, *other),
			list(t, tx.Hooks, *hook))
	})
	update(t, db, func(tx *store.Tx) error {
		hook.Paused, hook.Problem, hook.Mend = true, "It answered 500.", "Look at the webhook."
		return first(tx.SavePushKey(moved), tx.DropPushKey(other.ID), tx.SaveHook(hook),
			tx.SaveSealedSetting("k", "private"))
	})
	view(t, db, func(tx *store.Tx) error {
		if v, err := tx.SealedSetting("k"); err != nil || v != "private" {
			t.Errorf("a sealed setting is %q (%v)", v, err)
		}
		if v, err := tx.Setting("k"); err != nil || v == "private" || v == "" {
			t.Errorf("a sealed setting lies there as %q (%v)", v, err)
		}
		if v, err := tx.SealedSetting("none"); err != nil || v != "" {
			t.Errorf("an absent sealed setting is %q (%v)", v, err)
		}
		return first(list(t, func() ([]desk.PushKey, error) { return tx.PushKeys(0) }, *moved), list(t, tx.Hooks, *hook))
	})
	update(t, db, func(tx *store.Tx) error { return tx.DropHook(hook.ID) })
	view(t, db, func(tx *store.Tx) error { return list(t, tx.Hooks) })
}
