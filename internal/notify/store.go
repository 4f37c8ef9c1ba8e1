package notify

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps notices; see intake.Store for the rules of Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the service needs of a transaction.
type Tx interface {
	CreateNotice(n *desk.Notice) error
	SaveNotice(n *desk.Notice) error
	ClaimNotices(now, lease time.Time, limit int) ([]desk.Notice, error)
	NextNotice() (time.Time, error)
	Notices(limit int) ([]desk.Notice, error)
	DropNotices(before time.Time) error
	PushKeys(agent desk.AgentID) ([]desk.PushKey, error)
	SavePushKey(k *desk.PushKey) error
	DropPushKey(id desk.PushKeyID) error
	UsePushKey(id desk.PushKeyID, now time.Time) error
	Hooks() ([]desk.Hook, error)
	SaveHook(h *desk.Hook) error
	DropHook(id desk.HookID) error
	Agent(id desk.AgentID) (*desk.Agent, error)
	Setting(key string) (string, error)
	SaveSetting(key, value string) error
	SealedSetting(key string) (string, error)
	SaveSealedSetting(key, value string) error
	Append(events ...*desk.Event) error
}
