package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"heed/internal/desk"
)

// canvas is red on its left half and blue on its right, with its top left corner green.
func canvas(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{220, 20, 20, 255}
			if x >= w/2 {
				c = color.RGBA{20, 20, 220, 255}
			}
			if x < w/4 && y < h/4 {
				c = color.RGBA{20, 220, 20, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func noise(w, h int) *image.RGBA {
	img, r := image.NewRGBA(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32()) | map[bool]uint8{true: 255}[i%4 == 3]
	}
	return img
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// exif puts an Exif part with an orientation and a secret after the start of a JPEG.
func exif(file []byte, order binary.AppendByteOrder, orientation uint16, secret string) []byte {
	name := map[bool]string{true: "II*\x00", false: "MM\x00*"}[order == binary.AppendByteOrder(binary.LittleEndian)]
	b := append([]byte("Exif\x00\x00"), name...)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	b = append(b, 0, 0)
	b = append(b, secret...)
	part := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(b)+2))...)
	return bytes.Join([][]byte{file[:2], part, b, file[2:]}, nil)
}

// header is a PNG that says how large it is, and little more.
func header(w, h uint32) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	chunk = append(binary.BigEndian.AppendUint32(chunk, h), 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
}

func TestHostile(t *testing.T) {
	t.Parallel()
	whole := asJPEG(canvas(200, 100))
	scans := append(bytes.Clone(whole), bytes.Repeat([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0}, maxScans)...)
	for name, x := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                   {nil, "an empty file"},
		"100,000 by 100,000":        {header(100_000, 100_000), "too many pixels"},
		"4,294,967,295 wide":        {header(1<<32-1, 1), "damaged"},
		"one row, too long":         {header(1<<30, 1), "too many pixels"},
		"no height":                 {header(1, 0), "damaged"},
		"a header alone":            {header(10, 10), "damaged"},
		"half a JPEG":               {whole[:len(whole)/2], "damaged"},
		"a JPEG's first bytes":      {[]byte("\xff\xd8\xff\xe0"), "damaged"},
		"half a PNG":                {asPNG(noise(50, 50))[:4000], "damaged"},
		"scans without end":         {scans, "unusual way"},
		"a program named photo.png": {[]byte("MZ\x90\x00\x03"), "a program"},
		"a drawing with a script":   {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "an SVG drawing"},
		"a page":                    {[]byte("<!doctype html><script>alert(1)</script>"), "not an image"},
		"a GIF":                     {[]byte("GIF89a\x01\x00\x01\x00"), "a GIF"},
		"WebP":                      {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "a WebP"},
		"HEIC":                      {[]byte("\x00\x00\x00\x18ftypheic"), "a HEIC"},
		"a PDF":                     {[]byte("%PDF-1.7"), "a PDF"},
		"too long":                  {make([]byte, MaxBytes+1), "too large"},
	} {
		_, err := Fit(x.file, desk.PictureRoom{})
		if !desk.Is(err, desk.Invalid) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
}

// What came along with the pixels is gone: places, names, a second file behind the first.
func TestOnlyPixelsAreLeft(t *testing.T) {
	t.Parallel()
	const secret = "GPS 52.5200 N 13.4050 E <script>alert(1)</script>"
	text := append([]byte("tEXt"), secret...)
	withText := asPNG(canvas(40, 20))
	at := 8 + 25
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(secret)))
	chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
	for name, file := range map[string][]byte{
		"Exif":             exif(asJPEG(canvas(40, 20)), binary.LittleEndian, 1, secret),
		"behind a JPEG":    append(asJPEG(canvas(40, 20)), secret...),
		"behind a PNG":     append(asPNG(canvas(40, 20)), secret...),
		"a word in a PNG":  bytes.Join([][]byte{withText[:at], chunk, withText[at:]}, nil),
		"a JPEG in a JPEG": append(asJPEG(canvas(40, 20)), exif(asJPEG(canvas(8, 8)), binary.BigEndian, 1, secret)...),
	} {
		got, err := Fit(file, desk.PictureRoom{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if bytes.Contains(got.Bytes, []byte("GPS")) || bytes.Contains(got.Bytes, []byte("Exif")) || bytes.Contains(got.Bytes, []byte("script")) {
			t.Errorf("%s: something else than pixels is left", name)
		}
		if got.Width != 40 || got.Height != 20 {
			t.Errorf("%s: %d × %d", name, got.Width, got.Height)
		}
	}
}

// near tells a colour by its strongest part.
func near(img image.Image, x, y int) string {
	r, g, b, _ := img.At(x, y).RGBA()
	switch max(r, g, b) {
	case r:
		return "red"
	case g:
		return "green"
	}
	return "blue"
}

func TestUpright(t *testing.T) {
	t.Parallel()
	// Where the green corner and the middle of the blue half of 80 by 40 come to lie.
	for o, want := range [][4]int{1: {2, 2, 60, 20}, 2: {77, 2, 20, 20}, 3: {77, 37, 20, 20}, 4: {2, 37, 60, 20}, 5: {2, 2, 20, 60}, 6: {37, 2, 20, 60}, 7: {37, 77, 20, 20}, 8: {2, 77, 20, 20}, 9: {2, 2, 60, 20}} {
		if o == 0 {
			continue
		}
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			got, err := Fit(exif(asJPEG(canvas(80, 40)), order, uint16(o), ""), desk.PictureRoom{})
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(got.Bytes))
			if err != nil {
				t.Fatal(err)
			}
			if near(img, want[0], want[1]) != "green" || near(img, want[2], want[3]) != "blue" {
				t.Errorf("orientation %d, %v: %s and %s", o, order, near(img, want[0], want[1]), near(img, want[2], want[3]))
			}
			if wide := img.Bounds().Dx() > img.Bounds().Dy(); wide != (o < 5 || o > 8) {
				t.Errorf("orientation %d: %v", o, img.Bounds())
			}
		}
	}
}

func TestFitsIntoTheRoom(t *testing.T) {
	t.Parallel()
	clear := canvas(60, 60)
	clear.SetRGBA(30, 30, color.RGBA{})
	loud := noise(600, 400)
	loud.Pix[3] = 0 // and it can be seen through
	for name, x := range map[string]struct {
		file  []byte
		room  desk.PictureRoom
		kind  string
		wide  int // at most
		exact bool
	}{
		"a small PNG stays exact":     {asPNG(clear), desk.PictureRoom{Bytes: 1_000_000}, "image/png", 60, true},
		"a small JPEG":                {asJPEG(canvas(60, 60)), desk.PictureRoom{Bytes: 1_000_000}, "image/jpeg", 60, true},
		"a loud PNG becomes a JPEG":   {asPNG(loud), desk.PictureRoom{Bytes: 300_000}, "image/jpeg", 600, true},
		"and smaller":                 {asPNG(loud), desk.PictureRoom{Bytes: 20_000}, "image/jpeg", 450, false},
		"no side longer than allowed": {asJPEG(canvas(900, 300)), desk.PictureRoom{Side: 300}, "image/jpeg", 300, true},
		"of one row":                  {asPNG(canvas(5000, 1)), desk.PictureRoom{}, "image/png", usual, true},
	} {
		got, err := Fit(x.file, x.room)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c, kind, err := image.DecodeConfig(bytes.NewReader(got.Bytes))
		if err != nil || "image/"+kind != got.Type || got.Type != x.kind || c.Width != got.Width || c.Height != got.Height {
			t.Errorf("%s: %s %d × %d, it says %s (%v), want %s", name, got.Type, got.Width, got.Height, kind, err, x.kind)
		}
		if got.Width > x.wide || x.exact && got.Width < x.wide || x.room.Bytes > 0 && len(got.Bytes) > x.room.Bytes {
			t.Errorf("%s: %d wide, %d bytes", name, got.Width, len(got.Bytes))
		}
	}
	if _, err := Fit(asPNG(loud), desk.PictureRoom{Bytes: 100}); !desk.Is(err, desk.Invalid) {
		t.Errorf("no room at all: %v", err)
	}
}

func TestShrunkIsTheMean(t *testing.T) {
	t.Parallel()
	got := shrunk(canvas(400, 200), 40)
	if got.Bounds() != image.Rect(0, 0, 40, 20) || got.RGBAAt(39, 10) != (color.RGBA{20, 20, 220, 255}) || got.RGBAAt(1, 1) != (color.RGBA{20, 220, 20, 255}) {
		t.Errorf("%v, %v, %v", got.Bounds(), got.RGBAAt(39, 10), got.RGBAAt(1, 1))
	}
	odd := shrunk(canvas(7, 5), 3)
	if odd.Bounds() != image.Rect(0, 0, 3, 2) {
		t.Errorf("7 by 5 in 3: %v", odd.Bounds())
	}
}

func FuzzFit(f *testing.F) {
	f.Add(asJPEG(canvas(16, 8)))
	f.Add(asPNG(canvas(16, 8)))
	f.Add(exif(asJPEG(canvas(8, 16)), binary.LittleEndian, 6, "x"))
	f.Add(header(100_000, 100_000))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x08Exif\x00\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && c.Width*c.Height > 1<<18 {
			t.Skip("right, and slow")
		}
		room := desk.PictureRoom{Bytes: 50_000}
		got, err := Fit(file, room)
		if err != nil {
			if !desk.Is(err, desk.Invalid) {
				t.Fatalf("kind of %v", err)
			}
			return
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(got.Bytes))
		if err != nil || c.Width != got.Width || c.Height != got.Height || len(got.Bytes) > room.Bytes {
			t.Fatalf("%d × %d in %d bytes: %v", got.Width, got.Height, len(got.Bytes), err)
		}
	})
}
