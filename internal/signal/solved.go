package signal

import "heed/internal/desk"

// courteous are the words that may stand around a thank you and "it works again" without adding
// anything to it: greetings, praise, what was fixed, how quickly. No word that turns, limits, hopes or asks
// is among them, nor one that begins another matter.
const courteous = `
hi hello hey dear team guys folks everyone all again great perfect brilliant awesome excellent wonderful lovely nice super fantastic amazing
good so very much many big really for your you the my our this that it its is now finally just quick quickly fast prompt speedy help helping support service
reply response effort sorting fixing resolving solving getting back to of a lot and well done cheers appreciate appreciated yes yep yeah ok okay wow ah oh
problem issue error app site internet connection card account money refund order parcel package payment ticket case light phone train everything i can confirm
hallo moin liebes lieber guten tag team super toll klasse prima spitze perfekt wunderbar gut sehr vielen lieben dank danke dankeschon herzlichen besten
fur die den das der eure ihre schnelle schnell rasche rasch hilfe unterstutzung antwort ja jetzt nun endlich es alles wieder und problem fehler ist internet karte geld paket bestellung
bonjour merci beaucoup mille fois super parfait genial excellent bravo pour votre aide rapide reponse oui tout est maintenant enfin le la les probleme colis commande de nouveau et
hola gracias muchas mil genial perfecto excelente estupendo por su vuestra ayuda rapida rapido respuesta atencion si todo ya ahora finalmente el la los problema pedido paquete y
ola obrigado obrigada muito otimo perfeito excelente pela pelo vossa sua ajuda rapida resposta atencao sim tudo ja agora finalmente o a os problema encomenda pedido e
hallo dank bedankt jullie super top perfect geweldig fijn goed heel erg veel voor je de het snelle hulp reactie antwoord ja nu weer eindelijk alles probleem pakket bestelling en
ciao salve grazie mille tante ottimo perfetto bravi eccellente per il lo la vostro vostra suo aiuto supporto rapida risposta si tutto ora adesso finalmente problema ordine pacco e`

// vague words alone do not say what is solved: "yes, it does" may answer "does it still happen?", and who
// says "got it" may have understood. Doubtful ones take back half of what they stand beside.
const (
	vague    = "yes yep yeah it that this does did got thanks thank you thx cheers ja das oui ca si sim nao"
	doubtful = "seems seem appears appear looks scheint semble parece lijkt sembra pare"
)

// What a word beside is; a set of bits.
const (
	isCourteous = 1 << iota
	isVague
	isDoubtful
)

// around folds the words that may stand around what is said to be solved as those of a text are folded.
func (r *Reader) around() map[string]uint8 {
	w := r.reading()
	is := map[string]uint8{}
	for kind, words := range map[uint8]string{isCourteous: courteous, isVague: vague, isDoubtful: doubtful} {
		w.scan(words)
		for i := range w.list {
			is[string(w.list[i].word.form)] |= kind
		}
	}
	return is
}

// solved tells whether a text says that it is solved and nothing else: outside of the phrases that say so
// and that thank, only words of courtesy stand. Labels alone are too little to go by: "works now, could you
// also send the invoice" is praise by most of its words.
func (w *reading) solved(s *desk.Signals, is map[string]uint8) bool {
	switch s.Intent.Label {
	case desk.Praise, desk.Feedback, desk.Other:
	default:
		return false
	}
	if s.Thanks.Label != desk.Confirms || s.Sentiment.Label == "negative" || len(w.links) > 0 || len(s.Tried) > 0 || len(s.Private) > 0 {
		return false
	}
	said, clear := make([]bool, len(w.list)), false
	for i := range w.hits[ofThanks] {
		h := &w.hits[ofThanks][i]
		if h.rule.weight < 0 {
			return false
		}
		for at := h.from; at < h.to; at++ {
			said[at] = true
			clear = clear || h.rule.label == confirms && is[string(w.list[at].word.form)]&isVague == 0
		}
	}
	for i := range w.list {
		k := &w.list[i]
		kind := is[string(k.word.form)]
		if w.sentences[k.sentence].asks > 0 || kind&isDoubtful != 0 {
			return false
		}
		if !said[i] && kind&isCourteous == 0 && !(k.word.sign && k.word.weight >= 0) {
			return false
		}
	}
	return clear
}
