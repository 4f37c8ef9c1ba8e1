//go:build !amd64 || purego

package listen

func isWide() bool { return false }

// permit is not called here.
func permit(_ *uint8, _ *uint64, _ *span, _ *uint64, _ int, _ uint64, _ *uint32) (permitted int) {
	return 0
}
