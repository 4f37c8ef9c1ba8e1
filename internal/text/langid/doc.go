// Package langid tells the language of a short text.
//
// It reads the quantised fastText model lid.176 (176 languages, 938,013 bytes,
// unchanged, embedded as zstd packs it) and computes what the reference implementation computes, in
// pure Go. The weights are by Joulin, Grave, Bojanowski and Mikolov (Bag of Tricks
// for Efficient Text Classification, 2016; FastText.zip, 2016) and are licensed
// CC BY-SA 3.0: see lid.176.ftz.NOTICE.md beside the file.
//
// What it promises: the same text gives the same answer; a text without enough
// letters gives no answer instead of a guess; neither a hostile text nor hostile
// model bytes make it panic, or allocate beyond their own size. A [Model] is
// immutable, so any number of goroutines may share one. There is no global state:
// whoever needs a model loads one and keeps it.
//
// Begin with [Load].
package langid
