package signal

import (
	"testing"

	"heed/internal/desk"
)

func TestThanks(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ lang, text, want string }{
		{"en", "Thank you so much for your help!", desk.Thanks},
		{"en", "Much appreciated, cheers", desk.Thanks},
		{"en", "It works now, thanks!", desk.Confirms},
		{"en", "All sorted, thank you", desk.Confirms},
		{"en", "that did the trick", desk.Confirms},
		{"en", "Got my refund today, thanks", desk.Confirms},
		{"en", "thanks for nothing", ""},
		{"en", "It still isn't working", ""},
		{"en", "When will this be fixed?", ""},
		{"en", "Where is my order?", ""},
		{"de", "Vielen Dank für die Hilfe", desk.Thanks},
		{"de", "Jetzt geht alles wieder, danke", desk.Confirms},
		{"fr", "Merci beaucoup !", desk.Thanks},
		{"es", "Muchas gracias", desk.Thanks},
		{"es", "Problema solucionado, gracias", desk.Confirms},
		{"pt", "Muito obrigado pela ajuda", desk.Thanks},
		{"nl", "Bedankt, het werkt weer", desk.Confirms},
		{"it", "Grazie mille", desk.Thanks},
		{"it", "Problema risolto, grazie", desk.Confirms},
	} {
		got := read(r, c.lang, c.text).Thanks
		if got.Label != c.want || (got.Label != "") != (got.Confidence > 0 && len(got.Spans) > 0) {
			t.Errorf("%q: %+v, want %q", c.text, got, c.want)
		}
	}
}
