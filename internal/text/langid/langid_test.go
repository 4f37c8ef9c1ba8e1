package langid

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"testing/quick"

	"heed/internal/desk"
)

func load(tb testing.TB) *Model {
	tb.Helper()
	m, err := Load()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// published gives the model's file.
func published(tb testing.TB) string {
	tb.Helper()
	weights, err := unpack()
	if err != nil {
		tb.Fatal(err)
	}
	return weights
}

func TestWeightsAreAsPublished(t *testing.T) {
	t.Parallel()
	weights := published(t)
	sum := sha256.Sum256([]byte(weights))
	const want = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"
	if got := hex.EncodeToString(sum[:]); got != want || len(weights) != 938013 {
		t.Fatalf("model is %s of %d bytes, want %s", got, len(weights), want)
	}
}

// posts are short, as people write them.
var posts = []struct{ lang, text string }{
	{"en", "@acme my parcel has been stuck in Leeds for nine days, any news?"},
	{"en", "Still on hold after 40 minutes. Unbelievable."},
	{"en", "thanks for sorting that out so quickly 🙏"},
	{"en", "WHY IS THE APP DOWN AGAIN #outage"},
	{"de", "@acme wo bleibt mein Paket? Seit zwei Wochen warte ich jetzt"},
	{"de", "Danke für die schnelle Hilfe, jetzt geht alles wieder!"},
	{"de", "Das ist eine Frechheit, keiner geht ans Telefon"},
	{"de", "ICH KÜNDIGE MEINEN VERTRAG"},
	{"fr", "Bonjour, mon colis n'est toujours pas arrivé https://example.test/suivi"},
	{"fr", "Votre service client est injoignable depuis ce matin"},
	{"fr", "Merci beaucoup pour votre aide"},
	{"es", "Llevo tres horas esperando y nadie contesta el teléfono"},
	{"es", "¿Cuándo van a devolverme el dinero?"},
	{"es", "muchas gracias por la ayuda, todo perfecto"},
	{"pt", "Minha encomenda não chegou e ninguém responde o email"},
	{"pt", "Muito obrigado pela ajuda, vocês são ótimos"},
	{"pt", "Quando vão resolver o meu problema?"},
	{"it", "Il mio pacco non è ancora arrivato, che vergogna"},
	{"it", "Grazie mille per l'aiuto, siete stati gentilissimi"},
	{"it", "Quando arriva il rimborso?"},
	{"nl", "Mijn pakketje is nog steeds niet bezorgd, waar blijft het?"},
	{"nl", "Bedankt voor de snelle hulp, alles werkt weer"},
	{"nl", "Ik sta al een uur in de wacht"},
	{"pl", "Moja paczka nadal nie dotarła, co się dzieje?"},
	{"pl", "Dziękuję za szybką pomoc"},
	{"sv", "Mitt paket har fortfarande inte kommit fram"},
	{"sv", "Tack för hjälpen, nu fungerar det igen"},
	{"da", "Min pakke er stadig ikke kommet frem, hvad sker der?"},
	{"fi", "Pakettini ei ole vieläkään saapunut perille"},
	{"fi", "Kiitos nopeasta avusta"},
	{"tr", "Kargom hâlâ gelmedi, ne zaman gelecek?"},
	{"tr", "Yardımınız için çok teşekkürler"},
	{"ru", "Моя посылка до сих пор не пришла"},
	{"ru", "Спасибо за быструю помощь"},
	{"ar", "لم يصل طلبي حتى الآن، متى سيصل؟"},
	{"ar", "شكرا جزيلا على المساعدة"},
	{"ja", "荷物がまだ届きません"},
	{"ja", "助けてくれてありがとう"},
	{"ko", "아직 택배가 안 왔어요"},
	{"zh", "我的包裹还没有到"},
	{"zh", "谢谢你们的帮助"},
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	m := load(t)
	right, langs := 0, map[string]bool{}
	for _, p := range posts {
		langs[p.lang] = true
		lang, confidence := m.Identify(p.text)
		if lang == p.lang {
			right++
		} else {
			t.Logf("%q: got %s (%.2f), want %s", p.text, lang, confidence, p.lang)
		}
		if confidence <= 0 || confidence > 1 {
			t.Errorf("%q: confidence %v", p.text, confidence)
		}
	}
	t.Logf("%d of %d posts in %d languages", right, len(posts), len(langs))
	if right < len(posts)*95/100 {
		t.Errorf("only %d of %d right", right, len(posts))
	}
}

func TestTooLittleToTell(t *testing.T) {
	t.Parallel()
	m := load(t)
	for _, text := range []string{
		"", " ", "ok", "???", "12345 67890", "😡😡😡", "@acme_support @help", "https://example.test/guten-tag",
		"ana@example.test", "#", "\x00\x00\x00\x00\x00", "\xff\xfe\xfd", "@acme no",
	} {
		if lang, c := m.Identify(text); lang != "" || c != 0 {
			t.Errorf("%q: got %s with %v", text, lang, c)
		}
	}
}

func TestWhatDoesNotSpeakIsIgnored(t *testing.T) {
	t.Parallel()
	m := load(t)
	want, confidence := m.Identify("Mein Paket ist verschwunden")
	for _, text := range []string{
		"@this_is_an_english_name Mein Paket ist verschwunden",
		"Mein Paket ist verschwunden https://example.test/where-is-my-parcel",
		"  Mein\tPaket\r\nist verschwunden ",
		"#Mein Paket ist verschwunden english.words@example.test",
	} {
		if lang, c := m.Identify(text); lang != want || c != confidence {
			t.Errorf("%q: got %s %v, want %s %v", text, lang, c, want, confidence)
		}
	}
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	m := load(t)
	for _, text := range []string{
		strings.Repeat("a", 1<<20), strings.Repeat("ä ", 1<<20), strings.Repeat("€", maxText),
		strings.Repeat("Ⱥ", maxText/2), strings.Repeat("word ", 1<<16), "abcd\x00efgh",
	} {
		if _, c := m.Identify(text); c < 0 || c > 1 {
			t.Errorf("confidence %v", c)
		}
	}
	same := func(text string) bool {
		a, x := m.Identify(text)
		b, y := m.Identify(text)
		return a == b && x == y
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}

func TestDamagedModel(t *testing.T) {
	t.Parallel()
	weights := published(t)
	damaged := func(at int, b string) string { return weights[:at] + b + weights[at+len(b):] }
	for name, model := range map[string]string{
		"empty":            "",
		"other file":       "PK\x03\x04 not a model",
		"cut in half":      weights[:len(weights)/2],
		"one byte short":   weights[:len(weights)-1],
		"one byte long":    weights + "\x00",
		"huge dictionary":  damaged(64, "\xff\xff\xff\x7f"),
		"huge index":       damaged(64+20, "\xff\xff\xff\xff\xff\xff\xff\x7f"),
		"huge dimension":   damaged(8, "\xff\xff\xff\x7f"),
		"negative buckets": damaged(8+32, "\x00\x00\x00\x00"),
	} {
		m, err := Read(model)
		if !desk.Is(err, desk.Invalid) || m != nil {
			t.Errorf("%s: got %v, want an invalid model", name, err)
		}
	}
}

// FuzzIdentify holds that no text breaks the model.
func FuzzIdentify(f *testing.F) {
	m := load(f)
	for _, p := range posts {
		f.Add(p.text)
	}
	f.Add("\xf0\x9f @ # ://")
	f.Fuzz(func(t *testing.T, text string) {
		lang, c := m.Identify(text)
		if c < 0 || c > 1 || (lang == "") != (c == 0) {
			t.Fatalf("%q gives %q with %v", text, lang, c)
		}
	})
}

// FuzzRead holds that damage anywhere in a model is an error or harmless.
func FuzzRead(f *testing.F) {
	weights := published(f)
	f.Add(0, []byte{1, 2, 3, 4})
	f.Add(64, []byte{0xff, 0xff, 0xff, 0x7f})
	f.Add(len(weights)-20000, []byte{0xff})
	f.Fuzz(func(t *testing.T, at int, patch []byte) {
		if at < 0 || at > len(weights) || len(patch) > len(weights)-at {
			t.Skip()
		}
		m, err := Read(weights[:at] + string(patch) + weights[at+len(patch):])
		if err == nil {
			m.Identify("does a damaged model still answer?")
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	m := load(b)
	b.ReportAllocs()
	for b.Loop() {
		m.Identify("@acme my parcel has been stuck in Leeds for nine days and nobody answers the phone, any news? #fail")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}
