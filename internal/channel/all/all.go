// Package all lists the networks that this binary knows: one line each.
//
// [Kinds] is that list: a new network is a folder beside this one and a line here.
package all

import (
	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/echo"
)

// Kinds are all networks, by name.
func Kinds() channel.Set {
	set := channel.Set{}
	for _, k := range []channel.Kind{
		bluesky.Kind(),
		echo.Kind(),
	} {
		set[k.Network] = k
	}
	return set
}
