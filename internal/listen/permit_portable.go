//go:build !amd64 || purego

package listen

func isWide() bool { return false }

// What follows is not called here.

func expect(_ *uint64, _ int, _ *uint32, _ uint64) {}

func reach(_ *uint64, _ int, _ *uint32, _ uint64, _ *uint64, _ *span) (total int) { return 0 }

func permit(_ *int32, _ uint64, _ *uint64, _ *span, _ *uint64, _ int, _ uint64, _ *uint32) (permitted int) {
	return 0
}

func fetch(_ *uint32, _ int, _ *uint32) {}
