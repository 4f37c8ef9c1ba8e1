package store

// A Finding is something that a check found wrong.
type Finding struct {
	What  string // in a sentence
	Table string
	IDs   []int64 // the first few
	Count int64   // how many there are
	Mend  string  // what to do
}
