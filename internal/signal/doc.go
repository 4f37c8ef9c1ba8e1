// Package signal reads what a message is: its language, its sentiment, what its author
// wants, how urgent it is, which other ways to the company have already failed, and
// which private data stands in it.
//
// What it promises: every reading carries a label, a confidence from 0 to 1 and the
// words that gave rise to it, with their places in the text; the same message gives
// the same signals; a reading that the words do not support is "neutral", "other" or
// "normal" with a low confidence, never a guess. A message is read in well under 100
// microseconds. A [Reader] is immutable and safe for concurrent use.
//
// How it decides stands in tables that people can read and change: lang/XX.words.txt
// holds the weights of words and lang/XX.rules.txt the phrases that speak for a label,
// for the languages named in [Languages]; lang/signs.words.txt holds emoji and
// emoticons, which count in every language. The shape of sentiment (negation, emphasis,
// contrast) follows Hutto and Gilbert, VADER, 2014; the words and their weights are our
// own.
//
// Begin with [New] and [Reader.Read].
package signal
