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

// Pulse tells how the stream does, and of mentions and private messages those that cannot be asked
// for while the others go on, or go on while the stream does not.
func (c *conn) Pulse() (out []channel.Pulse) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream != nil {
		at := c.stream.signed()
		if c.heard.After(at) {
			at = c.heard
		}
		out = append(out, channel.Pulse{Part: desk.PartStream, At: at, Told: c.heard, Streams: true, Busy: c.cfg.whole, Err: c.wrong[desk.PartStream]})
	}
	for _, part := range []string{desk.PartMentions, desk.PartDirect} {
		switch err, asked := c.wrong[part]; {
		case err != nil:
			out = append(out, channel.Pulse{Part: part, Err: err})
		case asked && c.wrong[desk.PartStream] != nil:
			out = append(out, channel.Pulse{Part: part, At: c.deps.Now()}) // what is wrong is not wrong with it
		}
	}
	return out
}

// outOfReach says that the credentials do not permit private messages.
func outOfReach(cause error) error {
	return &desk.Error{Kind: desk.Unauthorized, Err: cause, Message: "The account's credentials don't include direct messages, so none are heard or sent.",
		Mend: "Reconnect the account with an app password that allows direct messages, or turn them off in its settings."}
}
