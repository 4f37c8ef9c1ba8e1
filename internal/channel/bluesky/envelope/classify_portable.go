//go:build !amd64 || purego

package envelope

func isWide() bool { return false }

func (r *Reader) classify(buf []byte, blocks []block, s *state) { scalar(buf, blocks, s) }
