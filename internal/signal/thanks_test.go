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
		{"en", "That's it for me, you can close this.", desk.Confirms},
		{"en", "The ticket is done. Case closed.", desk.Confirms},
		{"en", "The error is gone.", desk.Confirms},
		{"en", "The money is back in my account", desk.Confirms},
		{"en", "Yes, that worked", desk.Confirms},
		{"en", "Right, thank you. I'll pass that on.", desk.Thanks},
		{"en", "Yes please, do that.", ""},
		{"en", "Yes: platform 4, and it was late.", ""},
		{"en", "I don't need sorry, I need it solved.", ""},
		{"en", "Why did you close this case?", ""},
		{"en", "Don't you dare close my ticket", ""},
		{"de", "Sie können den Fall schließen.", desk.Confirms},
		{"de", "Von meiner Seite ist alles erledigt", desk.Confirms},
		{"de", "Der Fehler ist weg.", desk.Confirms},
		{"de", "Warum haben Sie das Ticket geschlossen?", ""},
		{"de", "Das Problem ist wieder da", ""},
		{"fr", "Vous pouvez clore le dossier.", desk.Confirms},
		{"fr", "Tout est rentré dans l'ordre", desk.Confirms},
		{"fr", "Pourquoi avez-vous clos le dossier", ""},
		{"es", "Ya pueden cerrar el caso.", desk.Confirms},
		{"es", "No han cerrado la incidencia", ""},
		{"pt", "Podem encerrar o chamado.", desk.Confirms},
		{"pt", "Não podem encerrar o chamado", ""},
		{"nl", "Jullie mogen de melding sluiten.", desk.Confirms},
		{"nl", "Waarom is de melding gesloten", ""},
		{"it", "Potete chiudere la pratica.", desk.Confirms},
		{"it", "Non potete chiudere la pratica", ""},
	} {
		got := read(r, c.lang, c.text).Thanks
		if got.Label != c.want || (got.Label != "") != (got.Confidence > 0 && len(got.Spans) > 0) {
			t.Errorf("%q: %+v, want %q", c.text, got, c.want)
		}
	}
}

// A complaint that was solved, told with joy, is praise.
func TestSolvedIsNoComplaint(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ lang, text, want string }{
		{"en", "Complaint handled within the hour and all put right by Friday. That's how it's done!", desk.Praise},
		{"en", "My issue was solved quickly, well done", desk.Praise},
		{"en", "My complaint was closed and nothing was solved", desk.Complaint},
		{"en", "Problem gone, and I say so as loudly as I moaned: thank you", desk.Praise},
		{"en", "Solved, and sooner than I expected", desk.Other},
		{"en", "Slower than I expected", desk.Complaint},
		{"de", "Reklamation sofort bearbeitet. So geht Service!", desk.Praise},
		{"fr", "Réclamation vite traitée, bravo", desk.Praise},
		{"es", "Queja resuelta enseguida. Así se hace.", desk.Praise},
		{"pt", "Problema resolvido rapidinho. É assim que se faz", desk.Praise},
		{"nl", "Klacht is snel opgelost. Zo hoort het.", desk.Praise},
		{"it", "Reclamo gestito subito. Così si fa!", desk.Praise},
	} {
		if got := read(r, c.lang, c.text).Intent; got.Label != c.want {
			t.Errorf("%q: %+v, want %q", c.text, got, c.want)
		}
	}
}

// Who says that they will wait is patient; who says for how long they have waited is not.
func TestPatienceIsNoComplaint(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct{ lang, text, thanks string }{
		{"en", "Thanks, will wait for your reply", desk.Thanks},
		{"en", "Ok, I'll wait until Tuesday.", ""},
		{"de", "Danke, dann warte ich bis Montag", desk.Thanks},
		{"de", "Super, ich warte auf Ihre Antwort", ""},
		{"fr", "Merci, j'attends votre retour", desk.Thanks},
		{"es", "Gracias, quedo a la espera", desk.Thanks},
		{"it", "Ok, attendo vostre notizie", ""},
		{"nl", "Bedankt, ik wacht het even af", desk.Thanks},
		{"pt", "Obrigado, fico a aguardar", desk.Thanks},
	} {
		if got := read(r, c.lang, c.text); got.Intent.Label == desk.Complaint || got.Thanks.Label != c.thanks {
			t.Errorf("%q: %+v, thanks %+v, want no complaint and thanks %q", c.text, got.Intent, got.Thanks, c.thanks)
		}
	}
	for _, c := range []struct{ lang, text string }{
		{"en", "Thanks, but I am still waiting for my parcel"},
		{"en", "How long will I wait for my refund?"},
		{"de", "Danke, aber ich warte immer noch auf mein Paket"},
		{"de", "Ich warte auf Ihre Antwort, seit drei Wochen"},
		{"fr", "J'attends votre réponse depuis un mois"},
		{"es", "Sigo esperando una respuesta"},
		{"it", "Attendo vostra risposta da un mese"},
		{"nl", "Ik wacht al drie weken"},
		{"pt", "Aguardo a sua resposta há um mês"},
	} {
		if got := read(r, c.lang, c.text); got.Intent.Label != desk.Complaint {
			t.Errorf("%q: %+v, want a complaint", c.text, got.Intent)
		}
	}
}

// A message that says that it is solved and nothing else ends a case by itself: what asks, limits, hopes or
// begins another matter does not, whatever else it says.
func TestSolved(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct {
		lang, text string
		want       bool
	}{
		{"en", "It works now, thank you!", true},
		{"en", "@desk Perfect, all sorted. Thanks so much for the quick help 👍", true},
		{"en", "That fixed it, cheers", true},
		{"en", "The problem is gone.", true},
		{"de", "Jetzt geht alles wieder, danke für die schnelle Hilfe!", true},
		{"de", "Der Fehler ist weg, vielen Dank", true},
		{"fr", "Problème résolu, merci beaucoup", true},
		{"es", "Problema solucionado, muchas gracias", true},
		{"pt", "Já funciona, muito obrigado", true},
		{"nl", "Het werkt weer, bedankt voor de hulp", true},
		{"it", "Problema risolto, grazie mille", true},
		{"en", "Thank you so much for your help!", false},
		{"en", "It works now, thanks. Could you also send me the invoice", false},
		{"en", "It works now, thanks, but the app is slow", false},
		{"en", "It works now on my phone, not on my laptop", false},
		{"en", "Sorted, thanks. Also, the hall light is flickering", false},
		{"en", "I hope it works now", false},
		{"en", "It works now? Thanks", false},
		{"en", "Seems to be working now, thanks", false},
		{"en", "Yes, it does.", false},
		{"en", "Got it, thanks", false},
		{"en", "It works now, thanks https://example.com/bill", false},
		{"en", "It works now, thanks 😡", false},
		{"de", "Jetzt geht es wieder, aber das Bild ruckelt", false},
		{"de", "Scheint wieder zu gehen, danke", false},
		{"fr", "Ça marche maintenant mais c'est lent", false},
	} {
		if got := read(r, c.lang, c.text); got.Solved != c.want {
			t.Errorf("%q: solved is %v: %+v", c.text, got.Solved, got.Thanks)
		}
	}
}
