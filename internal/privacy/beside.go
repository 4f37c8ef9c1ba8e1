package privacy

import (
	"regexp"
	"strings"
)

// Names, addresses and dates of birth have no form of their own: they are found where
// words beside them say what they are.
var besideClues = []struct {
	kind  string
	what  *regexp.Regexp // from the clue's end on
	words []string
}{
	{Name, nameForm, []string{"my name is", "my full name is", "my name's", "full name:", "name on the account is", "name on the account:", "customer name:", "mein name ist", "ich heiße", "ich heisse", "je m'appelle", "je m’appelle",
		"mon nom est", "me llamo", "mi nombre es", "meu nome é", "chamo-me", "me chamo", "mijn naam is", "ik heet", "mi chiamo", "il mio nome è"}},
	{BirthDate, birthForm, []string{"date of birth", "birth date", "birthdate", "birthday is", "dob", "d.o.b.", "born on", "born", "geboren am", "geburtsdatum", "geb. am", "geb.", "né le", "née le", "date de naissance", "nacido el", "nacida el",
		"fecha de nacimiento", "nascido em", "nascida em", "data de nascimento", "geboren op", "geboortedatum", "nato il", "nata il", "data di nascita"}},
	{Address, addressForm, []string{"my address is", "our address is", "my new address is", "my address:", "home address", "shipping address", "delivery address", "billing address", "postal address", "address is", "i live at", "we live at", "deliver to", "delivered to", "send it to", "sent to",
		"meine adresse ist", "meine adresse lautet", "meine adresse", "lieferadresse", "rechnungsadresse", "ich wohne in der", "ich wohne", "wohnhaft in", "mon adresse est", "mon adresse", "adresse de livraison", "j'habite au", "j’habite au", "j'habite", "mi dirección es", "mi dirección",
		"dirección de envío", "vivo en", "meu endereço é", "meu endereço", "endereço de entrega", "moro na", "moro em", "a minha morada é", "mijn adres is", "mijn adres", "bezorgadres", "ik woon in de", "ik woon op", "ik woon aan de", "ik woon", "il mio indirizzo è", "il mio indirizzo", "indirizzo di consegna", "abito in"}},
}

// Shapes after a clue; read only.
var (
	nameForm = regexp.MustCompile(`^\s*:?\s*(?:(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? )?(\p{Lu}[\p{L}'’-]+(?: (?:(?:de|da|do|dos|di|del|della|la|le|van|von|der|den|bin|al|el|y|e) )*\p{Lu}[\p{L}'’.-]*){0,3})`)

	birthForm = regexp.MustCompile(`^(?: is| ist| est| es| é| è|:| -| on)*\s*(\d{1,2}(?:st|nd|rd|th|\.)?[ ./-](?:\d{1,2}|(?:of |de )?\p{L}{3,10}\.?,?(?: de)?)[ ./-]\d{2,4}|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\p{Lu}\p{L}{2,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})\b`)

	// A house number and a street, or a street and a house number, and what follows as far
	// as it looks like a place.
	addressForm = regexp.MustCompile(`^(?: is| ist| est| es| é| è| lautet|:| -|,)*\s*((?:\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,? (?:\p{L}[\p{L}.'’-]* ?){1,5}|\p{L}[\p{L}.'’-]+(?: \p{L}[\p{L}.'’-]*){0,5},? (?:n[°º.]? ?)?\d{1,5} ?[A-Za-z]?\b)(?:, ?[\p{L}\d][\p{L}\d .'’-]*){0,4})`)
)

// beside finds what words announce that has no form of its own.
func (f *finder) beside() {
	if !strings.Contains(f.text, " ") {
		return
	}
	low := f.low
	if len(low) != len(f.text) {
		return
	}
	begins := beginningsOf(low)
	for _, c := range besideClues {
		for _, w := range c.words {
			if begins.may(w) {
				f.besideWord(low, w, c.kind, c.what)
			}
		}
	}
}

// beginnings are the first two bytes, or nearly these, of what stands at the beginning of a
// word: looking for every clue in every text would cost more than all the rest.
type beginnings [64]uint64

func beginningsOf(low string) (b beginnings) {
	for i := 0; i+1 < len(low); i++ {
		if i == 0 || !isWord(low[i-1]) {
			b[low[i]&63] |= 1 << (low[i+1] & 63)
		}
	}
	return b
}

// may is false where a word certainly does not begin with a clue.
func (b *beginnings) may(clue string) bool {
	return len(clue) < 2 || b[clue[0]&63]&(1<<(clue[1]&63)) != 0
}

func (f *finder) besideWord(low, word, kind string, what *regexp.Regexp) {
	for from := 0; ; {
		i := strings.Index(low[from:], word)
		if i < 0 {
			return
		}
		i += from
		from = i + len(word)
		if i > 0 && isWord(low[i-1]) {
			continue
		}
		rest := f.text[from:min(len(f.text), from+maxBeside)]
		at := what.FindStringSubmatchIndex(rest)
		if at == nil {
			continue
		}
		found := rest[at[2]:at[3]]
		if kind == Address || kind == Name {
			found = sentence(found)
		}
		end := at[2] + len(strings.TrimRight(found, " .,-'’"))
		if kind != Address || strings.ContainsAny(rest[at[2]:end], "0123456789") {
			f.add(kind, from+at[2], from+end)
		}
	}
}

const maxBeside = 120 // bytes after a clue that are looked at

// sentence cuts what follows the end of a sentence; a short word before a dot is a
// shortened one ("St.").
func sentence(s string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], ". ")
		if i < 0 {
			return s
		}
		i += from
		word := s[strings.LastIndexAny(s[:i], " ,")+1 : i]
		if len(word) > 3 || strings.ContainsAny(word, "0123456789") {
			return s[:i]
		}
		from = i + 2
	}
}
