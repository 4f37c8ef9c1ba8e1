package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"heed/internal/admin"
	"heed/internal/auth"
	"heed/internal/builder"
	"heed/internal/bus"
	"heed/internal/calendar"
	"heed/internal/channel"
	"heed/internal/channel/all"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/dossier"
	"heed/internal/export"
	"heed/internal/followup"
	"heed/internal/inbox"
	"heed/internal/intake"
	"heed/internal/learn"
	"heed/internal/monitor"
	"heed/internal/notify"
	"heed/internal/observe"
	"heed/internal/outbox"
	"heed/internal/privacy"
	"heed/internal/replay"
	"heed/internal/reporting"
	"heed/internal/route"
	"heed/internal/signal"
	"heed/internal/sla"
	"heed/internal/store"
	"heed/internal/store/postgres"
	"heed/internal/store/sqlite"
	"heed/internal/text"
	"heed/internal/text/langid"
	"heed/internal/web/view"
	"heed/internal/window"
)

// Desk is heed without its loops and faces: the store and the services on it. Commands
// that do one thing and end use it as it is; Server runs it.
type Desk struct {
	DB       *store.DB
	Intake   *intake.Service
	Inbox    *inbox.Service
	Outbox   *outbox.Service
	Followup *followup.Service
	Notify   *notify.Service
	Reports  *reporting.Service
	Learn    *learn.Service
	Admin    *admin.Service
	Auth     *auth.Service
	Monitor  *monitor.Service
	Builder  *builder.Service
	Dossier  *dossier.Service
	Kinds    channel.Set
	Bus      *bus.Bus
	Log      *slog.Logger
	Metrics  *observe.Metrics

	window    atomic.Pointer[window.Window]
	graves    atomic.Int64 // when something was erased last, in microseconds, as far as the window knows
	unmatched atomic.Pointer[unmatched]
	readers   sync.Map // readerKey to *sync.Pool of *pieceReader
	cfg       *config.Config

	name   string // of this process
	now    func() time.Time
	known  atomic.Pointer[intake.Known]
	finder atomic.Pointer[finder] // with the company's own patterns; nil until they were read
	lines  *lines
	owed   func() // wakes the outbox; set by Server
	tell   func() // wakes the loop that sends notices; set by Server
	stale  func() // wakes the loop that reads the set-up again; set by Server
	again  func() // wakes the loop that keeps how the sources do; set by Server
}

// Options are what tests and the demo put in the place of the real thing. Zero fields
// take the default.
type Options struct {
	Now   func() time.Time
	Kinds channel.Set
	Log   *slog.Logger
	HTTP  channel.Deps // HTTP client of channels
}

// Open opens the store that the settings name and makes the services.
func Open(ctx context.Context, cfg *config.Config, opts Options) (*Desk, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Kinds == nil {
		opts.Kinds = all.Kinds()
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	db, err := openStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	d := &Desk{DB: db, cfg: cfg, Kinds: opts.Kinds, Bus: &bus.Bus{}, Log: opts.Log, Metrics: observe.NewMetrics(), name: workerName(), now: opts.Now,
		owed: func() {}, tell: func() {}, stale: func() {}, again: func() {}}
	if err := d.openWindow(true); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := d.wire(cfg, opts); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := d.Reload(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

func openStore(ctx context.Context, cfg *config.Config) (*store.DB, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, &desk.Error{Kind: desk.Unavailable, Message: "The data folder " + cfg.Data + " can't be created.", Mend: "Choose another folder with --data.", Err: err}
	}
	key := cfg.SecretKey
	if key == nil {
		var err error
		if key, err = store.KeyFile(filepath.Join(cfg.Data, sqlite.KeyFile)); err != nil {
			return nil, err
		}
	}
	if cfg.Database != "" {
		return postgres.Open(ctx, cfg.Database, postgres.Options{Key: key})
	}
	return sqlite.Open(ctx, DatabaseFile(cfg), sqlite.Options{Key: key})
}

// Exists fails where the data folder holds no desk. Whether a PostgreSQL database does is not looked at.
func Exists(cfg *config.Config) error {
	if cfg.Database != "" {
		return nil
	}
	if _, err := os.Stat(DatabaseFile(cfg)); errors.Is(err, fs.ErrNotExist) {
		return &desk.Error{Kind: desk.NotFound, Message: "There's no desk in " + cfg.Data + ".", Mend: "Set its folder with --data."}
	}
	return nil
}

// DatabaseFile is where the SQLite database of a desk lies.
func DatabaseFile(cfg *config.Config) string { return filepath.Join(cfg.Data, "heed.db") }

func (d *Desk) wire(cfg *config.Config, opts Options) error {
	model, err := langid.Load()
	if err != nil {
		return err
	}
	reader := signal.New(model, d.private)
	d.Learn = learn.New(as[learn.Tx]{d.DB}, reader, d.now)
	chDeps := opts.HTTP
	chDeps.Log, chDeps.Now = d.Log, d.now
	d.Intake = intake.New(as[intake.Tx]{d.DB}, intake.Rules{Read: d.Learn.Read, Fingerprint: text.Fingerprint, Heard: d.heard, Prices: prices(d.Kinds)}, d.now, d.news)
	d.Inbox = inbox.New(as[inbox.Tx]{d.DB}, inbox.Deps{
		Now: d.now, Kinds: d.Kinds, Private: d.private, AskToDelete: privacy.AskToDelete, Describe: func(kind string) string { return privacy.Describe(kind, "en") },
		Mask: mask, Clock: d.clock, Reckon: d.reckon, Assign: d.assign, Join: d.join, Part: d.part, Hours: d.hours, Answering: d.answering, UndoFor: cfg.Undo, PictureSpace: int64(cfg.PictureSpace) << 20, NewKey: d.newKey,
		Mail: cfg.SMTP != "", MentionWords: view.MentionNotice, Zone: d.zone, Tell: func() { d.tell() },
		Poke: func(owed bool) {
			d.news()
			if owed {
				d.Bus.Poke(bus.Hint{Kind: bus.Owed, At: d.now()})
				d.owed()
			}
		},
	})
	d.Monitor = monitor.New(as[monitor.Tx]{d.DB}, monitor.Deps{
		Now: d.now, Kinds: d.Kinds, Log: d.Log, Words: d.words, Window: func() error { return d.Window().Stats().Problem },
		Conn:  func(id desk.AccountID) (channel.Conn, error) { return d.lines.conn(id) },
		Stale: d.changed, Changed: d.news, Waiting: d.waiting,
	})
	d.Builder = builder.New(as[builder.Tx]{d.DB}, builder.Deps{Now: d.now, Kinds: d.Kinds, Scan: d.scan, Changed: d.changed, Private: d.private, Listened: d.Monitor.Listened})
	d.lines = newLines(lineDeps{
		ears: d.Monitor, kinds: d.Kinds, channel: chDeps, store: as[admin.Tx]{d.DB}, intake: d.Intake, log: d.Log, now: d.now,
		batch: cfg.IntakeBatch, hear: slices.Contains(cfg.Roles, config.Intake), took: d.took,
		wanted: d.wanted, again: func() { d.again() },
	})
	d.Outbox = outbox.New(as[outbox.Tx]{d.DB}, outbox.Deps{Now: d.now, Worker: d.name, AtOnce: cfg.OutboxWorkers, Conn: d.lines.conn, Clock: d.clock, Poke: d.news, Sent: d.sent})
	d.Followup = followup.New(as[followup.Tx]{d.DB}, followup.Deps{Now: d.now, Poke: d.news, Clock: d.clock, Duty: d.duty, Assign: d.assign,
		Rules: func() *sla.Rules { return d.known.Load().Clocks() }, Mail: cfg.SMTP != "", Mask: d.mask, Words: view.Escalation, Zone: d.zone, Tell: func() { d.tell() }})
	d.Admin = admin.New(as[admin.Tx]{d.DB}, admin.Deps{Now: d.now, Kinds: d.Kinds, Channel: chDeps, Log: d.Log, Changed: d.changed, Due: d.due,
		Private: d.private, Mask: d.mask, Clock: d.clock,
		Open: func(b desk.BrandID, t time.Time) bool { return d.known.Load().Open(b, t) },
		Zone: d.zone,
	})
	if d.Notify, err = d.notices(cfg); err != nil {
		return err
	}
	d.Reports = reporting.New(as[reporting.Tx]{d.DB}, reporting.Deps{Now: d.now, Reader: reader, Poke: func() { d.tell() }, Mask: d.mask, Words: view.AlertNotice, Zone: d.zone})
	d.Dossier = dossier.New(as[dossier.Tx]{d.DB}, dossier.Deps{Now: d.now, Poke: d.news, Mask: d.mask, Keep: cfg.Keep, Heard: d.heardOf,
		Last: func(tx dossier.Tx, cases []desk.CaseID) error { return d.Reports.Last(tx.(reporting.Tx), cases) }})
	d.Auth = auth.New(as[auth.Tx]{d.DB}, d.now, cfg.Session)
	return nil
}

// zone is that of a brand's hours.
func (d *Desk) zone(b desk.BrandID) *time.Location {
	return d.known.Load().Hours(b, desk.Decision{}).Zone()
}

// changed tells all who keep a form of the set-up that it changed.
func (d *Desk) changed() {
	d.Bus.Poke(bus.Hint{Kind: bus.Changed, At: d.now()})
	d.stale()
}

// Close closes connections and the store. A Server must be stopped first.
func (d *Desk) Close() error {
	d.lines.closeAll()
	return errors.Join(d.Window().Close(), d.DB.Close())
}

// Reload reads the set-up again, for all who keep a compiled form of it.
func (d *Desk) Reload(ctx context.Context) error {
	known, err := d.Intake.Reload(ctx)
	if err != nil {
		return err
	}
	for _, p := range known.Problems {
		d.Log.Warn("a part of the set-up is left out", "problem", p)
	}
	d.known.Store(known)
	if err := d.loadPrivate(ctx); err != nil {
		return err
	}
	var brands []desk.Brand
	err = d.DB.View(ctx, func(tx *store.Tx) (err error) {
		brands, err = tx.Brands()
		return err
	})
	if err != nil {
		return err
	}
	return d.Inbox.Reload(ctx, brands)
}

// Replay is this desk as a place to play files into.
func (d *Desk) Replay(onlyMatched bool) *replay.Local {
	return replay.NewLocal(as[replay.Tx]{d.DB}, d.Intake, d.now, onlyMatched)
}

func (d *Desk) news() { d.Bus.Poke(bus.Hint{Kind: bus.Events, At: d.now()}) }

func (d *Desk) clock(c *desk.Case) []*desk.Event { return d.known.Load().SetClocks(c, d.now()) }

// due is by when an answer is due that was decided for a message of a moment.
func (d *Desk) due(b desk.BrandID, dec desk.Decision, since time.Time) time.Time {
	return sla.Start(dec, since, d.known.Load().Hours(b, dec))
}

func (d *Desk) reckon(c *desk.Case, clock *desk.Clock) []string {
	return d.known.Load().Reckon(c, clock)
}

func (d *Desk) assign(c *desk.Case, f route.Facts) (desk.AgentID, string) {
	return d.known.Load().Assign(c, f, d.now())
}

func (d *Desk) join(into *desk.Case, from *desk.Standing) {
	d.known.Load().MergeClocks(into, from, d.now())
}

func (d *Desk) part(c *desk.Case, from *desk.Standing, answered bool) {
	d.known.Load().SplitClocks(c, from, answered, d.now())
}

func (d *Desk) hours(c *desk.Case) *calendar.Calendar {
	return d.known.Load().Hours(c.Brand, c.Decision)
}

func (d *Desk) answering(n desk.Network, brand desk.BrandID, heardBy desk.AccountID) desk.AccountID {
	return d.known.Load().Answering(n, brand, heardBy)
}

func (d *Desk) duty(c *desk.Case, k *desk.Clock) ([]desk.AgentID, string) {
	return d.known.Load().Ladder(c, k, d.now())
}

func (d *Desk) newKey(n desk.Network, now time.Time) string {
	if make := d.Kinds[n].NewKey; make != nil {
		return make(now)
	}
	return uuid.NewString()
}

func (d *Desk) took(n desk.Network, r intake.Result, took time.Duration) {
	d.Metrics.Took(string(n), r.Read, r.Matched, r.Kept, r.Repeats)
	if r.Kept > 0 {
		d.Metrics.TookIn(string(n), took)
	}
}

func (d *Desk) sent(_ desk.AccountID, outcome string) { d.Metrics.Sent(outcome) }

// countBound is where metrics stop counting a list.
const countBound = 10_000

// measure keeps the gauges of /metrics.
func (d *Desk) measure(ctx context.Context) error {
	stats, err := d.DB.Stats(ctx)
	if err != nil {
		return err
	}
	d.Metrics.Size(stats.Bytes)
	d.Metrics.Queue("owed", stats.Owed)
	d.Metrics.Queue("failed", stats.Failed)
	if err := d.measureHearing(ctx); err != nil {
		return err
	}
	return d.DB.View(ctx, func(tx *store.Tx) error {
		for _, list := range []desk.List{desk.ListReply, desk.ListWatch, desk.ListWaiting, desk.ListLater} {
			n, err := tx.QueueCount(desk.QueueQuery{List: list}, countBound)
			if err != nil {
				return err
			}
			d.Metrics.Queue(string(list), n.N)
		}
		return nil
	})
}

// workerName names this process in leases: a process that died and came back is another.
func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "heed"
	}
	b := make([]byte, 4)
	rand.Read(b)
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), hex.EncodeToString(b))
}

// Export writes what was said as a file of posts, and returns how many.
func (d *Desk) Export(ctx context.Context, o export.Options, w io.Writer) (int64, error) {
	return export.Run(ctx, as[export.Tx]{d.DB}, d.mask, o, w)
}

// mask shows a text without what is private in it.
func (d *Desk) mask(s string) string { return privacy.Mask(s, d.private(s)) }

// mask shows one finding of a text without what is private in it.
func mask(s string, f desk.Finding) string {
	part := s[f.Span.Start:f.Span.End]
	return privacy.Mask(part, []desk.Finding{{Type: f.Type, Span: desk.Span{End: len(part)}}})
}
