package privacy

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// plans are the numbering plans tried for a number in a national form: those of the
// languages that the desk reads and of the largest populations, the likeliest first.
var plans = []string{"US", "GB", "DE", "FR", "ES", "IT", "NL", "BR", "PT", "AT", "CH", "BE", "IE", "AU", "IN", "MX", "AR", "JP", "CN", "IL", "PL", "SE", "DK", "TR", "ZA"}

// A hostile text of nothing but digits would make libphonenumber parse for seconds. So
// many numbers are parsed of one text; after that a number that looks like a phone
// number is taken for one, which errs on the side of masking.
const maxParses = 1500

// A block is a run of digits in a text.
type block struct {
	start, end int // bytes
	digits     int
	lead       int // where an opening bracket or plus before it starts; start if none
}

// chatForms are the links that open a chat with a telephone number.
var chatForms = []string{"wa.me/", "whatsapp.com/send?phone=", "signal.me/#p/"}

// chatLinks finds the telephone numbers that links hold; elsewhere in a link digits are nobody's.
func (f *finder) chatLinks() {
	for _, form := range chatForms {
		for from := 0; ; {
			i := strings.Index(f.low[from:], form)
			if i < 0 || len(f.low) != len(f.text) {
				break
			}
			start := from + i + len(form)
			end := start
			for end < len(f.text) && (isDigit(f.text[end]) || end == start && f.text[end] == '+') {
				end++
			}
			if n := end - start; n >= 8 && n <= 16 {
				f.add(Phone, start, end)
			}
			from = end
		}
	}
}

type phoneReader struct {
	*finder
	region string
	parses int
}

// phones finds phone numbers: runs of digit blocks with the punctuation people put
// between them.
func (f *finder) phones(region string) {
	p := phoneReader{finder: f, region: strings.ToUpper(region)}
	for at := 0; at < len(f.text); {
		blocks, next := p.run(at)
		p.search(blocks)
		at = next
	}
}

// run gathers the next blocks that could belong to one number.
func (p *phoneReader) run(at int) (blocks []block, next int) {
	for at < len(p.text) {
		if !isDigit(p.text[at]) {
			at++
			continue
		}
		b := block{start: at, lead: p.lead(at)}
		for at < len(p.text) && isDigit(p.text[at]) {
			at++
			b.digits++
		}
		b.end = at
		blocks = append(blocks, b)
		gap := separator(p.text[at:])
		if gap == 0 || at+gap == len(p.text) || !isDigit(p.text[at+gap]) {
			return blocks, at
		}
		at += gap
	}
	return blocks, at
}

// separator gives the bytes of punctuation, at most four signs and one space in a
// row, that may stand between two blocks.
func separator(text string) int {
	n, spaces := 0, 0
	for range 4 {
		size := 0
		for _, s := range [...]string{" ", "-", ".", "(", ")", "/", "+"} {
			if strings.HasPrefix(text[n:], s) {
				size = len(s)
				if s == " " {
					spaces++
				}
			}
		}
		if size == 0 || spaces > 1 && strings.HasPrefix(text[n:], " ") && n > 0 && text[n-1] == ' ' {
			break
		}
		n += size
	}
	return n
}

// lead steps back over an opening bracket and a plus.
func (p *phoneReader) lead(at int) int {
	if at > 0 && p.text[at-1] == '(' {
		at--
	}
	if at > 1 && p.text[at-1] == ' ' && p.text[at-2] == '+' {
		return at - 2
	}
	if at > 0 && p.text[at-1] == '+' {
		at--
	}
	if at > 0 && p.text[at-1] == '(' && p.text[at] == '+' {
		at--
	}
	return at
}

// search takes the longest number from each block on.
func (p *phoneReader) search(blocks []block) {
	if p.singly(blocks) {
		return
	}
	fresh := 0 // first block after the last number
	for i := 0; i < len(blocks); {
		taken := 0
		digits := 0
		var sums [12]int
		for j := i; j < len(blocks) && j-i < len(sums); j++ {
			digits += blocks[j].digits
			sums[j-i] = digits
		}
		for j := min(len(blocks), i+len(sums)); j > i && taken == 0; j-- {
			if n := sums[j-i-1]; n < 6 || n > 17 {
				continue
			}
			if end, ok := p.number(blocks[i:j], i == fresh && j == len(blocks)); ok {
				p.add(Phone, blocks[i].lead, end)
				taken = j - i
				fresh = j
			}
		}
		i += max(1, taken)
	}
}

// number decides whether blocks are one phone number, and where it ends. Whole says
// that no other digits stand beside them.
func (p *phoneReader) number(blocks []block, whole bool) (end int, ok bool) {
	start := blocks[0].lead
	end = blocks[len(blocks)-1].end
	if !p.clearAround(start, p.extension(end)) || !p.free(start, end) || money(p.text, start, end) {
		return 0, false
	}
	text := p.text[start:end]
	if strings.Count(text, "(") > strings.Count(text, ")") {
		if end == len(p.text) || p.text[end] != ')' {
			return 0, false
		}
		end++
	}
	switch p.form(blocks, text, whole) {
	case announcedForm:
		ok = true
	case international:
		ok = p.valid(text, "ZZ") || text[0] != '0' && spacedOut(text)
	case national:
		ok = p.known(text)
	case northAmerican:
		ok = p.valid(text, "US") || p.region != "" && p.known(text)
	}
	if ok {
		end = p.extension(end)
	}
	return end, ok
}

type form int

const (
	nothing       form = iota
	announcedForm      // a word for phones stands before it
	international
	national
	northAmerican // grouped as in North America
)

// form tells how a number is written. A national form without a clue must not look
// like anything else, unless the author's country is known: then its plan decides.
func (p *phoneReader) form(blocks []block, text string, whole bool) form {
	digits, start, end := 0, blocks[0].lead, blocks[len(blocks)-1].end
	var shape strings.Builder
	for _, b := range blocks {
		digits += b.digits
		shape.WriteByte('0' + byte(min(b.digits, 9)))
	}
	zero := p.text[blocks[0].start] == '0'
	switch {
	case text[0] == '+' || strings.HasPrefix(text, "(+"):
		return international
	case digits < 7:
		return nothing
	case len(blocks) == 2 && text[0] == '0' && blocks[0].digits == 1 && p.text[blocks[0].end] == '.': // a part of one
		return nothing
	case whole && strings.HasPrefix(text, "00") && digits >= 10 && !p.dated(text):
		return international
	case digits > 13 || len(blocks) > 8 || p.dated(text) || strings.Contains(text, "+"):
		return nothing
	case !zero && len(blocks) == 4 && strings.Count(text, ".") == 3 && p.region == "": // a version
		return nothing
	case strings.Count(text, "/") > 1 && p.region == "":
		return nothing
	case whole && (p.clueBefore(start, phoneClues) || p.clueAfter(end, phoneLabels)):
		return announcedForm
	case digits >= 9 && p.clueBefore(start, numberClues):
		return national
	case shape.String() == "324" && strings.Count(text, "-") == 2: // social security
		return nothing
	case nanp(shape.String(), text):
		return northAmerican
	case !whole || p.drawn(blocks) || p.clueBefore(start, goodsClues):
		return nothing
	case p.region != "", zero && digits >= 9 && digits <= 12, text[0] == '(' && digits >= 9:
		return national
	case digits == 10 && p.alone(start, end):
		return northAmerican
	}
	return nothing
}

// drawn is true of six or more pairs of digits that rise: lots that were drawn.
func (p *phoneReader) drawn(blocks []block) bool {
	last := -1
	for _, b := range blocks {
		if b.digits != 2 || number2(p.text, b.start) <= last {
			return false
		}
		last = number2(p.text, b.start)
	}
	return len(blocks) >= 6
}

// dated is true of what is rather a date.
func (p *phoneReader) dated(text string) bool { return looksLikeDate(text, p.region == "") }

// alone reports whether a text is a number and nothing else.
func (p *phoneReader) alone(start, end int) bool {
	return strings.TrimSpace(p.text[:start]) == "" && strings.Trim(p.text[end:], " \t\r\n.!?") == ""
}

// nanp is true of the groups in which North American numbers are written.
func nanp(shape, text string) bool {
	switch shape {
	case "334", "1334":
		return true
	case "37":
		return text[0] == '('
	}
	return false
}

// known reports whether a national number exists in the text's region, or else in
// any of the plans.
func (p *phoneReader) known(text string) bool {
	if p.region != "" {
		return p.valid(text, p.region)
	}
	for _, region := range plans {
		if p.valid(text, region) {
			return true
		}
	}
	return false
}

func (p *phoneReader) valid(text, region string) bool {
	if p.parses++; p.parses > maxParses {
		return true
	}
	zeros := strings.HasPrefix(text, "00") && region == "ZZ"
	if zeros {
		text = "+" + text[2:]
	}
	n, err := phonenumbers.Parse(strings.TrimLeft(text, "("), region)
	if err != nil {
		return false
	}
	if region == "ZZ" {
		return phonenumbers.IsValidNumber(n) || !zeros && phonenumbers.IsPossibleNumber(n)
	}
	return phonenumbers.IsValidNumber(n) && hasTrunk(n, text)
}

// hasTrunk reports whether a number in a national form has the digit that its country
// dials before it, where the country writes it: 020 7946 0958, never 20 7946 0958.
func hasTrunk(n *phonenumbers.PhoneNumber, text string) bool {
	formal := phonenumbers.Format(n, phonenumbers.NATIONAL)
	at := strings.IndexFunc(formal, unicode.IsDigit)
	return at < 0 || formal[at] != '0' || firstDigit(text) == 0
}

// firstDigit is the value of the first digit; -1 if there is none.
func firstDigit(text string) int {
	for _, r := range text {
		if '0' <= r && r <= '9' {
			return int(r - '0')
		}
	}
	return -1
}

// spacedOut is true of a plus, a calling code by itself and groups that are not the
// thousands of a sum: a telephone number, even where no plan has it.
func spacedOut(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	if text[0] != '+' || len(parts) < 3 || len(parts[0]) > 3 {
		return false
	}
	code, all, thousands := 0, 0, true
	for i, part := range parts {
		if i == 0 {
			for _, r := range part {
				if code = 10*code + int(r-'0'); r > '9' {
					return false
				}
			}
		} else {
			thousands = thousands && len(part) == 3
		}
		all += len(part)
	}
	return !thousands && all >= 8 && all <= 15 && phonenumbers.GetRegionCodeForCountryCode(code) != "ZZ"
}

// extension steps over "x 123", "ext. 503" and the like.
func (p *phoneReader) extension(end int) int {
	rest := strings.ToLower(p.text[end:min(len(p.text), end+24)])
	t := strings.TrimLeft(rest, " ,")
	for _, mark := range [...]string{"extension", "ext.", "ext", "x", "durchwahl", "poste"} {
		tail, ok := strings.CutPrefix(t, mark)
		if !ok {
			continue
		}
		tail = strings.TrimLeft(tail, " :")
		n := 0
		for n < len(tail) && isDigit(tail[n]) {
			n++
		}
		if n >= 1 && n <= 6 && (n == len(tail) || !isWord(tail[n])) {
			return end + len(rest) - len(tail) + n
		}
	}
	return end
}

// money is true of numbers with a currency or a unit beside them.
func money(text string, start, end int) bool {
	before := strings.TrimRight(text[:start], " ")
	for _, sign := range [...]string{"$", "€", "£", "¥", "₹", "EUR", "USD", "GBP", "CHF", "R$", "Rs", "Rs."} {
		if strings.HasSuffix(before, sign) {
			return true
		}
	}
	after := strings.TrimLeft(text[end:min(len(text), end+8)], " ")
	for _, sign := range [...]string{"$", "€", "£", "%", "EUR", "USD", "GBP", "CHF", "km", "kg", "MB", "GB", "Euro", "euro", "dollar"} {
		if strings.HasPrefix(after, sign) {
			return true
		}
	}
	return false
}
