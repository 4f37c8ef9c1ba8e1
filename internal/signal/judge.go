package signal

// judge asks the model, which sees what the tables found. What it takes for spam or a
// complaint counts among the evidence for the intents.
func (w *reading) judge() {
	if w.markup = w.isMarkup(); w.markup {
		w.felt, w.score = w.felt[:0], 0
		w.forget()
	}
	w.gatherIntents()
	w.extractDense(&w.dense)
	var sums [heads]int32 // what is given back as an array is copied, which waits for what was just written
	var z [heads]float32
	norm := w.rows(&sums)
	w.model.logits(&w.dense, &sums, norm, &z)
	w.leans = [3]float32(z[:])
	w.complains = logistic(z[headComplaint])
	if w.unmoved = w.saysNothing(norm); w.unmoved {
		w.complains *= unmoved[headNegative]
	}
	if w.intents.support[spam] > 0 {
		if spamlike := logistic(z[headSpam]); spamlike > surelySpam {
			w.intents.add(spam, spamlike)
		}
	}
	found := w.intents.of(complaint)
	if norm == 0 { // without its words the model knows half
		w.complains = (w.complains + found) / 2
	}
	w.intents.support[complaint], w.intents.against[complaint] = (w.complains+found)/2, 0
}

// moods tells how likely each mood of a text is that was judged.
func (w *reading) moods() {
	if w.mood = unmoved; !w.unmoved {
		softmax(w.leans[:], &w.mood)
	}
}

// leaning is the mood that is likeliest, which takes no probabilities to tell.
func (w *reading) leaning() Mood {
	best := headNeutral
	for i, z := range w.leans {
		if z > w.leans[best] && !w.unmoved {
			best = i
		}
	}
	return Mood(best)
}

const surelySpam = .8

// unmoved are the probabilities of a text that says nothing that we know.
var unmoved = [3]float64{.15, .75, .1} // read only

// saysNothing tells of texts without words, of markup, and of texts of a language whose
// words the model does not know where the tables find nothing either.
func (w *reading) saysNothing(norm float32) bool {
	if len(w.felt) > 0 || norm != 0 && !w.markup {
		return false
	}
	for kind, hits := range w.hits {
		for i := range hits {
			label := hits[i].rule.label
			if asks := kind == int(ofIntent) && (label == question || label == request); kind != int(ofThanks) && !asks {
				return false
			}
		}
	}
	return true
}

// isMarkup tells of texts that machines write and read: marks of markup or code are a
// ninth of them and more.
func (w *reading) isMarkup() bool {
	if !w.opens {
		return false
	}
	if w.vocabulary != nil {
		shown := len(w.text) - w.bitmaps.space.between(0, len(w.text))
		if signs := shown - w.bitmaps.word.between(0, len(w.text)); 7*signs < shown {
			return false // other white space among both would only make the share less
		}
	}
	sum := uint32(0)
	for i := range len(w.text) {
		sum += w.alpha.marks[w.text[i]]
	}
	marks, all := sum>>16, sum&(1<<16-1)
	return marks >= 4 && 7*marks >= all
}
