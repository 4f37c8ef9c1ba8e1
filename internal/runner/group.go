package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"heed/internal/desk"
)

// Service is anything that starts and stops: a [Loop], a server, a [Group]. Stop
// before Start, double Start and double Stop must be safe.
type Service interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
}

// Func makes a Service of two functions. A nil one does nothing. Each is called once
// for each time that the service really starts or stops.
func Func(start, stop func(ctx context.Context) error) Service {
	return &pair{start: start, stop: stop}
}

type pair struct {
	start, stop func(ctx context.Context) error
	mu          sync.Mutex
	started     bool
}

func (p *pair) Start(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.started {
		return nil
	}
	if p.start != nil {
		if err := p.start(ctx); err != nil {
			return err
		}
	}
	p.started = true
	return nil
}

func (p *pair) Stop(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.started {
		return nil
	}
	p.started = false
	if p.stop == nil {
		return nil
	}
	return p.stop(ctx)
}

// Group starts services in the order in which they were added and stops them in
// reverse: what others need is added first. The zero Group is empty and ready.
type Group struct {
	mu      sync.Mutex // held through Start and Stop: they wait for each other
	members []member
	ctx     context.Context // of Start; nil: stopped
}

type member struct {
	name    string
	service Service
}

// Add puts a service at the end. In a group that runs it is started at once, so that
// an account connected later gets its loop; its error is then returned, and it is not
// added.
func (g *Group) Add(name string, s Service) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if slices.ContainsFunc(g.members, func(m member) bool { return m.name == name }) {
		return desk.Errorf(desk.Conflict, "there is already a %s in the group", name)
	}
	if g.ctx != nil {
		if err := s.Start(g.ctx); err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
	}
	g.members = append(g.members, member{name, s})
	return nil
}

// Start starts all. When one fails, those before it are stopped again and its error
// is returned. On a group that runs it does nothing.
func (g *Group) Start(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ctx != nil {
		return nil
	}
	for i, m := range g.members {
		if err := m.service.Start(ctx); err != nil {
			return errors.Join(fmt.Errorf("start %s: %w", m.name, err), stopAll(ctx, g.members[:i]))
		}
	}
	g.ctx = ctx
	return nil
}

// Stop stops all, the last one first, and waits for each. One that fails keeps no
// other from being stopped; their errors come joined. When ctx ends, those that are
// left are cut off rather than waited for.
func (g *Group) Stop(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ctx == nil {
		return nil
	}
	g.ctx = nil
	return stopAll(ctx, g.members)
}

func stopAll(ctx context.Context, members []member) error {
	var errs []error
	for _, m := range slices.Backward(members) {
		errs = append(errs, m.stop(ctx))
	}
	return errors.Join(errs...)
}

func (m member) stop(ctx context.Context) error {
	if err := m.service.Stop(ctx); err != nil {
		return fmt.Errorf("stop %s: %w", m.name, err)
	}
	return nil
}

// Status lists what the loops of the group have been doing, in order; services of
// other kinds are left out.
func (g *Group) Status() []Status {
	g.mu.Lock()
	members := slices.Clone(g.members)
	g.mu.Unlock()
	var out []Status
	for _, m := range members {
		switch s := m.service.(type) {
		case *Loop:
			out = append(out, s.Status())
		case *Group:
			out = append(out, s.Status()...)
		}
	}
	return out
}

// Ready is nil when every loop has had a success and is not failing; else it is of
// kind Unavailable and names those that are not.
func (g *Group) Ready() error {
	var errs []error
	for _, s := range g.Status() {
		switch {
		case s.Failures > 0:
			errs = append(errs, fmt.Errorf("%s fails: %s", s.Name, s.LastError))
		case !s.Running:
			errs = append(errs, fmt.Errorf("%s does not run", s.Name))
		case s.LastSuccess.IsZero():
			errs = append(errs, fmt.Errorf("%s has not finished its first run", s.Name))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	all := errors.Join(errs...)
	return &desk.Error{Kind: desk.Unavailable, Message: all.Error(), Err: all}
}
