// Package picture reads pictures that people upload and writes them anew.
//
// What comes out holds the pixels and nothing else: no place, no camera, no name, no words, no
// second picture, no script. It promises to look before it reads: what is too large to be
// decoded in the memory that it may take is refused by its header. It decides by content, never
// by a name. JPEG and PNG are read; browsers turn what else they can show into one of them
// before they upload it.
//
// Begin with [Fit].
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"heed/internal/desk"
)

const (
	// MaxBytes is the longest file that is read.
	MaxBytes = 8 << 20
	// MaxPixels is the largest picture that is decoded: 5,000 by 4,000.
	MaxPixels = 20_000_000
	// maxMemory bounds what decoding takes, in bytes. A progressive JPEG takes most: 15 a pixel.
	maxMemory = 300 << 20
	// maxScans bounds the passes of a JPEG over its picture. Cameras and programs make at most a
	// dozen or two; a small file could ask for a hundred thousand.
	maxScans = 64
	maxSide  = 20_000
)

// A Fitted is a picture that may be sent.
type Fitted struct {
	Bytes         []byte
	Type          string // image/jpeg or image/png
	Width, Height int
}

// Fit reads a picture, turns it upright, and writes it anew so that it fits into room: smaller
// and then coarser where it must be. Errors are desk.Invalid and say what a person can do. It
// takes some two seconds for the largest picture.
func Fit(file []byte, room desk.PictureRoom) (Fitted, error) {
	if len(file) > MaxBytes {
		return Fitted{}, refused("This picture is too large: %s, the limit is %s.", "Make it smaller and add it again.", megabytes(len(file)), megabytes(MaxBytes))
	}
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return fitJPEG(file, room)
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return fitPNG(file, room)
	}
	return Fitted{}, refused("This is %s. You can send JPEG and PNG pictures.", "Save it as JPEG or PNG and add it again.", kindOf(file))
}

func fitJPEG(file []byte, room desk.PictureRoom) (Fitted, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return Fitted{}, broken(err)
	}
	if err := bounded(c, 15); err != nil {
		return Fitted{}, err
	}
	if bytes.Count(file, []byte{0xff, 0xda}) > maxScans {
		return Fitted{}, refused("This JPEG is built in an unusual way that the desk can't read.", "Save it again in an image editor and add it once more.")
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return Fitted{}, broken(err)
	}
	return fitted(upright(shrunk(img, sideOf(room)), orientation(file)), room, false)
}

func fitPNG(file []byte, room desk.PictureRoom) (Fitted, error) {
	c, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return Fitted{}, broken(err)
	}
	if err := bounded(c, 12); err != nil {
		return Fitted{}, err
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return Fitted{}, broken(err)
	}
	return fitted(shrunk(img, sideOf(room)), room, true)
}

// bounded refuses what decoding would not have room for.
func bounded(c image.Config, perPixel int) error {
	switch {
	case c.Width <= 0 || c.Height <= 0:
		return broken(nil)
	case c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > MaxPixels || c.Width*c.Height*perPixel > maxMemory:
		return refused("This picture has too many pixels: %d × %d.", "Make it smaller, at most 5000 × 4000, and add it again.", c.Width, c.Height)
	}
	return nil
}

// usual is the longest side where a network names none: a screen shows no more.
const usual = 4096

func sideOf(room desk.PictureRoom) int {
	if room.Side > 0 {
		return min(room.Side, usual)
	}
	return usual
}

// qualities of JPEG, from the best: below the last one letters in a picture cannot be read, and
// a smaller picture says more.
var qualities = []int{92, 85, 75} // read only

// fitted writes a picture, smaller each time until it is short enough. What was exact (a picture
// of a screen) stays so where there is room.
func fitted(img *image.RGBA, room desk.PictureRoom, exact bool) (Fitted, error) {
	most := room.Bytes
	if most <= 0 {
		most = MaxBytes
	}
	var b bytes.Buffer
	size := img.Bounds().Size()
	done := func(kind string) Fitted { return Fitted{b.Bytes(), kind, size.X, size.Y} }
	if exact {
		if err := png.Encode(&b, img); err != nil {
			return Fitted{}, broken(err)
		}
		if b.Len() <= most {
			return done("image/png"), nil
		}
	}
	onWhite(img)
	for {
		for _, q := range qualities {
			b.Reset()
			if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: q}); err != nil {
				return Fitted{}, broken(err)
			}
			if b.Len() <= most {
				return done("image/jpeg"), nil
			}
		}
		if max(size.X, size.Y) <= 64 {
			return Fitted{}, refused("This picture can't be made small enough.", "Choose a different one.")
		}
		img = shrunk(img, max(size.X, size.Y)*3/4)
		size = img.Bounds().Size()
	}
}

func refused(format, mend string, args ...any) *desk.Error {
	return &desk.Error{Kind: desk.Invalid, Field: "picture", Message: fmt.Sprintf(format, args...), Mend: mend}
}

func broken(err error) *desk.Error {
	return &desk.Error{Kind: desk.Invalid, Field: "picture", Message: "This picture is damaged or incomplete.",
		Mend: "Open it in an image editor, save it again and add it once more.", Err: err}
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// kindOf names what a file is, as far as a person may want to know.
func kindOf(file []byte) string {
	at := func(i int, s string) bool { return len(file) >= i+len(s) && string(file[i:i+len(s)]) == s }
	switch {
	case len(file) == 0:
		return "an empty file"
	case at(0, "GIF8"):
		return "a GIF"
	case at(0, "RIFF") && at(8, "WEBP"):
		return "a WebP picture"
	case at(4, "ftyphei"), at(4, "ftypmif1"):
		return "a HEIC picture"
	case at(4, "ftypavif"):
		return "an AVIF picture"
	case at(4, "ftyp"), at(0, "\x1aE\xdf\xa3"):
		return "a video"
	case at(0, "%PDF"):
		return "a PDF"
	case at(0, "MZ"), at(0, "\x7fELF"), at(0, "#!"):
		return "a program"
	case bytes.Contains(file[:min(len(file), 1024)], []byte("<svg")):
		return "an SVG drawing"
	case at(0, "PK"):
		return "an archive or a document"
	}
	return "not an image format the desk knows"
}
