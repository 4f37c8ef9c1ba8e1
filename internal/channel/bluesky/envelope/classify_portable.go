//go:build !amd64 || purego

package envelope

import "unicode/utf8"

func isWide() bool { return false }

func (r *Reader) classify(buf []byte) (inside bool) { return scalar(buf, &r.tail, r.blocks) }

func (r *Reader) fits(b []byte, text string) bool { return fitsPlainly(b, text) }

func (r *Reader) ending(b []byte) (at int, odd uint8) { return endingPlainly(b) }

func (r *Reader) valid(b []byte) bool { return utf8.Valid(b) }

func (r *Reader) expect([]byte) {}
