package view

import (
	"context"

	"heed/internal/desk"
	"heed/internal/listen"
)

func searchAction(id desk.SearchID) string {
	if id == 0 {
		return "/searches"
	}
	return "/searches/" + itoa(id)
}

// searchPage is where a search is written.
func searchPage(id desk.SearchID) string {
	if id == 0 {
		return "/searches/new"
	}
	return searchAction(id)
}

// grammar is the language of searches at a glance. Read only.
var grammar = []struct{ form, means string }{
	{"acme refund", "both words, anywhere"},
	{"acme OR akme", "either; OR in capitals"},
	{"acme -jobs", "without"},
	{"acme (broken OR refund)", "grouping"},
	{`"acme support"`, "these words side by side"},
	{`"acme broken"~5`, "within five words, any order"},
	{"acme NEAR/5 broken", "the same, written out"},
	{"refund*", "words that start this way"},
	{"acme~1", "with one letter wrong"},
	{"#acme", "the hashtag"},
	{"@acme.com", "mentions the handle"},
	{"from:ana to:acme.com", "written by, addressed to"},
	{"url:acme.com", "part of a link"},
	{"lang:en network:bluesky", "language, network"},
	{"has:media -is:repost", "kind of post"},
	{"followers:>1000", "the author's reach"},
}

// operators are what may stand before a colon. Read only.
var operators = []struct{ form, means string }{
	{"from:", "written by"}, {"to:", "addressed to"}, {"url:", "part of a link"}, {"lang:", "in this language"}, {"network:", "on this network"},
	{"place:", "from this place, if the network tells it"}, {"has:", "with pictures, links or mentions"}, {"is:", "kind of post"},
	{"followers:", "the author's reach"}, {"lookalike:", "also written with look-alike letters from another alphabet"},
}

// searchLangs are the languages that are offered. Any other may be written. Read only.
var searchLangs = []string{"en", "de", "es", "fr", "it", "nl", "pt", "ja", "zh", "ko", "ar", "tr", "pl", "ru", "uk", "sv", "da", "no", "fi", "cs", "el", "he", "hi", "id", "th", "vi", "hu", "ro", "fa"}

// searchWords are what is offered while a search is written: operators, and what they know.
func searchWords(ctx context.Context) (out []struct{ form, means string }) {
	put := func(form, means string) { out = append(out, struct{ form, means string }{form, means}) }
	for _, o := range operators {
		put(o.form, tr(ctx, o.means))
	}
	for _, l := range searchLangs {
		put("lang:"+l, languageName(ctx, l))
	}
	for _, n := range sh(ctx).Networks() {
		put("network:"+string(n), sh(ctx).NetworkName(n))
	}
	for _, v := range listen.Choices() {
		put(v, tr(ctx, "kind of post"))
	}
	return out
}
