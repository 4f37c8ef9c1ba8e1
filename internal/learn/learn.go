// Package learn makes of people's corrections what the desk reads better.
//
// Promises. What was learnt hangs on the corrections in effect alone: the same ones give
// the same readings on every machine, an undone one leaves no trace, and a reset brings
// the shipped model back (and can be taken back itself). A correction is learnt within
// seconds. What does not help on corrections that were held out is not used; see
// [signal.Reader.Learn]. Texts never leave the database: what is kept in memory are
// weights.
//
// Begin with [Service.Run], which learns, and [Service.Read], which reads by it.
package learn

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/signal"
)

// Store keeps corrections; see intake.Store for the rules of View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the service needs of a transaction.
type Tx interface {
	// Lessons are the latest corrections in effect, oldest first.
	Lessons(limit int) ([]desk.Lesson, error)
	// SeenMessages are customers' messages in the cases that agents answered last.
	SeenMessages(limit int) ([]desk.Message, error)
	// LessonsState changes whenever what teaches does.
	LessonsState() (string, error)
	ForgetCorrections(now time.Time) (int, error)
	RecallCorrections() (int, error)
	ForgottenCorrections() (int, time.Time, error)
	Agents() ([]desk.Agent, error)
	Append(events ...*desk.Event) error
}

// Service reads messages with what the desk has learnt. Read may be called by any number
// of goroutines, Run by one at a time in each process.
type Service struct {
	store   Store
	shipped *signal.Reader
	now     func() time.Time
	reader  atomic.Pointer[signal.Reader]
	mu      sync.Mutex // of what follows
	state   string
	lessons []signal.Lesson
	learnt  time.Time
}

// New makes a Service that knows what was shipped until Run has looked.
func New(store Store, shipped *signal.Reader, now func() time.Time) *Service {
	s := &Service{store: store, shipped: shipped, now: now}
	s.reader.Store(shipped)
	return s
}

// Read gives the signals of a message; see [signal.Reader.Read].
func (s *Service) Read(m *desk.Message) desk.Signals { return s.reader.Load().Read(m) }

// Least is how many corrections of a kind it takes before any of them counts.
const Least = signal.LeastToLearn

// Bounds of what is learnt from.
const (
	mostLessons = 5000
	mostSeen    = 1500
	seenWeight  = .3 // an answer without a correction is a weak yes
)

// Run learns anew where the corrections changed. It is a loop's step: more is false.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	var state string
	err = s.store.View(ctx, func(tx Tx) (err error) {
		state, err = tx.LessonsState()
		return err
	})
	if err != nil {
		return false, fmt.Errorf("learn.Run: %w", err)
	}
	s.mu.Lock()
	same := state == s.state
	s.mu.Unlock()
	if same {
		return false, nil
	}
	var lessons []desk.Lesson
	var seen []desk.Message
	err = s.store.View(ctx, func(tx Tx) (err error) {
		if lessons, err = tx.Lessons(mostLessons); err != nil || len(lessons) == 0 {
			return err
		}
		seen, err = tx.SeenMessages(mostSeen)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("learn.Run: %w", err)
	}
	l, taught := s.shipped.Learn(corrections(lessons, seen))
	s.reader.Store(s.shipped.With(l))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.lessons, s.learnt = state, taught, s.now()
	return false, nil
}

// corrections are what people said and, before it, what they saw and left. What they
// corrected they did not leave.
func corrections(lessons []desk.Lesson, seen []desk.Message) (list []signal.Correction) {
	type place struct {
		message desk.MessageID
		signal  string
	}
	corrected := map[place]bool{}
	for i := range lessons {
		corrected[place{lessons[i].Message, lessons[i].Signal}] = true
	}
	for i := len(seen) - 1; i >= 0; i-- { // oldest first
		m := &seen[i]
		for kind, label := range readings(m) {
			if label != "" && !corrected[place{m.ID, kind}] {
				list = append(list, signal.Correction{Text: m.Text, Lang: m.Lang, Kind: kind, Label: label, Weight: seenWeight})
			}
		}
	}
	for i := range lessons {
		l := &lessons[i]
		list = append(list, signal.Correction{Text: l.Text, Lang: l.Lang, Kind: l.Signal, Label: l.Label, Weight: 1})
	}
	return list
}

// readings are the labels that are learnt, in a fixed order.
func readings(m *desk.Message) func(func(kind, label string) bool) {
	return func(yield func(string, string) bool) {
		complaint := desk.NoComplaint
		if m.Signals.Complaint.Label == desk.Complaint {
			complaint = desk.Complaint
		}
		_ = yield("sentiment", m.Signals.Sentiment.Label) && yield("intent", m.Signals.Intent.Label) && yield("urgency", m.Signals.Urgency.Label) &&
			yield(desk.Complaint, complaint)
	}
}

// Overview is what the page of learning shows.
type Overview struct {
	Lessons   []signal.Lesson // one for each kind of signal
	Latest    []desk.Lesson   // newest first
	Names     map[desk.AgentID]string
	Learnt    time.Time // when it was last learnt anew in this process
	Forgotten int       // corrections that the latest reset put aside
	ForgotAt  time.Time
	Pending   bool // what was corrected last is not learnt yet
}

const mostLatest = 50

// Overview tells what was learnt.
func (s *Service) Overview(ctx context.Context, by desk.Agent) (Overview, error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return Overview{}, err
	}
	o := Overview{Names: map[desk.AgentID]string{}}
	err := s.store.View(ctx, func(tx Tx) error {
		state, err := tx.LessonsState()
		if err != nil {
			return err
		}
		s.mu.Lock()
		o.Lessons, o.Learnt, o.Pending = s.lessons, s.learnt, state != s.state
		s.mu.Unlock()
		latest, err := tx.Lessons(mostLatest)
		if err != nil {
			return err
		}
		o.Latest = nil
		for i := len(latest) - 1; i >= 0; i-- {
			o.Latest = append(o.Latest, latest[i])
		}
		if o.Forgotten, o.ForgotAt, err = tx.ForgottenCorrections(); err != nil {
			return err
		}
		agents, err := tx.Agents()
		for _, a := range agents {
			o.Names[a.ID] = a.Name
		}
		return err
	})
	return o, err
}

// Reset brings the shipped model back: no correction made so far teaches any more.
// Messages stay as they were corrected.
func (s *Service) Reset(ctx context.Context, by desk.Agent) error {
	return s.change(ctx, by, desk.LessonsForgot, func(tx Tx) (int, error) { return tx.ForgetCorrections(s.now()) })
}

// Recall takes the latest reset back.
func (s *Service) Recall(ctx context.Context, by desk.Agent) error {
	return s.change(ctx, by, desk.LessonsRecalled, Tx.RecallCorrections)
}

func (s *Service) change(ctx context.Context, by desk.Agent, kind desk.EventKind, do func(Tx) (int, error)) error {
	if err := access.Check(by, access.EditDesk); err != nil {
		return err
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		n, err := do(tx)
		if err != nil || n == 0 {
			return err
		}
		return tx.Append(&desk.Event{Kind: kind, Agent: by.ID, At: s.now(), Data: map[string]string{"corrections": fmt.Sprint(n)}})
	})
	if err != nil {
		return err
	}
	_, err = s.Run(ctx)
	return err
}
