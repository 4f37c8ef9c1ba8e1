package token

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// contractedPieces are words in two parts with a short and a long form, and what stands beside them.
var contractedPieces = strings.Split("don't |it's |it’s |I'm |l'avion |jusqu'ici |jusqu’ici |lorsqu’il |dell'arte |all'una |tell'em |you'd |everyone's |customers’ |can't've |5'11 |a1's |x'1 |sevenly'seventeen |we'll |they’re |I've |elma'ya |hp’e |o'reilly'den |10'000 |acme's'in |y'all |né'd |né'e |çak'la |été've |Elma'nın |комп'ютер |né |Žluť'x |quoiqu'é |puisqu’à |nell'è |sull’é |dall'è |all’é |quell'è |the |'|’|_|@|.|,| ", "|")

// TestContracted reads rows of them.
func TestContracted(t *testing.T) {
	t.Parallel()
	compareMany(t, 8_000, 13, func(r *rand.Rand) string { return neighbours(r, contractedPieces, 2, 40) })
}
