package signal

import (
	_ "embed"
	"math"
	"slices"

	"heed/internal/desk"
)

// An Identifier tells the language of a text: a BCP 47 base language and a confidence
// from 0 to 1, or "" and 0 where it cannot tell. langid.Model is one.
type Identifier interface {
	Identify(text string) (lang string, confidence float64)
}

// A Reader reads messages. It is immutable and safe for concurrent use where its
// Identifier and its finder of private data are.
type Reader struct {
	identify Identifier
	private  func(string) []desk.Finding
	model    *Model // nil while one is being taught
	local    *Local // nil: nothing was learnt here
	plain    []plainText
	alpha    *alphabet
	tables   map[string]*table // by language; "" holds the signs that all share
	order    []string          // languages in the order in which they are tried
	ordered  []*table          // theirs
	votes    index             // hash of a word to the languages that know it: bits, by order
	beside   map[string]uint8  // words that may stand beside "it works again"; see solved
}

// A reading is the workroom for one text at a time.
type reading struct {
	alpha      *alphabet
	table      *table
	signs      *table
	model      *Model // nil while one is being taught
	text       string
	bitmaps    *bitmaps // of the text; with a vocabulary
	wide       bool     // the machine has the instructions that tell and words need
	buf        []byte   // folded words
	list       []token
	votes      *index      // hash of a word to the languages that know it
	spare      []room      // that are in no vocabulary
	spared     int         // how many of them are taken
	vocabulary *vocabulary // nil where few texts are read
	traits     uint16      // of the words
	sentences  []sentence
	around     []uint64 // what the words may be, sentence by sentence, with room between them
	places     []int32  // of the words that lead to rules
	telling    []int32  // of those that weigh or have a role
	of         uint8    // 0: what customers write; 1: what replies do
	tally      uint64   // words that each language knows, a byte each
	hits       [kinds][]hit
	felt       []feeling
	intents    evidence
	dense      [denseCount]float32
	leans      [3]float32 // what the model makes of negative, neutral and positive
	mood       [3]float64 // their probabilities; see moods
	unmoved    bool       // says nothing
	complains  float64    // probability of a complaint

	letters, upper            int
	links                     []desk.Span
	addresses, tags, mentions int
	clause                    int32
	marks                     mark // on any word
	ended                     bool // a sentence ended and the next has not begun
	inTag                     bool
	shouted                   bool // mostly capitals: then capitals say nothing
	opens                     bool // holds a ( or { or <
	mended                    bool // speaks of help that was given
	markup                    bool // what machines write and read
	score                     float64
}

func (r *Reader) reading() *reading {
	return &reading{alpha: r.alpha, signs: r.tables[""], model: r.model, votes: &r.votes, list: make([]token, 0, 48), buf: make([]byte, 0, 320), sentences: make([]sentence, 0, 8)}
}

// in gives the table of a language: one that has none is read by its signs alone, and
// an unknown one as English.
func (r *Reader) in(lang string) *table {
	if lang == "" {
		lang = "en"
	}
	if t := r.tables[lang]; t != nil {
		return t
	}
	return r.tables[""]
}

// Languages are those whose words are known, the best known first.
func Languages() []string { return []string{"en", "de", "fr", "es", "pt", "nl", "it"} }

// New makes a Reader. The function finds private data (privacy.Find); nil for none.
func New(identify Identifier, private func(string) []desk.Finding) *Reader {
	data, err := unpack(shipped)
	if err != nil {
		panic(err) // the model is part of the program, and a test reads it
	}
	m, err := ReadModel(data)
	if err != nil {
		panic(err) // likewise
	}
	return newReader(identify, private, m)
}

//go:embed model/signals.bin.zst
var shipped []byte

// NewWith makes a Reader with a model of your own; see [Teach].
func NewWith(m *Model, identify Identifier, private func(string) []desk.Finding) *Reader {
	return newReader(identify, private, m)
}

func newReader(identify Identifier, private func(string) []desk.Finding, m *Model) *Reader {
	r := &Reader{identify: identify, private: private, model: m, alpha: newAlphabet(), tables: map[string]*table{}, order: Languages()}
	for _, lang := range append(Languages(), "") {
		t, err := loadTable(lang)
		if err != nil {
			panic(err) // the tables are part of the program, and a test reads them all
		}
		t.number = uint8(len(r.tables) + 1)
		r.tables[lang] = t
	}
	var err error
	if r.plain, err = loadPlain(); err != nil {
		panic(err) // likewise
	}
	if m != nil {
		for word, tenths := range m.words {
			r.tables["en"].more(word, tenths)
		}
	}
	for _, lang := range r.order {
		r.ordered = append(r.ordered, r.tables[lang])
	}
	r.votes = r.vote()
	r.beside = r.around()
	return r
}

// vote makes the index of who knows which word.
func (r *Reader) vote() (x index) {
	know := map[string]int32{}
	for i, lang := range r.order {
		t := r.tables[lang]
		for n := range t.entries {
			if word := t.words[n]; t.entries[n].known && t.exact.find(hashOf(word)) == int32(n) {
				know[word] |= 1 << i
			}
		}
	}
	for word, langs := range know {
		x.set(hashOf(word), langs)
	}
	return x
}

// tableFor gives the table of a tagged language, else of the one whose table knows the
// most words of the text; English where none does.
func (r *Reader) tableFor(w *reading, tag string) *table {
	if lang := base(tag); lang != "" {
		return r.in(lang)
	}
	tally := w.tally
	if w.vocabulary == nil || len(w.list) > 255 { // a byte holds no more
		return r.mostKnown(w)
	}
	best, most := 0, tally&255
	for l := 1; l < len(r.ordered); l++ {
		if known := tally >> (8 * l) & 255; known > most {
			best, most = l, known
		}
	}
	return r.ordered[best]
}

// mostKnown is tableFor of texts that are long or read alone.
func (r *Reader) mostKnown(w *reading) *table {
	var known [8]int
	for i := range w.list {
		for l := range r.order {
			known[l] += int(w.list[i].word.votes >> l & 1)
		}
	}
	best := 0
	for l := range r.order {
		if known[l] > known[best] {
			best = l
		}
	}
	return r.ordered[best]
}

// maxRead is how much of a text is read: what someone wants stands in the first pages.
const maxRead = 8 << 10

// Read gives the signals of a message. It looks at Text and Lang alone and changes
// nothing. Text after the first 8 KiB is searched for private data only.
func (r *Reader) Read(m *desk.Message) desk.Signals {
	var s desk.Signals
	if r.private != nil {
		s.Private = r.private(m.Text)
	}
	w := r.reading()
	w.scan(clip(m.Text))
	s.Language = r.language(m, w)
	w.table = r.in(s.Language.Label)
	w.weigh()
	w.judge()
	w.moods()
	before, complained := w.likeliest(), w.complains >= .5
	w.relearn(r)
	s.Sentiment, s.Score = w.sentiment()
	if now := w.likeliest(); now != before {
		s.Sentiment.Because, s.Sentiment.Spans = []string{learntHere}, nil
		w.taughtReasons(&s.Sentiment, &r.local.kinds[ofLearntMood], now)
	}
	s.Complaint = w.complaint()
	if !complained && s.Complaint.Label != "" {
		s.Complaint.Because, s.Complaint.Spans = []string{learntHere}, nil
		w.taughtReasons(&s.Complaint, &r.local.kinds[ofLearntComplaint], 1)
	}
	intent, confidence := w.wants()
	s.Intent = w.intent(intent, confidence)
	w.relabel(r, ofLearntIntent, &s.Intent)
	intent = numberOf(s.Intent.Label)
	s.Urgency = w.urgency(intent)
	w.relabel(r, ofLearntUrgency, &s.Urgency)
	s.Tried = w.tried()
	if label, of, confidence := w.thanked(); label != "" {
		s.Thanks = desk.Signal{Label: label, Confidence: round(confidence)}
		w.reasons(&s.Thanks, ofThanks, of)
	}
	s.Solved = w.solved(&s, r.beside)
	return s
}

func numberOf(intent string) uint8 {
	return uint8(max(0, slices.Index(labelsOf[ofIntent], intent)))
}

// clip takes the head of a long text, cut before a rune.
func clip(text string) string {
	if len(text) <= maxRead {
		return text
	}
	n := maxRead
	for n > maxRead-4 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}

// A network's tag is the author's setting or the network's own guess; the text
// overrules it only where it is long and clear enough. Of a short text the letters
// tell little, and the words that a table knows tell more.
const (
	clearly      = .80
	clearLetters = 20
	likely       = .60
)

// language decides between the network's tag and the text.
func (r *Reader) language(m *desk.Message, w *reading) desk.Signal {
	found, confidence := "", 0.
	if r.identify != nil {
		found, confidence = r.identify.Identify(m.Text)
	}
	tag := base(m.Lang)
	switch {
	case tag != "" && (found == "" || found == tag):
		return desk.Signal{Label: tag, Confidence: math.Max(.7, confidence), Because: []string{"the network says so"}}
	case tag != "" && (confidence < clearly || w.letters < clearLetters):
		return desk.Signal{Label: tag, Confidence: .6, Because: []string{"the network says so"}}
	case confidence >= likely && w.letters >= clearLetters:
		return desk.Signal{Label: found, Confidence: confidence, Because: []string{"its letters and words"}}
	}
	if lang, words := r.byWords(w); lang != "" && lang != found && (len(words) > 1 || confidence < likely/2 || w.letters < clearLetters/2) {
		return desk.Signal{Label: lang, Confidence: .5, Because: words[:min(len(words), mostReasons)]}
	}
	if found == "" {
		return desk.Signal{}
	}
	return desk.Signal{Label: found, Confidence: confidence, Because: []string{"its letters and words"}}
}

// base is the base language of a tag: "pt" of "pt-BR". A tag of no language is "".
func base(tag string) string {
	n := 0
	for n < len(tag) && n < 4 && 'a' <= tag[n]|0x20 && tag[n]|0x20 <= 'z' {
		n++
	}
	if n < 2 || n > 3 || n < len(tag) && tag[n] != '-' && tag[n] != '_' {
		return ""
	}
	low := []byte(tag[:n])
	for i := range low {
		low[i] |= 0x20
	}
	switch s := string(low); s {
	case "und", "mul", "zxx", "qme", "qst", "qht", "qam", "qct", "art", "in": // not languages; X gives them
		if s == "in" {
			return "id"
		}
		return ""
	default:
		return s
	}
}

// byWords takes the language whose table knows the most words of a text too short
// for its letters to tell.
func (r *Reader) byWords(w *reading) (lang string, words []string) {
	for _, l := range r.order {
		var known []string
		for i := range w.list {
			if k := &w.list[i]; !k.word.sign && r.tables[l].knows(k.word) {
				known = append(known, w.text[k.span.Start:k.span.End])
			}
		}
		if len(known) > len(words) {
			lang, words = l, known
		}
	}
	return lang, words
}
