package bluesky

import (
	"heed/internal/channel"
	"heed/internal/desk"
)

// felt notes how a part of the connection did; nil: it works.
func (c *conn) felt(part string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wrong == nil {
		c.wrong = map[string]error{}
	}
	c.wrong[part] = err
}

// Pulse tells which parts do not work while the others do: mentions or private messages
// that cannot be asked for beside a stream that runs, and private messages that the
// credentials do not reach.
func (c *conn) Pulse() (out []channel.Pulse) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, part := range []string{desk.PartMentions, desk.PartDirect} {
		if err := c.wrong[part]; err != nil {
			out = append(out, channel.Pulse{Part: part, Err: err})
		}
	}
	return out
}

// outOfReach says that the credentials do not permit private messages.
func outOfReach(cause error) error {
	return &desk.Error{Kind: desk.Unauthorized, Err: cause, Message: "The account's credentials do not reach direct messages: they are neither heard nor sent.",
		Mend: "Connect the account again with an app password that allows direct messages, or turn them off in its settings."}
}
