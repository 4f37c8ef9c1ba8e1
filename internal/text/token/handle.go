package token

// hosted is what most handles of one network end in. Of such a name its owner's is what stands before; of other
// domain names package text tells how much is.
const hosted = ".bsky.social"

// handle adds the mention from the sign before from on, whose first word ends at end, if it is of a handle of that
// network with one label of letters and digits before, and what stands behind leaves no doubt where it ends. It
// returns that place; else 0.
func (t *Tokeniser) handle(from, end int) (next int) {
	next = end + len(hosted)
	if next > len(t.s) || end-from > maxPlainLabel || t.s[end:next] != hosted || wordEnd(t.blocks, from) != end {
		return 0
	}
	if b := t.low[next]; b >= 0x80 || isName(b) || b == '.' || b == '-' || b == ':' || b == '@' {
		return 0
	}
	t.put(Term{First: t.pos, Last: t.pos, Kind: Mention, Flags: t.flags, start: t.base + uint32(from), end: t.base + uint32(next)})
	t.plain(from, end)
	t.since = next
	return next
}
