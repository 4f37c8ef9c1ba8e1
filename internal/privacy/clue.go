package privacy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// A clue announces private data that carries no check digit: the words, and what may
// follow them.
type clue struct {
	kind  string
	shape shape
	words []string // after the first
	named bool     // the clue itself says that a number or code follows
}

type shape int

const (
	secret   shape = iota // a password
	pin                   // 3 to 8 digits
	locator               // a booking code: letters, digits or both
	number                // at least 4 digits, 6 where no word says "number"
	document              // a locator, in groups too
	plate                 // letters and digits in up to three groups
)

// clues lists the words in the languages of the desk, by their first word, the
// longest first.
var clues = clueTable(map[string]map[shape]string{
	Password: {
		secret: "password, passwd, pwd, pw, passphrase, passwort, kennwort, mot de passe, mdp, contraseña, contrasena, clave, senha, palavra passe, palavra-passe, wachtwoord, parola d'ordine",
		pin:    "pin, pin code, pin-code, pincode, passcode, cvv, cvc, cvv2, security code, verification code, geheimzahl, sicherheitscode, código pin, codigo pin, code pin, code secret, codice pin",
	},
	Booking: {
		locator: "booking, booking code, booking ref, booking reference, booking number, booking id, reservation, reservation code, reservation number, confirmation, confirmation code, confirmation number, conf code, conf, pnr, record locator, locator, " +
			"buchung, buchungscode, buchungsnummer, buchungsnr, reservierungsnummer, reservierung, réservation, numéro de réservation, numéro de dossier, dossier, reserva, localizador, código de reserva, número de reserva, " +
			"boeking, boekingsnummer, boekingscode, reserveringsnummer, prenotazione, codice prenotazione, codice di prenotazione, numero di prenotazione",
	},
	Order: {
		number: "order, order number, order no, order nr, order id, tracking, tracking number, tracking no, tracking id, parcel number, shipment, consignment number, invoice, invoice number, " +
			"bestellung, bestellnummer, bestellnr, auftrag, auftragsnummer, sendung, sendungsnummer, paketnummer, rechnung, rechnungsnummer, commande, numéro de commande, colis, numéro de colis, numéro de suivi, facture, " +
			"pedido, número de pedido, envío, número de envío, factura, encomenda, número da encomenda, número do pedido, fatura, bestelling, bestelnummer, ordernummer, zending, pakketnummer, factuur, factuurnummer, " +
			"ordine, ordine n, commande n, pedido n, pedido nº, numero ordine, numero d'ordine, spedizione, fattura",
	},
	Account: {
		number: "account, account number, account no, acct, acct number, acc no, customer number, customer no, customer id, client number, contract number, policy, policy number, member number, membership, membership number, member id, frequent flyer number, frequent flyer, loyalty number, sort code, " +
			"kundennummer, kundennr, kunden-nr, kdnr, kontonummer, kto, vertragsnummer, vertragsnr, mitgliedsnummer, versicherungsnummer, numéro client, n client, no client, numéro de client, numéro de compte, numéro de contrat, contrat, " +
			"cuenta, número de cuenta, número de cliente, número de contrato, contrato, conta, número da conta, número de cliente, klantnummer, rekeningnummer, contractnummer, polisnummer, lidnummer, " +
			"conto, numero cliente, codice cliente, numero di conto, numero contratto, contratto, bank account, bank account number, kontonr",
	},
	Passport: {
		document: "passport, passport number, passport no, passport id, reisepass, reisepassnummer, passnummer, passeport, numéro de passeport, pasaporte, número de pasaporte, passaporte, número do passaporte, " +
			"paspoort, paspoortnummer, passaporto, numero di passaporto",
	},
	License: {
		document: "driver license, drivers license, driver's license, driver's licence, driver license number, driver's license number, driving licence, driving licence number, driving license, dl number, license number, licence number, führerschein, führerscheinnummer, " +
			"permis de conduire, carné de conducir, permiso de conducir, licencia de conducir, carta de condução, carteira de motorista, cnh, rijbewijs, rijbewijsnummer, patente di guida, numero patente",
	},
	Vehicle: {
		plate: "license plate, licence plate, number plate, plate number, plate, registration plate, vehicle registration, car registration, car reg, registration number, registration, vrm, kennzeichen, autokennzeichen, nummernschild, plaque d'immatriculation, immatriculation, " +
			"matrícula, placa, placas, kenteken, targa, plaka, plakası",
	},
	Health: {
		number: "patient number, patient id, patient no, medical record number, medical record, mrn, health card, health card number, health insurance number, health insurance id, insurance number, krankenversicherungsnummer, versichertennummer, patientennummer, krankenkassennummer, " +
			"numéro de sécurité sociale, numéro de patient, número de paciente, tarjeta sanitaria, número de utente, cartão de saúde, patiëntnummer, zorgverzekeringsnummer, tessera sanitaria",
	},
	Identity: {
		document: "id card, id card number, id number, identity card, identity number, national id, national id number, social security number, tax number, tax id, personalausweis, ausweisnummer, personalausweisnummer, steuernummer, sozialversicherungsnummer, carte d'identité, numéro fiscal, " +
			"dni, cédula, número de identificación, documento de identidad, cartão de cidadão, rg, numéro d'identité, identiteitskaart, identiteitsnummer, carta d'identità, numero di carta d'identità",
	},
})

// links between a clue and what it announces. The strong ones leave no doubt.
var (
	strongLinks = set(":", "=", "->", "is", "was", "ist", "lautet", "war", "est", "es", "era", "é", "è")
	weakLinks   = set("#", "number", "no", "no.", "nr", "nr.", "num", "code", "id", "ref", "ref.", "reference", "nummer", "numéro", "numero", "número",
		"n°", "nº", "n.", "meine", "my", "mi", "under", "unter")
	// fillers may stand between a clue and a strong link: "password for my account is"
	fillers = set("for", "my", "the", "to", "of", "account", "login", "für", "mein", "meinen", "das", "den", "konto", "pour", "mon", "compte", "para", "mi", "minha", "conta", "cuenta",
		"voor", "mijn", "per", "il", "mio")
)

var (
	cardClues    = []string{"card", "visa", "mastercard", "maestro", "amex", "credit", "debit", "cc", "karte", "kreditkarte", "carte", "tarjeta", "cartão", "cartao", "carta", "kaart", "creditcard"}
	addressClues = []string{"ip", "address", "adresse", "server", "host", "router", "dns", "ping", "login from", "logged in from", "blocked"}
	versionClues = []string{"version", "ver", "v", "firmware", "build", "release", "update", "ios", "android", "app", "sdk", "chrome", "windows"}
	phoneClues   = []string{"phone", "telephone", "tel", "mobile", "mob", "cell", "cellphone", "fax", "whatsapp", "call me", "call us", "text me", "ring me", "ring", "reach me", "my number", "desk", "dial", "hotline", "messages to", "texts to", "text to", "sms to", "contact number", "registered", "home", "office",
		"telefon", "telefonnummer", "handy", "handynummer", "mobil", "mobilnummer", "rückruf", "erreichbar", "téléphone", "tél", "portable", "appelez", "rappelez", "joignable",
		"teléfono", "telefono", "móvil", "movil", "llámame", "llamar", "llamadme", "telefone", "telemóvel", "telemovel", "celular", "ligue", "liga", "ligar",
		"tlf", "tfno", "cel", "tlm", "tlmv", "whats", "whatssap", "wpp", "wapp", "gsm", "puh", "puhelin", "puhelinnumero", "τηλ", "τηλέφωνο", "κινητό", "тел", "моб", "мобильный", "telefonszám", "telefonszámom", "telefoon", "telefoonnummer", "mobiel", "bel me", "mit nummer", "mitt nummer", "nummeret mitt", "numer telefonu", "telefonu", "komórka", "zadzwoń", "telefonum", "numaram", "手机", "手機", "电话", "電話", "携帯", "전화", "휴대폰", "номер телефона", "телефон", "cellulare", "chiamatemi", "chiamare"}
	// goodsClues announce numbers of goods and papers, which are nobody's.
	goodsClues = []string{"isbn", "issn", "ean", "upc", "gtin", "sku", "asin", "barcode", "part no", "part number", "article", "artikel", "artikelnummer", "art.-nr", "model", "modell", "claim", "claim number", "case number", "case no", "ticket", "ref", "reference"}
	// these stand behind a number
	phoneLabels = []string{"fax", "mobile", "cell", "office", "phone", "tel", "whatsapp", "landline", "handy", "mobil", "telefon", "portable", "fixe", "móvil", "telemóvel", "celular", "mobiel", "cellulare"}
	// what these announce may be another number as well
	numberClues = []string{"number is", "number", "call", "contact me", "sms", "anrufen", "nummer", "numéro", "número", "contacto", "bel", "numero"}
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func clueTable(lists map[string]map[shape]string) map[string][]clue {
	table := map[string][]clue{}
	for kind, shapes := range lists {
		for shape, list := range shapes {
			for phrase := range strings.SplitSeq(list, ", ") {
				words := strings.Fields(phrase)
				named := len(words) > 1 || strings.HasSuffix(phrase, "nummer") || strings.HasSuffix(phrase, "nr") || strings.HasSuffix(phrase, "code") || phrase == "pnr"
				table[words[0]] = append(table[words[0]], clue{kind, shape, words[1:], named})
			}
		}
	}
	return table
}

// announced finds what clues announce: secrets, and the numbers under which a company
// knows a customer.
func announced(text string) (secrets, references []desk.Finding) {
	s := scanner{text: text}
	var key [64]byte
	for {
		word, ok := s.next()
		if !ok {
			return secrets, references
		}
		if word.end-word.start > len(key)/2 {
			continue
		}
		list := clues[string(lower(key[:0], text[word.start:word.end]))]
		if len(list) == 0 {
			continue
		}
		kind, span, ok := s.follow(list)
		switch {
		case !ok:
		case kind == Password:
			secrets = append(secrets, desk.Finding{Type: kind, Span: span})
		default:
			references = append(references, desk.Finding{Type: kind, Span: span})
		}
	}
}

func lower(to []byte, s string) []byte {
	for _, r := range s {
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			to = append(to, byte(r))
			continue
		}
		to = utf8.AppendRune(to, unicode.ToLower(r))
	}
	return to
}

// follow looks for what one of the clues announces after the scanner's place, which
// it leaves there. Of clues that share their first word the longest that stands
// there counts.
func (s *scanner) follow(list []clue) (string, desk.Span, bool) {
	best, after := -1, *s
	for i, c := range list {
		here := *s
		if (best < 0 || len(c.words) > len(list[best].words)) && here.take(c.words) {
			best, after = i, here
		}
	}
	if best < 0 {
		return "", desk.Span{}, false
	}
	strong, weak := after.links(list[best].shape)
	span, ok := after.announcedBy(list[best].shape, strong, weak || list[best].named)
	return list[best].kind, span, ok
}

func (s *scanner) take(words []string) bool {
	for _, w := range words {
		got, ok := s.next()
		if !ok || !strings.EqualFold(s.text[got.start:got.end], w) {
			return false
		}
	}
	return true
}

// links steps over the words that tie a clue to its number. For passwords alone it
// steps over fillers, and only where a strong link follows them.
func (s *scanner) links(shape shape) (strong, weak bool) {
	back := *s
	for range 5 {
		here := *s
		w, ok := s.next()
		if !ok {
			*s = here
			break
		}
		word := strings.ToLower(s.text[w.start:w.end])
		switch {
		case strongLinks[word]:
			strong, back = true, *s
		case weakLinks[word]:
			weak, back = true, *s
		case shape == secret && !strong && fillers[word]:
		default:
			*s = back
			return strong, weak
		}
	}
	*s = back
	return strong, weak
}

// announcedBy reads the announced thing itself.
func (s *scanner) announcedBy(shape shape, strong, named bool) (desk.Span, bool) {
	token, quoted := s.token()
	t := s.text[token.Start:token.End]
	switch shape {
	case secret:
		last := s.endsSentence(token.End)
		ok := len(t) >= 4 && !strings.Contains(t, "://") && (quoted && strong || looksSecret(t) && (strong || named || len(t) >= 6) || strong && last && len(t) >= 6 && s.colon)
		return token, ok
	case pin:
		return token, len(t) >= 3 && len(t) <= 8 && onlyDigits(t)
	case plate:
		return s.plate(token)
	case document:
		n := digitsIn(t)
		return token, (strong || named) && n >= 4 && len(t) <= 20 && strings.Trim(strings.ToUpper(t), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./") == "" || looksLocator(t, strong || named)
	case locator:
		return token, looksLocator(t, strong || named)
	default:
		token = s.moreGroups(token)
		if n := digitsIn(s.text[token.Start:token.End]); t == "" || t[0] == '@' || n < 4 || n < 6 && !strong && !named {
			return token, false
		}
		return token, true
	}
}

// looksSecret is true of what no sentence would hold: digits or signs among letters,
// capitals inside.
func looksSecret(t string) bool {
	digits, letters, signs, inner := 0, 0, 0, 0
	for i, c := range t {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLetter(c):
			letters++
			if i > 0 && unicode.IsUpper(c) {
				inner++
			}
		case c != '\'' && c != '-' && c != '’' && c != '.' && c != '/':
			signs++
		}
	}
	mixed := inner > 0 && inner < letters-1
	return digits > 0 && letters > 0 || digits >= 4 || signs > 0 && letters+digits >= 3 || mixed && letters >= 6
}

// looksLocator is true of codes like K7PX2M, and of six capitals where a link or the
// word "code" stands before.
func looksLocator(t string, linked bool) bool {
	if len(t) < 5 || len(t) > 13 {
		return false
	}
	digits, upper := 0, 0
	for i := range len(t) {
		switch c := t[i]; {
		case isDigit(c):
			digits++
		case 'A' <= c && c <= 'Z':
			upper++
		case !isLetter(c):
			return false
		}
	}
	return digits > 0 && (digits < len(t) || linked || digits >= 6) || linked && upper == len(t) && len(t) <= 8
}

func onlyDigits(t string) bool { return t != "" && digitsIn(t) == len(t) }

func digitsIn(t string) int {
	n := 0
	for i := range len(t) {
		if isDigit(t[i]) {
			n++
		}
	}
	return n
}

// clueBefore reports whether one of the words stands shortly before a place.
func (f *finder) clueBefore(at int, words []string) bool {
	const reach = 40
	from := max(0, at-reach)
	for from > 0 && from < at && isWord(f.text[from]) && isWord(f.text[from-1]) {
		from++
	}
	head := strings.ToLower(f.text[from:at])
	for _, w := range words {
		for i := 0; ; {
			j := strings.Index(head[i:], w)
			if j < 0 {
				break
			}
			start, end := i+j, i+j+len(w)
			if w[0] >= 0xe3 || (start == 0 || !isWord(head[start-1])) && (end == len(head) || !isWord(head[end]) || isDigit(head[end])) { // 0xe3 and more begin the signs of Chinese, Japanese and Korean, which stand without spaces
				return true
			}
			i = end
		}
	}
	return false
}

// plate reads a registration plate of one to three groups, which has letters and digits.
func (s *scanner) plate(token desk.Span) (desk.Span, bool) {
	span, letters, digits := token, 0, 0
	for n := 0; n < 3; n++ {
		t := s.text[token.Start:token.End]
		up, num := 0, digitsIn(t)
		for i := range len(t) {
			if 'A' <= t[i] && t[i] <= 'Z' {
				up++
			} else if !isDigit(t[i]) && t[i] != '-' {
				up = -len(t)
			}
		}
		if up < 0 || up+num == 0 || len(t) > 10 {
			break
		}
		letters, digits, span.End = letters+up, digits+num, token.End
		here := *s
		here.at = token.End
		if token, _ = here.token(); token.Start != span.End+1 || token.End == token.Start {
			break
		}
	}
	return span, letters > 0 && digits > 0 && letters+digits >= 4 && letters+digits <= 10
}

// clueAfter reports whether one of the words stands right behind a place.
func (f *finder) clueAfter(at int, words []string) bool {
	rest := f.text[at:min(len(f.text), at+20)]
	next := strings.TrimLeft(rest, " -(")
	if next == rest || next == "" {
		return false
	}
	end := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(next)
	}
	return slices.Contains(words, strings.ToLower(next[:end]))
}
