// Package runner keeps work going: loops that run again and again until they are
// stopped, and groups of them that start in order and stop in reverse.
//
// A loop promises that its Run is never called twice at once; that a panic in it is
// an error and not the end of the program; that after errors it waits longer and
// longer, so that a broken database is not hammered; and that Stop lets the current
// run finish. Start and Stop may be called in any order, any number of times, from
// any goroutine. A stopped loop leaves no goroutine behind.
//
// Begin with [Loop] and [Group].
package runner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"heed/internal/desk"
)

// Loop runs a function again and again. Fill in the exported fields before Start and
// leave them alone after; a Loop must not be copied.
type Loop struct {
	Name string
	// Every is the pause after a run that found no more to do; 0: until Poke.
	Every time.Duration
	// Run does some work and says whether more is waiting, in which case it is called
	// again at once. It should do a bounded amount at a time. Its context ends when
	// Start's does, or when Stop runs out of patience.
	Run func(ctx context.Context) (more bool, err error)
	// Interrupt makes Stop end the current run's context at once. It is for runs that
	// wait for news and lose nothing by being cut off.
	Interrupt bool
	// MinBackoff and MaxBackoff bound the pause after errors, which doubles from one to
	// the other and is shortened at random by up to half. 0: half a second, a minute.
	MinBackoff, MaxBackoff time.Duration
	Log                    *slog.Logger // nil: nothing is logged

	mu      sync.Mutex
	running *running // nil: stopped
	poked   chan struct{}
	status  Status
}

// running is one stretch from Start to Stop.
type running struct {
	ctx  context.Context // of the runs
	kill context.CancelFunc
	stop chan struct{} // closed to ask for the end
	once sync.Once
	done chan struct{} // closed after the last run
}

// Status is what a loop has been doing.
type Status struct {
	Name        string
	Running     bool      // between Start and Stop
	Runs        int64     // that ended
	LastSuccess time.Time // end of the last run without an error; zero: none yet
	LastError   string    // of the last run, if that failed; else ""
	FailingFrom time.Time // end of the first run of the failures in a row; zero: not failing
	Failures    int       // in a row
}

// Start begins to run, at once. On a loop that runs it does nothing; on one that is
// about to end it is an error of kind Conflict. The end of ctx stops the loop and
// ends the current run's context.
func (l *Loop) Start(ctx context.Context) error {
	if l.Run == nil {
		return desk.Errorf("", "the loop %q has nothing to run", l.Name)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.running; r != nil && !closed(r.done) {
		if closed(r.stop) || r.ctx.Err() != nil {
			return desk.Errorf(desk.Conflict, "%s is still stopping", l.Name)
		}
		return nil
	}
	r := &running{stop: make(chan struct{}), done: make(chan struct{})}
	r.ctx, r.kill = context.WithCancel(ctx)
	l.running = r
	go l.run(r, l.pokes())
	return nil
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Stop asks the loop to end and waits until the current run has. When ctx ends first,
// the run's context is ended, and Stop waits a second more; a run that goes on even
// then is an error of kind Unavailable. On a loop that does not run it does nothing.
func (l *Loop) Stop(ctx context.Context) error {
	l.mu.Lock()
	r := l.running
	l.mu.Unlock()
	if r == nil {
		return nil
	}
	r.once.Do(func() { close(r.stop) })
	if l.Interrupt {
		r.kill()
	}
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
	}
	r.kill()
	select {
	case <-r.done:
		return nil
	case <-time.After(time.Second):
		return desk.Errorf(desk.Unavailable, "%s is still busy and was left behind", l.Name)
	}
}

// Poke says that there is work: a waiting loop runs at once, a busy one once more.
// After an error it still waits, so that pokes cannot defeat the pause. A poke before
// Start counts.
func (l *Loop) Poke() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.pokes() <- struct{}{}:
	default:
	}
}

// pokes makes the channel on first use; l.mu is held.
func (l *Loop) pokes() chan struct{} {
	if l.poked == nil {
		l.poked = make(chan struct{}, 1)
	}
	return l.poked
}

// Status tells how the loop is doing.
func (l *Loop) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.status
	s.Name = l.Name
	s.Running = l.running != nil && !closed(l.running.done)
	return s
}

func (l *Loop) run(r *running, poked <-chan struct{}) {
	defer close(r.done)
	defer r.kill()
	for !closed(r.stop) && r.ctx.Err() == nil {
		more, err := l.once(r.ctx)
		var p *panicked
		if err != nil && r.ctx.Err() != nil && !errors.As(err, &p) {
			return // cut off, which is no failure
		}
		failures := l.note(err)
		switch {
		case err != nil:
			r.wait(l.pause(failures, err), nil)
		case more:
		case l.Every > 0:
			r.wait(l.Every, poked)
		default:
			r.wait(forever, poked)
		}
	}
}

const forever = 100 * 365 * 24 * time.Hour

// wait ends early when the loop is to end, or is poked. A nil channel never pokes.
func (r *running) wait(d time.Duration, poked <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-poked:
	case <-r.stop:
	case <-r.ctx.Done():
	}
}

// once makes an error of a panic.
func (l *Loop) once(ctx context.Context) (more bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			more, err = false, &panicked{value: p, stack: debug.Stack()}
		}
	}()
	return l.Run(ctx)
}

// panicked is a panic that was caught.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (p *panicked) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// note keeps what came of a run, and logs what is new: the first of equal failures in
// a row, and their end.
func (l *Loop) note(err error) (failures int) {
	l.mu.Lock()
	before, now := l.status, time.Now()
	s := &l.status
	s.Runs++
	if err == nil {
		s.LastSuccess, s.LastError, s.FailingFrom, s.Failures = now, "", time.Time{}, 0
	} else {
		s.LastError = err.Error()
		if s.Failures++; s.Failures == 1 {
			s.FailingFrom = now
		}
	}
	failures = s.Failures
	l.mu.Unlock()
	l.tell(before, err)
	return failures
}

func (l *Loop) tell(before Status, err error) {
	switch {
	case l.Log == nil:
	case err == nil && before.Failures > 0:
		l.Log.Info("loop works again", "loop", l.Name, "failures", before.Failures, "since", before.FailingFrom)
	case err != nil && err.Error() != before.LastError:
		attrs := []any{"loop", l.Name, "error", err}
		var p *panicked
		if errors.As(err, &p) {
			attrs = append(attrs, "stack", string(p.stack))
		}
		l.Log.Error("loop failed and will try again", attrs...)
	}
}

// pause is how long to wait after a failure. An error that says when to come back is
// taken at its word, up to an hour.
func (l *Loop) pause(failures int, err error) time.Duration {
	var e *desk.Error
	if errors.As(err, &e) && e.Kind == desk.Later && !e.After.IsZero() {
		return min(max(time.Until(e.After), l.least()), time.Hour)
	}
	most := l.MaxBackoff
	if most == 0 {
		most = time.Minute
	}
	d := min(l.least()<<min(failures-1, 20), most)
	return d - rand.N(d/2+1)
}

func (l *Loop) least() time.Duration {
	if l.MinBackoff == 0 {
		return 500 * time.Millisecond
	}
	return l.MinBackoff
}
