package envelope

// A block is what 64 bytes of JSON are, a bit each.
type block struct {
	quote uint64 // begins or ends a string
	open  uint64 // { or [ outside strings
	close uint64 // } or ] outside strings
	odd   uint64 // makes a string something else than its bytes: a backslash, or beyond ASCII
}

// state is what one block leaves to the next.
type state struct{ inside, escaped bool }

// scalar tells the blocks what buf, whose length is a multiple of 64, and the tail behind it
// are made of, and whether a string is not ended.
func scalar(buf []byte, tail *[64]byte, blocks []block) (inside bool) {
	var s state
	for n := 0; n < len(buf); n += 64 {
		blocks[n/64] = s.block(buf[n : n+64])
	}
	blocks[len(buf)/64] = s.block(tail[:])
	return s.inside
}

// block tells what 64 bytes are.
func (s *state) block(b []byte) (x block) {
	for i, c := range b {
		kind := kinds[c]
		if kind == 0 && !s.escaped {
			continue
		}
		bit := uint64(1) << i
		if kind&(isBackslash|isHigh) != 0 {
			x.odd |= bit
		}
		if s.escaped {
			s.escaped = false
			if kind&(isQuote|isBackslash) != 0 {
				continue
			}
		}
		switch {
		case kind&isBackslash != 0:
			s.escaped = true
		case kind&isQuote != 0:
			x.quote |= bit
			s.inside = !s.inside
		case s.inside:
		case kind&isOpen != 0:
			x.open |= bit
		case kind&isClose != 0:
			x.close |= bit
		}
	}
	return x
}

const (
	isQuote = 1 << iota
	isBackslash
	isOpen
	isClose
	isHigh
)

var kinds = [256]uint8{
	'"': isQuote, '\\': isBackslash, '{': isOpen, '[': isOpen, '}': isClose, ']': isClose,
	0x80: isHigh, 0x81: isHigh, 0x82: isHigh, 0x83: isHigh, 0x84: isHigh, 0x85: isHigh, 0x86: isHigh, 0x87: isHigh,
	0x88: isHigh, 0x89: isHigh, 0x8A: isHigh, 0x8B: isHigh, 0x8C: isHigh, 0x8D: isHigh, 0x8E: isHigh, 0x8F: isHigh,
	0x90: isHigh, 0x91: isHigh, 0x92: isHigh, 0x93: isHigh, 0x94: isHigh, 0x95: isHigh, 0x96: isHigh, 0x97: isHigh,
	0x98: isHigh, 0x99: isHigh, 0x9A: isHigh, 0x9B: isHigh, 0x9C: isHigh, 0x9D: isHigh, 0x9E: isHigh, 0x9F: isHigh,
	0xA0: isHigh, 0xA1: isHigh, 0xA2: isHigh, 0xA3: isHigh, 0xA4: isHigh, 0xA5: isHigh, 0xA6: isHigh, 0xA7: isHigh,
	0xA8: isHigh, 0xA9: isHigh, 0xAA: isHigh, 0xAB: isHigh, 0xAC: isHigh, 0xAD: isHigh, 0xAE: isHigh, 0xAF: isHigh,
	0xB0: isHigh, 0xB1: isHigh, 0xB2: isHigh, 0xB3: isHigh, 0xB4: isHigh, 0xB5: isHigh, 0xB6: isHigh, 0xB7: isHigh,
	0xB8: isHigh, 0xB9: isHigh, 0xBA: isHigh, 0xBB: isHigh, 0xBC: isHigh, 0xBD: isHigh, 0xBE: isHigh, 0xBF: isHigh,
	0xC0: isHigh, 0xC1: isHigh, 0xC2: isHigh, 0xC3: isHigh, 0xC4: isHigh, 0xC5: isHigh, 0xC6: isHigh, 0xC7: isHigh,
	0xC8: isHigh, 0xC9: isHigh, 0xCA: isHigh, 0xCB: isHigh, 0xCC: isHigh, 0xCD: isHigh, 0xCE: isHigh, 0xCF: isHigh,
	0xD0: isHigh, 0xD1: isHigh, 0xD2: isHigh, 0xD3: isHigh, 0xD4: isHigh, 0xD5: isHigh, 0xD6: isHigh, 0xD7: isHigh,
	0xD8: isHigh, 0xD9: isHigh, 0xDA: isHigh, 0xDB: isHigh, 0xDC: isHigh, 0xDD: isHigh, 0xDE: isHigh, 0xDF: isHigh,
	0xE0: isHigh, 0xE1: isHigh, 0xE2: isHigh, 0xE3: isHigh, 0xE4: isHigh, 0xE5: isHigh, 0xE6: isHigh, 0xE7: isHigh,
	0xE8: isHigh, 0xE9: isHigh, 0xEA: isHigh, 0xEB: isHigh, 0xEC: isHigh, 0xED: isHigh, 0xEE: isHigh, 0xEF: isHigh,
	0xF0: isHigh, 0xF1: isHigh, 0xF2: isHigh, 0xF3: isHigh, 0xF4: isHigh, 0xF5: isHigh, 0xF6: isHigh, 0xF7: isHigh,
	0xF8: isHigh, 0xF9: isHigh, 0xFA: isHigh, 0xFB: isHigh, 0xFC: isHigh, 0xFD: isHigh, 0xFE: isHigh, 0xFF: isHigh,
}
