//go:build !amd64 || purego

package listen

// What follows is not called here.

func meetWide(_, _ *uint64, _ int) bool { return false }

func andWide(_, _ *uint64, _ int) bool { return false }

func orWide(_, _ *uint64, _ int) {}

func shiftWide(_, _ *uint64, _ int, _ uint64) {}

func shiftedAndWide(_, _, _ *uint64, _ int, _ uint64) bool { return false }
