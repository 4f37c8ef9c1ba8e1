//go:build !amd64 || purego

package dataset

func (m *marks) mark(buf []byte, comma byte, at int) { m.scalar(buf, comma, at) }
