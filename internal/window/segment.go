package window

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
	"heed/internal/order"
)

const (
	magic      = 0x31647768 // "hwd1"
	headerSize = 48
	maxBody    = 64 << 20
	maxInBlock = 1 << 16
	suffix     = ".posts"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli) // read only

// block is where a block lies and what it holds.
type block struct {
	at       int64 // of its header in the file
	body     int   // bytes
	plain    int   // bytes of the body when unpacked
	posts    int
	every    uint32    // one in so many was kept
	from, to time.Time // of posting; a tenth of the posts may be older
	heard    time.Time // of the last post
}

func (b *block) size() int64 { return int64(headerSize + 8*b.posts + b.body) }

// segment is one file of the ring.
type segment struct {
	n      int
	path   string
	blocks []block
	size   int64
	anew   int      // how often it was written anew
	live   *segment // of a copy: what it is one of
}

func (s *segment) newest() time.Time {
	if len(s.blocks) == 0 {
		return time.Time{}
	}
	return s.blocks[len(s.blocks)-1].heard
}

func pathOf(dir string, n int) string { return filepath.Join(dir, fmt.Sprintf("%08d%s", n, suffix)) }

// pack makes a block of posts.
func pack(enc *zstd.Encoder, posts []desk.Message, hashes []uint64, every uint32, keep time.Duration) ([]byte, block) {
	var plain []byte
	times := make([]time.Time, len(posts))
	for i := range posts {
		plain = appendPost(plain, &posts[i])
		times[i] = saidAt(&posts[i], keep)
	}
	order.By(times, time.Time.Compare)
	out := make([]byte, headerSize, headerSize+8*len(posts)+len(plain)/2)
	for _, h := range hashes {
		out = binary.LittleEndian.AppendUint64(out, h)
	}
	out = enc.EncodeAll(plain, out)
	b := block{body: len(out) - headerSize - 8*len(posts), plain: len(plain), posts: len(posts), every: every,
		from: times[len(times)/10], to: times[len(times)-1], heard: posts[len(posts)-1].HeardAt}
	b.put(out)
	return out, b
}

func (b *block) put(out []byte) {
	for i, v := range []uint32{magic, uint32(b.body), uint32(b.plain), uint32(b.posts), b.every, 0} {
		binary.LittleEndian.PutUint32(out[4*i:], v)
	}
	for i, t := range []time.Time{b.from, b.to, b.heard} {
		binary.LittleEndian.PutUint64(out[24+8*i:], uint64(desk.Micros(t)))
	}
	binary.LittleEndian.PutUint32(out[20:], checksum(out))
}

// checksum is of all but the place where it stands.
func checksum(all []byte) uint32 {
	sum := crc32.Update(0, castagnoli, all[:20])
	return crc32.Update(sum, castagnoli, all[24:])
}

// header reads a block's header; ok is false where there is none.
func header(h []byte) (b block, ok bool) {
	u := func(i int) uint32 { return binary.LittleEndian.Uint32(h[4*i:]) }
	at := func(i int) time.Time { return desk.FromMicros(int64(binary.LittleEndian.Uint64(h[24+8*i:]))) }
	b = block{body: int(u(1)), plain: int(u(2)), posts: int(u(3)), every: max(u(4), 1), from: at(0), to: at(1), heard: at(2)}
	return b, u(0) == magic && b.body <= maxBody && b.plain <= maxBody && b.posts > 0 && b.posts <= maxInBlock
}

// load reads the headers of a file. verify reads every block: the last file may end in what a crash left behind.
// cut takes off the disk what cannot be read: nobody would count it, and nothing deleted could be taken out of it.
func load(dir string, n int, verify, cut bool) (*segment, error) {
	s := &segment{n: n, path: pathOf(dir, n)}
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := s.headers(f, verify)
	if err == nil && cut && s.size < size {
		err = os.Truncate(s.path, s.size)
	}
	return s, err
}

// headers reads which blocks lie in a file, and how long it is.
func (s *segment) headers(f *os.File, verify bool) (size int64, err error) {
	s.blocks, s.size = nil, 0
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	for s.size < info.Size() {
		h := make([]byte, headerSize)
		if _, err := f.ReadAt(h, s.size); err != nil {
			break
		}
		b, ok := header(h)
		b.at = s.size
		if !ok || b.at+b.size() > info.Size() {
			break
		}
		if verify {
			if _, _, err := readBlock(f, &b, nil); err != nil {
				break
			}
		}
		s.blocks = append(s.blocks, b)
		s.size += b.size()
	}
	return info.Size(), nil
}

// readBlock reads a block; dec nil leaves its posts packed and only verifies.
func readBlock(f io.ReaderAt, b *block, dec *zstd.Decoder) (hashes []byte, plain []byte, err error) {
	all := make([]byte, b.size())
	if _, err := f.ReadAt(all, b.at); err != nil {
		return nil, nil, err
	}
	if checksum(all) != binary.LittleEndian.Uint32(all[20:]) {
		return nil, nil, errors.New("a block of the window is damaged")
	}
	hashes = all[headerSize : headerSize+8*b.posts]
	if dec == nil {
		return hashes, nil, nil
	}
	plain, err = dec.DecodeAll(all[headerSize+8*b.posts:], make([]byte, 0, b.plain))
	return hashes, plain, err
}

// numbers are the files of a folder, oldest first.
func numbers(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []int
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		if n, err := strconv.Atoi(name); ok && err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}
