//go:build !amd64 || purego

package token

// named is not called here.
func named(_ *hot, _ *block, _, _, _ uint64) (next int) { return 0 }

// domains is not called here.
func domains(_ *hot, _ *block, _ []link) (next, used int) { return 0, 0 }
