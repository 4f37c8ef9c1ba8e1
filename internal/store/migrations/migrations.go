// Package migrations holds the schema of the store as numbered steps, one folder a
// database. A step that has been released is never changed: what is wrong in it is
// mended by the next.
package migrations

import "embed"

// SQLite and Postgres hold the steps of each database in the folder of their name.
var (
	//go:embed sqlite/*.sql
	SQLite embed.FS
	//go:embed postgres/*.sql
	Postgres embed.FS
)
