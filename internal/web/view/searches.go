package view

import "heed/internal/desk"

func searchAction(id desk.SearchID) string {
	if id == 0 {
		return "/searches"
	}
	return "/searches/" + itoa(id)
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
	{"refund*", "words that begin so"},
	{"acme~1", "with one letter wrong"},
	{"#acme", "the hashtag"},
	{"@acme.com", "mentions the handle"},
	{"from:ana to:acme.com", "written by, addressed to"},
	{"url:acme.com", "part of a link"},
	{"lang:en network:bluesky", "language, network"},
	{"has:media -is:repost", "kind of post"},
	{"followers:>1000", "the author's reach"},
}
