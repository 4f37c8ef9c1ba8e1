package privacy

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

// shown gives findings as "type:text".
func shown(text string, findings []desk.Finding) []string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Type+":"+text[f.Span.Start:f.Span.End])
	}
	return list
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"write to ana.silva+help@mail.example.org, please", []string{"email:ana.silva+help@mail.example.org"}},
		{"Ana <ana@example.test>.", []string{"email:ana@example.test"}},
		{"jürgen@bücher.example wartet", []string{"email:jürgen@bücher.example"}},
		{"a@example.test b@example.test", []string{"email:a@example.test", "email:b@example.test"}},

		{"call me on +44 20 7946 0958 after six", []string{"phone:+44 20 7946 0958"}},
		{"my number is 07400 123456", []string{"phone:07400 123456"}},
		{"(415) 555-0132 or 415.555.0133", []string{"phone:(415) 555-0132", "phone:415.555.0133"}},
		{"Rückruf bitte: 0171 / 2345678", []string{"phone:0171 / 2345678"}},
		{"Appelez-moi au 06 12 34 56 78 svp", []string{"phone:06 12 34 56 78"}},
		{"llámame al 612 345 678", []string{"phone:612 345 678"}},
		{"il mio cellulare: 333 1234567", []string{"phone:333 1234567"}},
		{"bel me op 06-12345678", []string{"phone:06-12345678"}},
		{"ligue para o celular (11) 98456-5666", []string{"phone:(11) 98456-5666"}},
		{"tel 020 7946 0958 ext. 12", []string{"phone:020 7946 0958 ext. 12"}},
		{"０３-３５０１-２３４５ or +81 3 3501 2345, phone", []string{"phone:０３-３５０１-２３４５", "phone:+81 3 3501 2345"}},

		{"card 4111 1111 1111 1111 was charged twice", []string{"card:4111 1111 1111 1111"}},
		{"5555-5555-5555-4444, 378282246310005", []string{"card:5555-5555-5555-4444", "card:378282246310005"}},
		{"4111-1111\n1111-1111", []string{"card:4111-1111\n1111-1111"}},
		{"“jane@example.com” 😀jo@example.com😀 邮箱ana@example.com谢谢", []string{"email:jane@example.com", "email:jo@example.com", "email:ana@example.com"}},
		{"my mail is john dot doe at gmail dot com", []string{"email:john dot doe at gmail dot com"}},
		{"3782 822463 10005", []string{"card:3782 822463 10005"}},

		{"refund to DE89 3704 0044 0532 0130 00 please", []string{"iban:DE89 3704 0044 0532 0130 00"}},
		{"gb82west12345698765432", []string{"iban:gb82west12345698765432"}},

		{"blocked from 203.0.113.77 and 2001:db8::8a2e:370:7334.", []string{"ip:203.0.113.77", "ip:2001:db8::8a2e:370:7334"}},

		{"my password is Tr0ub4dor&3 and it fails", []string{"password:Tr0ub4dor&3"}},
		{"login ana, password: correcthorse", []string{"password:correcthorse"}},
		{"Das Passwort für mein Konto lautet Sommer2024!", []string{"password:Sommer2024"}},
		{"mot de passe : azerty123", []string{"password:azerty123"}},
		{"la contraseña es \"perro gato\"", nil},
		{"la mia password è gatto99", []string{"password:gatto99"}},
		{"my PIN is 4821, help", []string{"password:4821"}},
		{"cvv 123", []string{"password:123"}},

		{"booking reference K7PX2M", []string{"booking:K7PX2M"}},
		{"PNR: QWERTZ", []string{"booking:QWERTZ"}},
		{"Buchungscode AB12CD bitte prüfen", []string{"booking:AB12CD"}},
		{"confirmation # 8814523", []string{"booking:8814523"}},
		{"where is order no. 302-1234567-7654321?", []string{"order:302-1234567-7654321"}},
		{"order #100234 never came", []string{"order:100234"}},
		{"Bestellnummer: 4711-0815", []string{"order:4711-0815"}},
		{"numéro de commande 20458871", []string{"order:20458871"}},
		{"device 00:1A:2B:3C:4D:5E or aabb.ccdd.eeff", []string{"mac:00:1A:2B:3C:4D:5E", "mac:aabb.ccdd.eeff"}},
		{"send it to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", []string{"crypto:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"}},
		{"wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", []string{"crypto:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}},
		{"wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", nil},
		{"I am at 51.50072, -0.12463 now", []string{"coordinates:51.50072, -0.12463"}},
		{"my passport number is C7654321", []string{"passport:C7654321"}},
		{"Führerschein: B072RRE2I55", []string{"driver_license:B072RRE2I55"}},
		{"my driver's license number is 2270-66-1551", []string{"driver_license:2270-66-1551"}},
		{"number plate AB51 ABC", []string{"vehicle:AB51 ABC"}},
		{"das Kennzeichen HH-AB 1234 steht da", []string{"vehicle:HH-AB 1234"}},
		{"medical record number 44812209", []string{"health:44812209"}},
		{"born on 12 March 1980 in Leeds", []string{"birth_date:12 March 1980"}},
		{"Geburtsdatum: 14.03.1980", []string{"birth_date:14.03.1980"}},
		{"née le 3 avril 1975", []string{"birth_date:3 avril 1975"}},
		{"Hi, my name is Ana de la Cruz and I wait", []string{"name:Ana de la Cruz"}},
		{"ich heiße Jürgen Müller.", []string{"name:Jürgen Müller"}},
		{"my address is 12 Baker Street, London NW1 6XE. Please come", []string{"address:12 Baker Street, London NW1 6XE"}},
		{"Lieferadresse: Hauptstraße 12, 10115 Berlin!", []string{"address:Hauptstraße 12, 10115 Berlin"}},
		{"j'habite au 12 rue de la Paix, Paris", []string{"address:12 rue de la Paix, Paris"}},

		{"my account number is 1234 5678 901", []string{"account:1234 5678 901"}},
		{"Kundennummer 88123", []string{"account:88123"}},
		{"klantnummer: 5512098", []string{"account:5512098"}},
		{"número de cliente 99812377", []string{"account:99812377"}},
	} {
		if diff := cmp.Diff(c.want, shown(c.text, Find(c.text))); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.text, diff)
		}
	}
}

func TestNothingPrivate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "no digits at all", "waiting since 14:30, it is 16:45 now",
		"$1,299.00 or 1.299,00 € or £ 2000000", "EUR 1 234 567 890", "I paid 4156667777 USD",
		"flight UA1234567 on 2025-03-14 10:45", "14.03.2025 - 21.03.2025", "03/27/2011 and 27/03/2011", "20250314 08:00", "12/11/24",
		"train ICE 578, seat 44, coach 12", "LH 400 FRA-JFK 10 15", "https://example.test/status/570306133677760513?tel=4155550132",
		"status 570306133677760513", "#4155550132 #20242025", "version 10.0.19.45 of the app", "iOS 17.4.1.22 broke it", "v1.2.3.4",
		"@ana@social.example and @acme.support", "see https://example.test/@ana.b", "a@b", "me @ home.today",
		"my password is wrong", "password reset does not work", "forgot my password, please help", "the pin is broken", "pin 1234567890123",
		"my booking was cancelled", "reservation for tomorrow", "booking in London", "booking BROKEN", "order 66", "ordered 2 pizzas in 2024", "in order 5 times",
		"account 2024 closed", "my account is locked", "4111 1111 1111 1112", "card 1234567812345678", "DE89 3704 0044 0532 0130 01",
		"my name is not on the list", "my address is wrong", "born in the USA", "delivered to the wrong house", "I live at home", "the plate is broken", "my passport has expired", "at 51.5, -0.12",
		"1424871225 people", "200 000 000 000", "10 000 000 users", "score 3-2 6-4 7-6", "12:30:45", "std::string", "face::book", "999.1.1.1", "1.2.3.4.5",
		"my phone runs app 8.4.22.857", "we ran 5.2.4.0", "phone bill 15.38/10.68/10.68", "in my account @115888123", "I will order @11607612 pizza", "room 415, floor 12, 3 nights", "2019-2024 3000", "100.000.000 mal", "0.0.0.0",
	} {
		if got := shown(text, Find(text)); got != nil {
			t.Errorf("%q: found %q", text, got)
		}
	}
}

func TestRegionHelps(t *testing.T) {
	t.Parallel()
	if got := shown("030 23125 0", FindIn("030 23125 0", "de")); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	if got := shown("4156667777", FindIn("4156667777", "US")); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	if text := "it says 4156667777 today"; shown(text, Find(text)) != nil {
		t.Errorf("without a region: found %q", shown(text, Find(text)))
	}
	if text := "4156667777"; len(Find(text)) != 1 {
		t.Error("a message that is a number and nothing else was not found")
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"nothing here":                         "nothing here",
		"mail ana@example.test!":               "mail ••••@••••!",
		"card 4111-1111-1111-1111.":            "card •••• •••• •••• 1111.",
		"call +44 20 7946 0958 now":            "call +••••••••58 now",
		"call 415-555-0132":                    "call ••••••••32",
		"to DE89 3704 0044 0532 0130 00":       "to DE•• •••• •••• 3000",
		"my password is Tr0ub4dor&3":           "my password is ••••••••",
		"order #100234":                        "order #••••34",
		"Kundennummer 88123":                   "Kundennummer ••••",
		"from 203.0.113.77":                    "from ••••",
		"Ü: ana@example.test und b@example.de": "Ü: ••••@•••• und ••••@••••",
	} {
		if got := Mask(in, Find(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	span := func(start, end int) desk.Finding {
		return desk.Finding{Type: Email, Span: desk.Span{Start: start, End: end}}
	}
	if got := Mask("abcdef", []desk.Finding{span(1, 3), span(2, 4), span(5, 99), span(-1, 2), span(4, 4)}); got != "a••••@••••def" {
		t.Errorf("impossible findings: %q", got)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for _, kind := range Types() {
		for _, lang := range []string{"en", "de", "fr", "es", "pt", "nl", "it"} {
			if Describe(kind, lang) == kind && kind != Coordinates && kind != Name {
				t.Errorf("%s has no name in %s", kind, lang)
			}
		}
	}
	if Describe(Card, "xx") != Describe(Card, "en") || Describe("riddle", "de") != "riddle" {
		t.Error("unknown languages and types are not named plainly")
	}
}

// A check digit catches every single wrong digit, and Luhn's own digit always fits.
func TestLuhn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{11,18}`).Draw(t, "body")
		fits := 0
		for d := range 10 {
			if luhn(body + string(rune('0'+d))) {
				fits++
			}
		}
		if fits != 1 {
			t.Fatalf("%s: %d check digits fit", body, fits)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		digits := []byte("4111111111111111")
		i := rapid.IntRange(0, len(digits)-1).Draw(t, "at")
		d := byte(rapid.IntRange('0', '9').Draw(t, "digit"))
		same := digits[i] == d
		digits[i] = d
		if luhn(string(digits)) != same {
			t.Fatalf("%s: a changed digit is not seen", digits)
		}
	})
}

func TestMod97(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9A-Z]{11,30}`).Draw(t, "body")
		country := rapid.StringMatching(`[A-Z]{2}`).Draw(t, "country")
		fits := 0
		for n := 2; n <= 98; n++ {
			if mod97(country + string(rune('0'+n/10)) + string(rune('0'+n%10)) + body) {
				fits++
			}
		}
		if fits != 1 {
			t.Fatalf("%s %s: %d check numbers fit", country, body, fits)
		}
	})
	for _, iban := range []string{"GB82WEST12345698765432", "DE89370400440532013000", "NO9386011117947", "MT84MALT011000012345MTLCAST001S"} {
		if !mod97(iban) || ibanLength(iban[:2]) != len(iban) {
			t.Errorf("%s is refused", iban)
		}
	}
	if ibanLength("US") != 0 || ibanLength("8A") != 0 || ibanLength("AT") != 20 {
		t.Error("lengths of countries are wrong")
	}
}

func TestHostileLength(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"1 2 3 4 5 ", "0123456789", "@", "a@", "+1 415 555 ", "(", "password ", "://", "1.2.", "DE12", "password: a@b.cd 4111 1111 1111 1111 "} {
		text := strings.Repeat(unit, 40_000/len(unit))
		check(t, text, Find(text))
	}
}

// check fails unless findings are in order, inside, apart and on rune boundaries.
func check(t *testing.T, text string, findings []desk.Finding) {
	t.Helper()
	at := 0
	for _, f := range findings {
		s := f.Span
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("%.80q: finding %v after %d of %d", text, f, at, len(text))
		}
		if utf8.ValidString(text) && (!utf8.RuneStart(text[s.Start]) || s.End < len(text) && !utf8.RuneStart(text[s.End])) {
			t.Fatalf("%q: %v cuts a rune", text, f)
		}
		at = s.End
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"call +44 20 7946 0958 or ana@example.test", "password: ü€4", "DE89 3704 0044 0532 0130 00", "４１５-666-7777 ext. 5", "2001:db8::1 1.2.3.4",
		"é@é.éé", "(+49) (0) 171 2345678", "order #12-34é", "Kunden-Nr.: 12 345 678", "\xff@\xff.com 4111\xc2\xa01111",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := Find(text)
		check(t, text, found)
		masked := Mask(text, found)
		if utf8.ValidString(text) && !utf8.ValidString(masked) {
			t.Fatalf("%q is masked as %q", text, masked)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for name, text := range map[string]string{
		"numbers": "my parcel has been stuck in Leeds for nine days and nobody answers the phone, any news? flight 1234 on 14.03.2025 cost $1,299.00",
		"words":   "nothing to see here but words and more words, as most of what people write when they are angry about their late parcel",
		"private": "call me on 07400 123456 please, order #100234, ana@example.test",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(text)
			}
		})
	}
}
