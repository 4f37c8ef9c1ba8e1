// Package assets holds the script and the style of the desk, bundled by the program in
// assets/build from the sources in assets/src. The bundles are committed, so that a
// build of heed needs neither a network nor Node; a test fails when they are stale.
// Each is served under an address with a hash of its content and may be kept for ever.
package assets
