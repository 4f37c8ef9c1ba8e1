// Package train makes the model that reads signals, from sets of labelled texts with
// permissive licences and from sentences of our own.
//
// What it promises: the same data and the same program give the same bytes on the same
// kind of machine; nothing of a text is in the model but the weights of hashed words
// and the words of a lexicon; every figure of the model's card is computed on rows that
// the model was not taught with.
//
// Begin with [Run].
package train

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"heed/internal/signal"
)

// Result is a model and what to say of it.
type Result struct {
	Model    *signal.Model
	Bytes    []byte
	Checksum string // SHA-256 of the bytes, hexadecimal
	Counts   []Count
	Figures  []Figure
}

// Count is how many examples a set gave.
type Count struct {
	Set      string
	Examples int
}

// Figure is a macro-F1 on texts that did not teach.
type Figure struct {
	What  string
	Texts int
	F1    float64
}

// Run reads the sets below dir and the file of word vectors (see [ReduceVectors]) and
// teaches a model. It takes half a minute; say is told how it goes.
func Run(dir, vectors string, say func(string)) (*Result, error) {
	res := &Result{}
	all, without, err := res.examples(dir, say)
	if err != nil {
		return nil, err
	}
	settings := signal.DefaultSettings()
	if settings.Words, err = ratedWords(dir); err != nil {
		return nil, fmt.Errorf("train.Run(words): %w", err)
	}
	if settings.Vectors, err = ReadVectors(vectors); err != nil {
		return nil, err
	}
	say(fmt.Sprintf("teaching with %d examples", len(all)))
	res.Model = signal.Teach(all, settings)
	res.Bytes = res.Model.Bytes()
	sum := sha256.Sum256(res.Bytes)
	res.Checksum = hex.EncodeToString(sum[:])
	say("measuring")
	settings.Vectors = nil
	return res, res.measure(dir, signal.Teach(without, settings))
}

// examples reads all sets, and all but the rated tweets.
func (res *Result) examples(dir string, say func(string)) (all, without []signal.Example, err error) {
	for _, s := range sets() {
		list, err := s.read(dir)
		if err != nil {
			return nil, nil, fmt.Errorf("train.Run(%s): %w", s.name, err)
		}
		say(fmt.Sprintf("%s: %d examples", s.name, len(list)))
		res.Counts = append(res.Counts, Count{s.name, len(list)})
		all = append(all, list...)
		if s.name != "vader" {
			without = append(without, list...)
		}
	}
	own := Sentences()
	res.Counts = append(res.Counts, Count{"sentences of our own", len(own)})
	return append(all, own...), append(without, own...), nil
}

// Card says what the model is, what taught it and how well it does.
func (res *Result) Card() string {
	var b strings.Builder
	fmt.Fprintf(&b, "sha256 %s\nbytes  %d\n\n", res.Checksum, len(res.Bytes))
	for _, c := range res.Counts {
		fmt.Fprintf(&b, "%7d examples  %s\n", c.Examples, c.Set)
	}
	b.WriteByte('\n')
	for _, f := range res.Figures {
		fmt.Fprintf(&b, "%7.3f macro-F1  %s, %d texts\n", f.F1, f.What, f.Texts)
	}
	return b.String()
}
