package crowd

import (
	"math"
	"math/rand/v2"
	"strings"

	"heed/internal/channel/echo"
)

// Roles that need somebody of their own; most people have none.
const (
	roleFamous  = "famous"
	roleElderly = "elderly"
	roleTroll   = "troll"
	roleSpammer = "spammer"
)

// A person is an invented customer.
type person struct {
	handle, name, first string
	lang, place, role   string
	followers           int
}

// mail is an address that cannot exist.
func (p *person) mail() string {
	return strings.ReplaceAll(strings.TrimSuffix(p.handle, echo.Suffix), "-", ".") + "@example.com"
}

// names from which people are made, by language.
type names struct {
	lang        string
	count       int
	first, last []string
}

func allNames() []names {
	return []names{
		{"en", 84,
			[]string{"Mia", "Leo", "Ada", "Rowan", "Tess", "Caleb", "Ivy", "Jonah", "Priya", "Omar", "Nell", "Hugo", "Zadie", "Finn", "Marta", "Otis", "Lena", "Kofi", "Bea", "Silas", "Noor", "Gwen", "Tariq", "Dora", "Ezra", "Wren", "Maeve", "Idris"},
			[]string{"Vale", "Hartnell", "Okoro", "Pryde", "Lindqvist", "Marsh", "Tolland", "Bexley", "Crane", "Ashdown", "Quill", "Farrow", "Sato", "Dunmore", "Whitlock", "Patel", "Rook", "Sandoval", "Thorne", "Yardley"}},
		{"de", 16,
			[]string{"Anneke", "Jonas", "Ulrike", "Mehmet", "Frieda", "Lukas", "Svenja", "Ralf"},
			[]string{"Birkenau", "Sommerfeld", "Kraushaar", "Lindhorst", "Öztan", "Wiesner"}},
		{"fr", 14,
			[]string{"Camille", "Théo", "Amélie", "Bastien", "Inès", "Lucien", "Maud"},
			[]string{"Belcourt", "Marchais", "Dufresnel", "Lavigne", "Roussin"}},
		{"es", 12,
			[]string{"Lucía", "Mateo", "Carmen", "Diego", "Alba", "Iker"},
			[]string{"Valdera", "Montoro", "Quirós", "Salinera", "Buendal"}},
	}
}

// castOf makes everybody, the same under the same seed.
func castOf(seed uint64) []person {
	rng := rand.New(rand.NewPCG(seed, 1))
	cast := []person{
		{name: "Juno Marlowe", first: "Juno", lang: "en", role: roleFamous, followers: 48_000, place: "Port Aldine"},
		{name: "Aldous Pemberwick", first: "Aldous", lang: "en", role: roleElderly, followers: 12, place: "Oldmere"},
		{name: "Winifred Ashgrove", first: "Winifred", lang: "en", role: roleElderly, followers: 12, place: "Little Osmund"},
		{name: "Edith Callowhill", first: "Edith", lang: "en", role: roleElderly, followers: 3, place: "Veldery"},
		{name: "Heinrich Morgenroth", first: "Heinrich", lang: "de", role: roleElderly, followers: 12, place: "Stennbridge"},
		{name: "xX Bogwarden Xx", first: "Bogwarden", lang: "en", role: roleTroll, followers: 213},
		{name: "Sir Honksalot", first: "Honksalot", lang: "en", role: roleTroll, followers: 41},
		{name: "Prize Desk 24", first: "Prize", lang: "en", role: roleSpammer, followers: 2},
		{name: "Deals Deals Deals", first: "Deals", lang: "en", role: roleSpammer, followers: 5_120},
	}
	places := []string{"", "Ferrowick", "Oldmere", "Stennbridge", "Port Aldine", "Kestrel Green", "Millhaven", "Saltgate"}
	for _, n := range allNames() {
		for _, i := range rng.Perm(len(n.first) * len(n.last))[:min(n.count, len(n.first)*len(n.last))] {
			first := n.first[i%len(n.first)]
			cast = append(cast, person{
				name: first + " " + n.last[i/len(n.first)], first: first, lang: n.lang,
				followers: reach(rng), place: places[rng.IntN(len(places))],
			})
		}
	}
	taken := map[string]bool{}
	for i := range cast {
		h := echo.HandleFor(plain(cast[i].name))
		for taken[h] {
			h = strings.TrimSuffix(h, echo.Suffix) + "-x" + echo.Suffix
		}
		taken[h] = true
		cast[i].handle = h
	}
	return cast
}

// reach is how many follow somebody: a dozen for many, hundreds for most, thousands for
// few.
func reach(rng *rand.Rand) int {
	if rng.IntN(5) == 0 {
		return 12
	}
	return int(math.Exp(4.8 + 1.1*rng.NormFloat64()))
}

// plain writes a name with the letters that a handle takes.
func plain(name string) string {
	return strings.NewReplacer("Ö", "Oe", "ö", "oe", "ü", "ue", "ä", "ae", "ß", "ss", "é", "e", "è", "e", "ê", "e", "í", "i", "ó", "o", "á", "a", "ú", "u", "ñ", "n").Replace(name)
}
