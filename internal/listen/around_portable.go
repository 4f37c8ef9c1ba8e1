//go:build !amd64 || purego

package listen

// besides is not called here.
func besides(_ *uint32, n int, _ *uint32, _, _ uint32, _ bool) (at int, ones, others uint32) {
	return n, 0, 0
}
