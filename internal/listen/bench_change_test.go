package listen

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"heed/internal/desk"
)

// calmPosts are matched again and again, alone and beside changes: the same ones.
const calmPosts = 100_000

const groupPosts = 128

// BenchmarkChange adds and removes searches of a set while a post is matched after the other. An
// operation is one change.
func BenchmarkChange(b *testing.B) {
	b.Run("100k", func(b *testing.B) { benchChange(b, 100_000) })
	b.Run("1M", func(b *testing.B) { benchChange(b, 1_000_000) })
}

func benchChange(b *testing.B, n int) {
	c := theCorpus()
	s, _ := benchSet(b, n, false)
	delete(sets, benchKind{n, false}) // it is not to be used again
	more := parsed(b, fit(searches(n+200_000, false, c)[n+100_000:]))
	matchFor(s, c, nil) // to be warm
	const pace = 50_000 // a second
	var rested, counted, done atomic.Bool
	as := time.Duration(b.N) * time.Second / pace // pauses are seldom: the same time for each
	time.AfterFunc(as, func() { rested.Store(true) })
	calm := matchUntil(s, c, &rested)
	time.AfterFunc(as, func() { counted.Store(true) })
	machine := countUntil(&counted)
	var busy watched
	var wait sync.WaitGroup
	wait.Go(func() { busy = matchUntil(s, c, &done) })
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	start := time.Now()
	for i := range b.N {
		for i%50 == 0 && time.Since(start) < time.Duration(i)*time.Second/pace {
			runtime.Gosched()
		}
		before := time.Now()
		if i%3 == 2 {
			s.Remove(desk.SearchID(2_000_000 + (i/3)%len(more)))
		} else {
			s.Add(Saved{ID: desk.SearchID(2_000_000 + i%len(more)), Query: more[i%len(more)].Query})
		}
		took[i] = time.Since(before)
	}
	rate := float64(b.N) / time.Since(start).Seconds()
	b.StopTimer()
	done.Store(true)
	wait.Wait()
	slices.Sort(took)
	b.ReportMetric(rate, "changes/s")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-visible-us")
	b.ReportMetric(float64(busy.each-calm.each)/float64(calm.each)*100, "%-slower")
	b.ReportMetric(float64(busy.swaps), "new-bases")
	if busy.swaps > 0 {
		b.ReportMetric(float64((busy.swapped-groupPosts*calm.each).Nanoseconds())/1000, "at-a-new-base-pause-us")
	}
	for _, w := range []struct {
		name  string
		of    watched
		usual time.Duration // what a group takes
	}{{"", busy, groupPosts * calm.each}, {"calm-", calm, groupPosts * calm.each}, {"machine-", machine, groupPosts * machine.each}} {
		over := func(longest time.Duration, what string) {
			b.ReportMetric(float64((longest-w.usual).Nanoseconds())/1000, w.name+what)
		}
		over(w.of.longest, "longest-pause-us")
		over(w.of.own, "own-pause-us")
		over(w.of.clock, "clock-pause-us")
		over(w.of.ownClock, "own-clock-pause-us")
		b.ReportMetric(float64(w.of.faults), w.name+"page-faults")
	}
}

// matchFor is the processor time of a post, measured over many.
func matchFor(s *Set, c *corpus, m *Matcher) time.Duration {
	if m == nil {
		m = s.Matcher()
	}
	post := blankPost()
	var found []desk.SearchID
	match := func() {
		for i := range calmPosts {
			found = m.Match(c.post(i, post), found[:0])
		}
	}
	match()
	return onThread(match) / calmPosts
}

// watched is what a thread saw that matched one group of posts after the other. The longest of those groups
// in which the system took the processor away from nobody are heed's own doing: of the others part is caches
// that another program has left cold, and by the clock the time that it ran.
type watched struct {
	each            time.Duration // processor time of a post
	longest, own    time.Duration // the longest processor time of a group, and of those undisturbed
	clock, ownClock time.Duration // the same by the clock
	swapped         time.Duration // the longest processor time of a group in which a new base came
	swaps           int
	faults          int64 // times that memory was not there
}

// matchUntil matches until it is done.
func matchUntil(s *Set, c *corpus, done *atomic.Bool) watched {
	m, post := s.Matcher(), blankPost()
	var found []desk.SearchID
	return watch(done, func(n int) *base {
		found = m.Match(c.post(n%calmPosts, post), found[:0])
		return m.st.base
	})
}

// countUntil counts in registers until it is done: its pauses are the machine's, which the clock of a thread does not
// tell from its own time.
func countUntil(done *atomic.Bool) watched {
	sum := uint64(1)
	w := watch(done, func(int) *base {
		for range 300 {
			sum ^= sum << 13
			sum ^= sum >> 7
			sum ^= sum << 17
		}
		return nil
	})
	runtime.KeepAlive(sum)
	return w
}

// watch does work until it is done, in groups. Asking for times is a call of the system, so that it is not
// done after each post.
func watch(done *atomic.Bool, work func(n int) *base) (w watched) {
	n := 0
	cpu := onThread(func() {
		last := work(0)
		for before := usage(); !done.Load() || n == 0; {
			begin, clock, now := cpuTime(), time.Now(), last
			for range groupPosts {
				now = work(n)
				n++
			}
			wall, own := time.Since(clock), cpuTime()-begin
			after := usage() // what it counts may have been beside the group: it is not too little
			w.longest, w.clock = max(w.longest, own), max(w.clock, wall)
			if after.Nivcsw+after.Nvcsw == before.Nivcsw+before.Nvcsw {
				w.own, w.ownClock = max(w.own, own), max(w.ownClock, wall)
			}
			if now != last {
				last = now
				w.swapped, w.swaps = max(w.swapped, own), w.swaps+1
			}
			w.faults += after.Minflt + after.Majflt - before.Minflt - before.Majflt
			before = after
		}
	})
	w.each = cpu / time.Duration(n)
	return w
}

// usage is what the system counts of the thread.
func usage() (u syscall.Rusage) {
	const ofThread = 1 // RUSAGE_THREAD
	if err := syscall.Getrusage(ofThread, &u); err != nil {
		panic(err)
	}
	return u
}

// BenchmarkTwoCores matches with one goroutine and then with two at once. An operation is
// one post.
func BenchmarkTwoCores(b *testing.B) {
	c := theCorpus()
	s, _ := benchSet(b, 100_000, false)
	matched := func(workers int) float64 {
		start := time.Now()
		inParallel(workers, func(w int) {
			m, post := s.Matcher(), blankPost()
			var found []desk.SearchID
			for i := range b.N {
				found = m.Match(c.post(i+w*len(c.texts)/2, post), found[:0])
			}
		})
		return float64(workers*b.N) / time.Since(start).Seconds()
	}
	one := matched(1)
	b.ResetTimer()
	two := matched(2)
	b.ReportMetric(two, "posts/s")
	b.ReportMetric(two/one, "x-one-core")
}
