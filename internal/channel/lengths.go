package channel

import "heed/internal/desk"

// Lengths are the rules for a public answer on the networks that people speak on, also
// on those to which heed has no channel: of X an unpaid account's post, of Mastodon
// what a server allows that was not told otherwise, elsewhere a comment under a post.
// A network's own Kind says the same where there is one. Sources: docs/explain.md.
func Lengths() map[desk.Network]Length {
	return map[desk.Network]Length{
		"x":           {Max: 280, Unit: "weighted", LinkAs: 23},
		"mastodon":    {Max: 500, Unit: "graphemes", LinkAs: 23},
		"bluesky":     {Max: 300, Unit: "graphemes", Bytes: 3000},
		"threads":     {Max: 500, Unit: "emoji_bytes"},
		"facebook":    {Max: 8000, Unit: "runes"},
		"instagram":   {Max: 2200, Unit: "runes"},
		"linkedin":    {Max: 1250, Unit: "runes"},
		"youtube":     {Max: 10000, Unit: "runes"},
		"reddit":      {Max: 10000, Unit: "runes"},
		"tiktok":      {Max: 150, Unit: "runes"},
		"telegram":    {Max: 4096, Unit: "runes"},
		"whatsapp":    {Max: 4096, Unit: "runes"},
		"google_play": {Max: 350, Unit: "runes"},
		"app_store":   {Max: 5970, Unit: "runes"},
	}
}
