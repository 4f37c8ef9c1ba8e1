package channeltest

import "testing"

// Run puts the channel through the whole suite.
func Run(t *testing.T, h Harness) {
	t.Helper()
}
