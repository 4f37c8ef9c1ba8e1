//go:build !purego

package token

import "heed/internal/text"

// The table of top-level domains, and what leads to a place in it; see text.Tops.
var topAt, topLabels = text.Tops()

const (
	topFactor = text.TopFactor
	topShift  = text.TopShift
	topSlots  = len(topAt) - 1
)

// named does what namedPlainly does from the sign before h.block on.
//
//go:noescape
func named(h *hot, blocks *block, kind, sign, letter uint64) (next int)

// domains does what domainsPlainly does from h.block on, as long as there is room for links, and leaves
// what is not found or ruled out at one place of the table of top-level domains.
//
//go:noescape
func domains(h *hot, blocks *block, links []link) (next, used int)
