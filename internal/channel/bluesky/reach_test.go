package bluesky

import "testing"

func TestReach(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reach   reach
		address string
		want    bool
	}{
		{reachPublic, "93.184.215.14:443", true},
		{reachPublic, "127.0.0.1:443", false},
		{reachPublic, "[::1]:443", false},
		{reachPublic, "[::ffff:127.0.0.1]:443", false},
		{reachPublic, "10.1.2.3:443", false},
		{reachPublic, "169.254.169.254:80", false},
		{reachPublic, "0.0.0.0:80", false},
		{reachPublic, "[fd00::1]:443", false},
		{reachLoopback, "127.0.0.1:1", true},
		{reachLoopback, "10.1.2.3:443", false},
		{reachLoopback, "169.254.169.254:80", false},
		{reachPrivate, "10.1.2.3:443", true},
		{reachPrivate, "127.0.0.1:1", true},
		{reachPrivate, "169.254.169.254:80", false},
	} {
		if got := c.reach.dials("tcp", c.address, nil) == nil; got != c.want {
			t.Errorf("%s dials %s: %v, want %v", c.reach, c.address, got, c.want)
		}
	}
	for url, want := range map[string]bool{
		"https://pds.example.com": true, "http://pds.example.com": false, "https://user:pw@pds.example.com": false,
		"ftp://pds.example.com": false, "pds.example.com": false, "": false, "file:///etc/passwd": false,
	} {
		if got := reachPublic.allows(url) == nil; got != want {
			t.Errorf("%q is allowed: %v, want %v", url, got, want)
		}
	}
}
