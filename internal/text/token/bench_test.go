package token

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// cpuTime is the processor time of this thread: what else runs on the machine changes it
// little.
func cpuTime() time.Duration {
	const threadClock = 3 // CLOCK_THREAD_CPUTIME_ID
	var ts syscall.Timespec
	if _, _, err := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadClock, uintptr(unsafe.Pointer(&ts)), 0); err != 0 {
		panic(err)
	}
	return time.Duration(ts.Nano())
}

// BenchmarkHostile reads texts of 25,000 characters of one kind.
func BenchmarkHostile(b *testing.B) {
	for name, unit := range map[string]string{
		"words": "the delivery came late again ", "hashtags": "#tag ", "mentions": "@acme ", "links": "https://a.com/b ", "short links": "https://t.co/Ab1 ",
		"domains": "a.com ", "dots": "a.b.", "apostrophes": "don't ", "han": "航", "accents": "né ", "cyrillic": "слово ", "emoji": "😂", "families": "👩\u200d👩\u200d👧 ",
		"marks": "Z\u0301\u0302\u0303", "zero width": "a\u200bb ", "direction": "\u202ea ", "hangul": "한국어 ", "thai": "ที่", "not text": "a\xff ", "markup": "&amp; <3 ", "signs": "@#$", "underscores": "a_b__", "numbers": "1,250.50 7 42 ",
	} {
		s := strings.Repeat(unit, 25_000)
		n := 0
		for i := range s {
			if n++; n > 25_000 {
				s = s[:i]
				break
			}
		}
		b.Run(name, func(b *testing.B) {
			t := New(NewKey(1))
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			t.Read(s)
			start := cpuTime()
			for b.Loop() {
				t.Read(s)
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(b.N)/float64(len(s)), "cpu-ns/byte")
			b.ReportMetric(float64(t.out.Len()), "terms")
		})
	}
}
