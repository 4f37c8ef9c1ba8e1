package server

import (
	"context"

	"heed/internal/admin"
	"heed/internal/auth"
	"heed/internal/builder"
	"heed/internal/dossier"
	"heed/internal/followup"
	"heed/internal/inbox"
	"heed/internal/intake"
	"heed/internal/learn"
	"heed/internal/monitor"
	"heed/internal/notify"
	"heed/internal/outbox"
	"heed/internal/reporting"
	"heed/internal/store"
)

// One transaction type of the store serves every service; each sees only what it named.
var (
	_ intake.Tx   = (*store.Tx)(nil)
	_ inbox.Tx    = (*store.Tx)(nil)
	_ outbox.Tx   = (*store.Tx)(nil)
	_ followup.Tx = (*store.Tx)(nil)
	_ admin.Tx    = (*store.Tx)(nil)
	_ notify.Tx   = (*store.Tx)(nil)
	_ learn.Tx    = (*store.Tx)(nil)
	_ monitor.Tx  = (*store.Tx)(nil)
	_ builder.Tx  = (*store.Tx)(nil)
	_ auth.Tx     = (*store.Tx)(nil)
	_ dossier.Tx  = (*store.Tx)(nil)

	_ reporting.Tx = (*store.Tx)(nil)
)

// as lets a service that names its own transaction interface T use the store.
type as[T any] struct{ db *store.DB }

func (a as[T]) View(ctx context.Context, f func(T) error) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return f(any(tx).(T)) })
}

func (a as[T]) Update(ctx context.Context, f func(T) error) error {
	return a.db.Update(ctx, func(tx *store.Tx) error { return f(any(tx).(T)) })
}
