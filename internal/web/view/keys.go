package view

import "net/url"

// keyTable is what every key does. Read only.
var keyTable = []struct {
	keys []string
	does string
}{
	{[]string{"j", "k"}, "Next and previous case in the queue"},
	{[]string{"Enter", "o"}, "Open the chosen case"},
	{[]string{"r"}, "Write an answer"},
	{[]string{"n"}, "Write a note"},
	{[]string{"@"}, "In a note: name a colleague, who is told"},
	{[]string{"Ctrl Enter", "⌘ Enter"}, "Send what is written, or save the search"},
	{[]string{"z"}, "Undo a send that has not left, or the last step"},
	{[]string{"x"}, "Choose the case, to do something with several at once"},
	{[]string{"a"}, "Give the case to somebody"},
	{[]string{"s"}, "Put the case off until a time"},
	{[]string{"m"}, "Merge the case with another"},
	{[]string{"e"}, "Resolve the case, or open it again"},
	{[]string{"u", "Esc"}, "Back to the queue"},
	{[]string{"."}, "Show what is new in the queue"},
	{[]string{"/"}, "Find in everything that was said"},
	{[]string{"g r", "g m", "g u", "g w", "g l", "g n"}, "Go to: to answer, mine, no owner, watch, later, mentions"},
	{[]string{"Ctrl K", "⌘ K"}, "Find any action"},
	{[]string{"?"}, "Show the keys"},
}

func queryEscape(s string) string { return url.QueryEscape(s) }
