//go:build !amd64 || purego

package envelope

import "unicode/utf8"

func isWide() bool { return false }

func isWider() bool { return false }

// None of these is called here.

func fits(_, _ *byte, _ int) bool { return false }

func fitsWider(_, _ *byte, _ int) bool { return false }

func ending(_ *byte, _ int) (at int, odd uint8) { return -1, 0 }

func endingWider(_ *byte, _ int) (at int, odd uint8) { return -1, 0 }

func (r *Reader) classify(buf []byte) (inside bool) { return scalar(buf, &r.tail, r.blocks) }

func (r *Reader) expect([]byte) {}

func (r *Reader) valid(b []byte) bool { return utf8.Valid(b) }
