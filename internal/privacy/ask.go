package privacy

import (
	"fmt"
	"strings"
)

// AskToDelete is a polite request to somebody who posted private data in public, ready to
// be sent in public itself: it says what stands there and never repeats it. The language is
// a BCP 47 base language; English where it is not known. The name may be "".
func AskToDelete(lang, name, kind string) string {
	r, ok := requests[lang]
	if !ok {
		lang, r = "en", requests["en"]
	}
	greeting := r.greeting
	if name != "" {
		greeting = strings.TrimSuffix(r.greeting, "!") + " " + name + "!"
	}
	return greeting + " " + fmt.Sprintf(r.words, Describe(kind, lang))
}

var requests = map[string]struct{ greeting, words string }{ // read only
	"en": {"Hello!", "Your post shows private data to everybody (%s). For your own safety, please delete it. We can go on in a private message."},
	"de": {"Hallo!", "In Ihrem Beitrag stehen private Daten, die alle lesen können (%s). Bitte löschen Sie ihn zu Ihrer eigenen Sicherheit. Wir können in einer privaten Nachricht weitermachen."},
	"fr": {"Bonjour !", "Votre message montre à tous des données privées (%s). Pour votre sécurité, merci de le supprimer. Nous pouvons continuer en message privé."},
	"es": {"¡Hola!", "Su publicación muestra a todos datos privados (%s). Por su seguridad, le pedimos que la borre. Podemos seguir por mensaje privado."},
	"pt": {"Olá!", "A sua publicação mostra dados privados a toda a gente (%s). Para sua segurança, pedimos que a apague. Podemos continuar por mensagem privada."},
	"nl": {"Hallo!", "In uw bericht staan privégegevens die iedereen kan lezen (%s). Verwijder het alstublieft voor uw eigen veiligheid. We kunnen verder in een privébericht."},
	"it": {"Buongiorno!", "Il suo post mostra a tutti dati privati (%s). Per la sua sicurezza, la preghiamo di cancellarlo. Possiamo continuare in un messaggio privato."},
}
