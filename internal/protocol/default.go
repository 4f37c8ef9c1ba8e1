package protocol

import _ "embed"

//go:embed default.json
var defaultDocument string

// Default is the document of the protocol that comes with heed. It is the caller's own.
func Default() []byte { return []byte(defaultDocument) }
