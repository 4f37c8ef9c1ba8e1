//go:build linux

package token

import (
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
)

// TestGuarded reads texts in memory that ends with a page behind which nothing may be read or written, as long as they
// need it at first.
func TestGuarded(t *testing.T) {
	t.Parallel()
	page := os.Getpagesize()
	const pages = 16
	all, err := syscall.Mmap(-1, 0, (pages+1)*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(all); err != nil {
			t.Error(err)
		}
	})
	if err := syscall.Mprotect(all[pages*page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	memory := all[: pages*page : pages*page]
	r := rand.New(rand.NewPCG(11, 12))
	tk := New(NewKey(1))
	for range 20_000 {
		s := [...]func() string{
			func() string { return random(r, 40) }, func() string { return faintText(r) }, func() string { return scriptText(r) },
			func() string { return joinedText(r) }, func() string { return mixture(r) + "für é" },
		}[r.IntN(5)]()
		if need := (len(s)+63)&^63 + slack; need <= len(memory) {
			tk.out.buf = memory[len(memory)-need:][:0]
			compare(t, tk, s)
		}
	}
}
