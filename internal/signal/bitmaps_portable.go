//go:build !amd64 || purego

package signal

func isWide() bool { return false }

// tell is not called here.
func tell(*bitmaps, string) {}

// words is not called here.
func words(_ *bitmaps, _ *vocabulary, _ []token, from int) (n, next int) { return 0, from }
