package reporting

import (
	"sync"
	"time"

	"heed/internal/desk"
	"heed/internal/signal"
)

// Deps are what the service uses of the rest of heed.
type Deps struct {
	Now    func() time.Time
	Reader *signal.Reader
	Poke   func()              // notices are owed; must not block
	Mask   func(string) string // hides private data
	// Words say what an alert found to a reader: one line, and a plain text.
	Words func(desk.Reader, Spoken) (subject, text string)
	// Zone is that of a brand's hours, for a reader whose own nobody knows.
	Zone func(desk.BrandID) *time.Location
}

// Service measures. Any process may call Run at any time: what one has read is old once another has gone on, and is not kept.
type Service struct {
	store  Store
	deps   Deps
	quicks sync.Pool // of *signal.Quick, which is dear to make and holds only memory
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store: store, deps: deps} }

const (
	hour = time.Hour
	day  = 24 * time.Hour
	// quiet is after how long without a change a case is settled.
	quiet = 30 * day
)
