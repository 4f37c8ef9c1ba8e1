package desk

import "time"

// A Picture is one that an answer shows. It was read and written anew before it was kept, so
// that nothing of what a camera or a program writes into a file is left in it.
type Picture struct {
	ID      PictureID
	Message MessageID // with which it goes out; 0: it was uploaded and not sent
	Agent   AgentID   // who uploaded it
	Type    string    // image/jpeg or image/png
	Alt     string    // what it shows, in words; "" until it is sent
	Width   int       // in pixels
	Height  int
	Bytes   []byte
	Made    time.Time // uploaded, or taken back with its answer
}

// PictureRoom is what a network takes of pictures with one message. The zero value: none.
type PictureRoom struct {
	Max   int // how many
	Bytes int // of each
	Side  int // longest, in pixels; 0: any
	Alt   int // letters of the words for one; 0: any
}
