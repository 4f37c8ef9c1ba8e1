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

// heardStream notes that the stream told something.
func (c *conn) heardStream() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = c.deps.Now()
}

// Pulse tells which parts do not work while the others do: mentions or private messages
// that cannot be asked for beside a stream that runs, private messages that the credentials
// do not reach, and a stream that tells nothing.
func (c *conn) Pulse() (out []channel.Pulse) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, part := range []string{desk.PartStream, desk.PartMentions, desk.PartDirect} {
		if err := c.wrong[part]; err != nil {
			p := channel.Pulse{Part: part, Err: err}
			if part == desk.PartStream {
				p.At = c.heard
			}
			out = append(out, p)
		}
	}
	if len(out) > 0 && c.wrong[desk.PartStream] == nil && !c.heard.IsZero() {
		out = append(out, channel.Pulse{Part: desk.PartStream, At: c.heard}) // what is wrong is not wrong with it
	}
	return out
}

// outOfReach says that the credentials do not permit private messages.
func outOfReach(cause error) error {
	return &desk.Error{Kind: desk.Unauthorized, Err: cause, Message: "The account's credentials do not reach direct messages: they are neither heard nor sent.",
		Mend: "Connect the account again with an app password that allows direct messages, or turn them off in its settings."}
}
