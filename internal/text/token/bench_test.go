package token

import (
	"strings"
	"testing"
)

// BenchmarkHostile reads texts of 25,000 characters of one kind.
func BenchmarkHostile(b *testing.B) {
	for name, unit := range map[string]string{
		"words": "the delivery came late again ", "hashtags": "#tag ", "mentions": "@acme ", "links": "https://a.com/b ", "short links": "https://t.co/Ab1 ",
		"domains": "a.com ", "dots": "a.b.", "apostrophes": "don't ", "han": "航", "accents": "né ", "cyrillic": "слово ", "emoji": "😂", "families": "👩\u200d👩\u200d👧 ",
		"marks": "Z\u0301\u0302\u0303", "zero width": "a\u200bb ", "direction": "\u202ea ", "hangul": "한국어 ", "thai": "ที่", "not text": "a\xff ", "markup": "&amp; <3 ", "signs": "@#$", "underscores": "a_b__",
	} {
		s := strings.Repeat(unit, 25_000)
		n := 0
		for i := range s {
			if n++; n > 25_000 {
				s = s[:i]
				break
			}
		}
		b.Run(name, func(b *testing.B) {
			t := New(NewKey(1))
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				t.Read(s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(s)), "ns/byte")
			b.ReportMetric(float64(t.out.Len()), "terms")
		})
	}
}
