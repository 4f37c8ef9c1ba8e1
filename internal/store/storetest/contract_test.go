package storetest_test

import (
	"heed/internal/admin"
	"heed/internal/followup"
	"heed/internal/inbox"
	"heed/internal/intake"
	"heed/internal/outbox"
	"heed/internal/store"
)

// One type serves every service.
var (
	_ intake.Tx   = (*store.Tx)(nil)
	_ inbox.Tx    = (*store.Tx)(nil)
	_ outbox.Tx   = (*store.Tx)(nil)
	_ followup.Tx = (*store.Tx)(nil)
	_ admin.Tx    = (*store.Tx)(nil)
)
