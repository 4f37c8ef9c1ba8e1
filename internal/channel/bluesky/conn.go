package bluesky

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// maxBatch bounds what one Pull brings.
const maxBatch = 500

// maxUnread bounds what one Pull brings to be read elsewhere.
const maxUnread = 4000

// passingFor is how long a Pull goes on over a stream of which nobody wants anything.
const passingFor = 2 * time.Second

// barredFor is how long nothing is asked for with credentials that were refused, beside a
// stream.
const barredFor = 30 * time.Second

// tolerated is how often in a row a look at notifications or private messages may fail
// while the stream goes on, before Pull says so.
const tolerated = 3

// conn is an open account. What Pull uses alone is not locked.
type conn struct {
	account desk.Account
	cfg     config
	opt     Options
	deps    channel.Deps
	dir     *directory
	public  *client // AppView, as nobody
	api     *client // the account's server; nil: listens only
	chat    *client // the chat service, through it
	people  *profiles
	mapper  *mapper

	life  context.Context // ends with Close
	close context.CancelFunc
	pull  sync.Mutex // held by Pull, and by Close once Pull has gone

	// of Pull
	stream    *stream // nil: off
	pos       position
	given     desk.Cursor // as last returned
	started   bool
	told      recent // notifications taken
	convos    map[string]convo
	noticeDue time.Time
	chatDue   time.Time
	chatOff   time.Time
	failed    int

	mu      sync.Mutex
	wrong   map[string]error  // why a part does not work, by part; nil: it does
	heard   time.Time         // when the stream last told anything
	settled map[string]string // private messages of ours by id: whose key they belong to
}

func open(opt Options, people *profiles, a desk.Account, secrets channel.Secrets, deps channel.Deps) (channel.Conn, error) {
	cfg, err := configOf(a.Settings)
	if err != nil {
		return nil, err
	}
	deps = whole(deps)
	c := &conn{
		account: a, cfg: cfg, opt: opt.withDefaults(cfg.stream), deps: deps,
		people: people, convos: map[string]convo{}, settled: map[string]string{},
	}
	c.dir, c.public = services(opt, &c.cfg, deps)
	c.mapper = mapperOf(a, people)
	if cfg.handle != "" {
		if err := c.signIn(secrets); err != nil {
			return nil, err
		}
	}
	if cfg.stream {
		c.stream = &stream{cfg: &c.cfg, opt: &c.opt, http: c.dir.given, mapper: c.mapper, people: c.people, log: deps.Log, now: deps.Now, wanted: deps.Wanted, handOn: deps.HandOn}
	}
	c.life, c.close = context.WithCancel(context.Background())
	return c, nil
}

// signIn prepares the clients that act for the account. It does no I/O.
func (c *conn) signIn(secrets channel.Secrets) error {
	if !validDID(c.account.Handle.NetworkID) {
		return &desk.Error{Kind: desk.Invalid, Field: keyHandle, Message: "This account was never connected.", Mend: "Reconnect it."}
	}
	host, h, err := hostOf(&c.cfg, secrets, c.dir)
	if err != nil {
		return err
	}
	var signer signer = &session{
		http: h, base: host, id: c.account.Handle.NetworkID, now: c.deps.Now, log: c.deps.Log,
		save: c.deps.SaveSecrets, secrets: maps.Clone(secrets),
	}
	if secrets[secretOAuth] != "" {
		if signer, err = resumeOAuth(c.dir.found, secrets, c.deps); err != nil {
			return err
		}
	}
	c.api = &client{http: h, base: host, signer: signer, now: c.deps.Now}
	c.chat = &client{http: h, base: host, signer: signer, now: c.deps.Now, proxy: c.cfg.chat}
	return nil
}

// until ends a context with the Conn.
func (c *conn) until(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.life, cancel)
	return ctx, func() { stop(); cancel() }
}

// Close ends Pull and Send; see channel.Conn.
func (c *conn) Close() error {
	c.close()
	c.pull.Lock()
	defer c.pull.Unlock()
	if c.stream != nil {
		c.stream.stop()
	}
	c.dir.close()
	return nil
}

var errClosed = &desk.Error{Kind: desk.Unavailable, Message: "This connection to Bluesky was closed."}

// Pull brings news of all sources; see channel.Conn.
func (c *conn) Pull(ctx context.Context, after desk.Cursor) (channel.Batch, error) {
	c.pull.Lock()
	defer c.pull.Unlock()
	if c.life.Err() != nil {
		return channel.Batch{}, errClosed
	}
	ctx, done := c.until(ctx)
	defer done()
	var b channel.Batch
	c.resume(after, &b)
	before := c.pos
	err := c.fill(ctx, &b)
	if c.stream != nil {
		c.felt(desk.PartStream, c.stream.trouble())
	}
	if c.life.Err() != nil {
		return channel.Batch{}, errClosed
	}
	if err != nil {
		if len(b.Heard)+len(b.Unread) > 0 || b.Missed != "" {
			c.started = false // what was taken is not given: it must be taken again
		}
		c.pos.notices, c.pos.own, c.pos.chat = before.notices, before.own, before.chat
		return channel.Batch{}, err
	}
	if c.stream != nil {
		if c.pos.stream = c.stream.after; !c.heard.IsZero() {
			b.At = timeOf(c.stream.after)
		}
	}
	b.Cursor = c.pos.cursor()
	c.given = b.Cursor
	return b, nil
}

// resume makes the sources begin after a cursor, unless that is where they are.
func (c *conn) resume(after desk.Cursor, b *channel.Batch) {
	if c.started && after == c.given {
		return
	}
	pos, ok := positionOf(after)
	if !ok {
		b.Missed = "The last position read on Bluesky was lost; reading starts with what's being said now."
		pos = position{}
	}
	c.pos, c.given, c.started = pos, after, true
	c.told = recent{}
	c.noticeDue, c.chatDue = time.Time{}, time.Time{}
	if c.stream != nil {
		c.stream.restart(pos.stream)
	}
}

// fill gathers a batch: it returns with the first news and what comes within Linger, after
// passingFor with what was passed over, or after Quiet with nothing.
func (c *conn) fill(ctx context.Context, b *channel.Batch) error {
	quiet := time.NewTimer(c.opt.Quiet)
	defer quiet.Stop()
	passing := false
	for {
		if err := c.look(ctx, b); err != nil {
			return err
		}
		if len(b.Heard)+len(b.Unread) > 0 {
			return c.more(ctx, b)
		}
		if err := c.reopen(ctx); err != nil {
			return err
		}
		next := time.NewTimer(time.Until(c.nextDue()))
		select {
		case it, ok := <-c.events():
			if err := c.take(it, ok, b); err != nil {
				next.Stop()
				return err
			}
			if !passing {
				passing = true // what nobody wants is told of too
				quiet.Reset(min(c.opt.Quiet, passingFor))
			}
		case <-next.C:
		case <-quiet.C:
			next.Stop()
			b.Live = !passing || c.live()
			if c.stream != nil && c.stream.link == nil {
				return c.stream.problem
			}
			return nil
		case <-ctx.Done():
			next.Stop()
			return ctx.Err()
		}
		next.Stop()
		if len(b.Heard)+len(b.Unread) > 0 {
			return c.more(ctx, b)
		}
	}
}

// more adds what is there already or comes at once.
func (c *conn) more(ctx context.Context, b *channel.Batch) error {
	linger := time.NewTimer(c.opt.Linger)
	defer linger.Stop()
	for len(b.Heard) < maxBatch && len(b.Unread) < maxUnread {
		select {
		case it, ok := <-c.events():
			if c.take(it, ok, b); !ok {
				return nil // the next Pull sees to it
			}
		case <-linger.C:
			b.Live = c.live()
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// events is the open stream's; nil, which waits for ever, without one.
func (c *conn) events() <-chan item {
	if c.stream == nil || c.stream.link == nil {
		return nil
	}
	return c.stream.link.events
}

// take adds what an item tells; not ok is the end of the link.
func (c *conn) take(it item, ok bool, b *channel.Batch) error {
	if !ok {
		return c.stream.closed()
	}
	b.Passed += it.passed
	if it.bundle != nil {
		c.takeBundle(it.bundle, b)
		return nil
	}
	c.heardStream()
	tells, missed := c.stream.accept(it)
	missed.tell(b)
	if tells && (c.api == nil || it.heard.Change != desk.Created || !c.told.again(string(it.heard.Message.NetworkID))) {
		if it.at > 0 && it.at <= c.stream.resumed && isPost(&it.heard) {
			b.Again++
		}
		b.Heard = append(b.Heard, it.heard)
	}
	return nil
}

// takeBundle adds what others are to read.
func (c *conn) takeBundle(u *bundle, b *channel.Batch) {
	u.take()
	c.heardStream()
	_, missed := c.stream.accept(item{at: u.first})
	missed.tell(b)
	c.stream.accept(item{at: u.last})
	b.Unread, b.UnreadPosts = append(b.Unread, u.unread...), b.UnreadPosts+u.posts
}

// live reports whether the stream has come to the present: its last event is not old.
func (c *conn) live() bool {
	if c.stream == nil {
		return true
	}
	return c.stream.link != nil && c.deps.Now().Sub(timeOf(c.stream.after)) < time.Minute
}

// reopen connects the stream if it is time to. A failure is returned, for a person to
// see it; the stream is tried again by a later Pull.
func (c *conn) reopen(ctx context.Context) error {
	if c.stream == nil || c.stream.link != nil || time.Now().Before(c.stream.retry) {
		return nil
	}
	return c.stream.open(ctx)
}

// nextDue is when something is to be done without news: a look, or a try of the stream.
func (c *conn) nextDue() time.Time {
	next := time.Now().Add(time.Hour)
	sooner := func(t time.Time) {
		if t.Before(next) {
			next = t
		}
	}
	if c.api != nil {
		sooner(c.noticeDue)
		if c.hearsChats() {
			sooner(c.chatDue)
		}
	}
	if c.stream != nil && c.stream.link == nil {
		sooner(c.stream.retry)
	}
	return next
}

func (c *conn) hearsChats() bool { return c.cfg.direct && time.Now().After(c.chatOff) }

// look asks for notifications and private messages when it is time to. While a stream
// runs, a failure or two are waited out.
func (c *conn) look(ctx context.Context, b *channel.Batch) error {
	if c.api == nil {
		return nil
	}
	if !time.Now().Before(c.noticeDue) {
		c.noticeDue = time.Now().Add(c.opt.Notices)
		heard, missed, err := c.notices(ctx, &c.pos)
		c.felt(desk.PartMentions, err)
		if err != nil {
			return c.lookFailed(&c.noticeDue, err)
		}
		b.Heard = append(b.Heard, heard...)
		if heard, err = c.elsewhere(ctx, &c.pos); err != nil {
			return c.lookFailed(&c.noticeDue, err)
		}
		b.Heard = append(b.Heard, heard...)
		c.failed = 0
		if missed != "" {
			b.Missed = missed
		}
	}
	if c.hearsChats() && !time.Now().Before(c.chatDue) {
		c.chatDue = time.Now().Add(c.opt.Chat)
		heard, err := c.chats(ctx, &c.pos)
		if err != nil || c.hearsChats() {
			c.felt(desk.PartDirect, err)
		}
		if err != nil {
			if desk.Is(err, desk.Unauthorized) {
				c.noticeDue = time.Time{} // they will be refused too: it is said at once
			}
			return c.lookFailed(&c.chatDue, err)
		}
		c.failed = 0
		b.Heard = append(b.Heard, heard...)
	}
	return nil
}

// lookFailed decides whether a failure ends this Pull. due is when to look again.
func (c *conn) lookFailed(due *time.Time, err error) error {
	c.failed++
	if desk.Is(err, desk.Later) && c.stream != nil && c.failed <= tolerated {
		wait := c.opt.MinRetry << c.failed
		if e := (*desk.Error)(nil); errors.As(err, &e) && !e.After.IsZero() {
			wait = max(wait, e.After.Sub(c.deps.Now()))
		}
		*due = time.Now().Add(wait)
		return nil
	}
	if *due = (time.Time{}); c.stream != nil && desk.Is(err, desk.Unauthorized) {
		*due = time.Now().Add(barredFor) // meanwhile the stream, which needs no credentials, is heard
	}
	return err
}
