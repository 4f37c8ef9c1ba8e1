package signal

import (
	"slices"
	"strings"
	"testing"
)

// Which of the company's other ways failed the author already. Naming one, asking for one
// and not having tried it yet is not that.
func TestTriedElsewhereIsHeard(t *testing.T) {
	t.Parallel()
	r := reader(t)
	failed := 0
	for _, c := range []struct{ lang, want, text string }{
		{"en", "chat", "your chat is down too"},
		{"en", "chat", "the live chat keeps disconnecting"},
		{"en", "chat", "your chatbot doesn't understand anything"},
		{"en", "chat", "webchat closed on me twice"},
		{"en", "chat", "I tried the online chat and nobody came"},
		{"en", "chat", "been in your chat queue for an hour"},
		{"en", "chat", "the chat just froze"},
		{"en", "chat", "chat says all agents are busy, still waiting"},
		{"en", "chat", "the bot keeps sending me in circles"},
		{"en", "chat", "your chat agent ended the conversation without helping"},
		{"en", "chat", "live chat is not working either"},
		{"en", "phone", "your phone lines are down"},
		{"en", "phone", "I called three times and nobody picked up"},
		{"en", "phone", "been on hold for 40 minutes"},
		{"en", "phone", "your helpline just rings out"},
		{"en", "phone", "the hotline hung up on me"},
		{"en", "phone", "can't get through on the phone"},
		{"en", "phone", "phoned twice, no luck"},
		{"en", "phone", "nobody answers your phone"},
		{"en", "phone", "I rang you yesterday and still no answer"},
		{"en", "phone", "your customer service number is always engaged"},
		{"en", "phone", "spent an hour on the phone for nothing"},
		{"en", "phone", "the call was cut off again"},
		{"en", "phone", "I have called every day this week and nothing happened"},
		{"en", "phone", "tried calling, gave up after half an hour"},
		{"en", "phone", "your automated phone system won't let me speak to anyone"},
		{"en", "email", "I emailed you two weeks ago, no reply"},
		{"en", "email", "my emails are being ignored"},
		{"en", "email", "sent you four emails and heard nothing"},
		{"en", "email", "wrote to you twice without an answer"},
		{"en", "email", "my email to support bounced"},
		{"en", "email", "nobody replies to my mails"},
		{"en", "email", "I filled in your contact form and never heard back"},
		{"en", "email", "opened a ticket last month, still nothing"},
		{"en", "email", "still waiting for an answer to my email"},
		{"en", "email", "your support address does not answer my email"},
		{"en", "shop", "went to the branch and they couldn't help"},
		{"en", "shop", "the store sent me away"},
		{"en", "shop", "I drove to your shop and nobody knew anything"},
		{"en", "shop", "the branch told me to call instead"},
		{"en", "shop", "your store staff refused to take it back"},
		{"en", "shop", "visited your local branch, no help at all"},
		{"en", "social", "you never answered my DM"},
		{"en", "social", "sent you three DMs, no reply"},
		{"en", "social", "my tweets are ignored"},
		{"en", "phone email", "called and emailed, no answer to either"},
		{"en", "phone chat", "on hold for an hour and your chat is down too"},
		{"de", "phone", "hänge seit einer Stunde in der Warteschleife"},
		{"de", "phone", "habe schon dreimal angerufen, keiner geht ran"},
		{"de", "phone", "eure Hotline ist nicht erreichbar"},
		{"de", "email", "auf meine Mails kommt keine Antwort"},
		{"de", "chat", "euer Chat funktioniert auch nicht"},
		{"de", "chat", "der Chat ist offline"},
		{"de", "shop", "in der Filiale konnte mir keiner helfen"},
		{"fr", "phone", "j'ai appelé trois fois, personne ne répond"},
		{"fr", "email", "mes mails restent sans réponse"},
		{"fr", "chat", "votre chat ne marche pas non plus"},
		{"fr", "shop", "en boutique, personne n'a pu m'aider"},
		{"es", "phone", "he llamado varias veces y nadie contesta"},
		{"es", "email", "mis correos siguen sin respuesta"},
		{"es", "chat", "el chat tampoco funciona"},
		{"es", "shop", "fui a la tienda y no me ayudaron"},
		{"pt", "phone", "já liguei três vezes e ninguém atende"},
		{"pt", "email", "mandei vários emails e ninguém responde"},
		{"pt", "chat", "o chat também não funciona"},
		{"nl", "phone", "al drie keer gebeld, niemand neemt op"},
		{"nl", "email", "geen antwoord op mijn mails"},
		{"nl", "chat", "jullie chat werkt ook niet"},
		{"it", "phone", "ho chiamato tre volte e nessuno risponde"},
		{"it", "email", "nessuna risposta alle mie email"},
		{"it", "chat", "anche la chat non funziona"},

		{"en", "", "I haven't called yet"},
		{"en", "", "should I call or email you?"},
		{"en", "", "what is your phone number?"},
		{"en", "", "can I reach you by chat?"},
		{"en", "", "is there a live chat?"},
		{"en", "", "do you have a store in Leeds?"},
		{"en", "", "I will call you tomorrow"},
		{"en", "", "please call me back"},
		{"en", "", "I have not emailed anyone so far"},
		{"en", "", "could you send me an email with the details?"},
		{"en", "", "which branch is open on Sunday?"},
		{"en", "", "my phone is broken"},
		{"en", "", "the email address on my account is wrong"},
		{"en", "", "I chatted with my sister about your new shoes"},
		{"en", "", "had a lovely chat with your driver"},
		{"en", "", "the lady on the phone was wonderful, thank you"},
		{"en", "", "your store in York is beautiful"},
		{"en", "", "just bought a phone in your shop"},
		{"en", "", "before I call, can you check it here?"},
		{"en", "", "I did not receive the confirmation email"},
		{"en", "", "my internet line is down"},
		{"de", "", "soll ich anrufen oder mailen?"},
		{"de", "", "habt ihr einen Chat?"},
		{"fr", "", "avez-vous un chat ?"},
		{"es", "", "¿tienen chat?"},
	} {
		var got []string
		for _, s := range read(r, c.lang, c.text).Tried {
			got = append(got, s.Label)
		}
		want := strings.Fields(c.want)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s %q: %q, want %q", c.lang, c.text, got, want)
			failed++
		}
	}
	t.Logf("%d fail", failed)
}
