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
	{[]string{"@"}, "In a note: mention a colleague to notify them"},
	{[]string{"Ctrl Enter", "⌘ Enter"}, "Send, or save the search"},
	{[]string{"z"}, "Undo a send before it goes out, or the last step"},
	{[]string{"x"}, "Select the case to act on several at once"},
	{[]string{"a"}, "Assign the case to someone"},
	{[]string{"s"}, "Snooze the case until a time"},
	{[]string{"m"}, "Merge this case with another"},
	{[]string{"e"}, "Resolve or reopen the case"},
	{[]string{"u", "Esc"}, "Back to the queue"},
	{[]string{"."}, "Show new cases in the queue"},
	{[]string{"/"}, "Search all messages"},
	{[]string{"g r", "g m", "g u", "g w", "g l", "g n"}, "Go to: to answer, mine, unassigned, watch, later, mentions"},
	{[]string{"Ctrl K", "⌘ K"}, "Find any action"},
	{[]string{"?"}, "Show keyboard shortcuts"},
}

func queryEscape(s string) string { return url.QueryEscape(s) }
