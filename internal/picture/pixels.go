package picture

import (
	"image"
	"image/color"
)

// shrunk is a picture of which no side is longer than most, each of its pixels the mean of those
// that it stands for. One that is small enough keeps its pixels.
func shrunk(img image.Image, most int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	long := max(w, h)
	if long <= most {
		if rgba, ok := img.(*image.RGBA); ok && b.Min == (image.Point{}) {
			return rgba
		}
		out := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			readRow(out.Pix[y*out.Stride:], img, y)
		}
		return out
	}
	nw, nh := max(w*most/long, 1), max(h*most/long, 1)
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	row := make([]uint8, 4*w)
	sums := make([]uint32, 4*nw)
	counts := make([]uint32, nw)
	for y, src := 0, 0; y < nh; y++ {
		clear(sums)
		clear(counts)
		for ; src < (y+1)*h/nh; src++ {
			readRow(row, img, src)
			addRow(sums, counts, row, w, nw)
		}
		for x, n := range counts {
			for c := range 4 {
				out.Pix[y*out.Stride+4*x+c] = uint8((sums[4*x+c] + n/2) / n)
			}
		}
	}
	return out
}

// readRow reads a row of a picture. image/draw would do it too, for 100 kB more of the program.
func readRow(to []uint8, img image.Image, y int) {
	b := img.Bounds()
	deep, ok := img.(image.RGBA64Image) // every picture of the standard library is one
	for x := range b.Dx() {
		var c color.RGBA64
		if ok {
			c = deep.RGBA64At(b.Min.X+x, b.Min.Y+y)
		} else {
			c = color.RGBA64Model.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.RGBA64)
		}
		p := to[4*x : 4*x+4]
		p[0], p[1], p[2], p[3] = uint8(c.R>>8), uint8(c.G>>8), uint8(c.B>>8), uint8(c.A>>8)
	}
}

// addRow adds a row of w pixels to the sums of nw.
func addRow(sums, counts []uint32, pix []uint8, w, nw int) {
	to := 0
	for x := range w {
		for x >= (to+1)*w/nw {
			to++
		}
		for c := range 4 {
			sums[4*to+c] += uint32(pix[4*x+c])
		}
		counts[to]++
	}
}

// onWhite puts a picture that can be seen through on white, since JPEG knows no holes.
func onWhite(img *image.RGBA) {
	for i := 0; i < len(img.Pix); i += 4 {
		p := img.Pix[i : i+4] // what it has of a colour is counted in already
		through := 255 - p[3]
		p[0], p[1], p[2], p[3] = p[0]+through, p[1]+through, p[2]+through, 255
	}
}

// upright turns a picture as its orientation says: 1 to 8 of the Exif standard (CIPA DC-008,
// tag 0x0112); anything else leaves it.
func upright(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	nw, nh := w, h
	if orientation >= 5 {
		nw, nh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	for y := range nh {
		for x := range nw {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(out.Pix[y*out.Stride+4*x:][:4], img.Pix[sy*img.Stride+4*sx:][:4])
		}
	}
	return out
}
