package listen

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"heed/internal/desk"
	"heed/internal/text"
	"heed/internal/text/token"
)

// BenchmarkHostile matches posts and searches that are made to cost much; every search
// is one that Parse accepts. An operation is one post.
func BenchmarkHostile(b *testing.B) {
	common := theCorpus().common
	words := func(n, size int) string { // n bytes of everyday words, size of them different
		var t strings.Builder
		for i := 0; t.Len() < n; i++ {
			t.WriteString(common[(i*7+i*i%13)%min(size, len(common))] + " ")
		}
		return t.String()[:n]
	}
	selective, _ := benchSet(b, 100_000, false)
	b.Run("post/25k-letters-selective", func(b *testing.B) { benchHostile(b, selective.Matcher(), words(25_000, 3000)) })
	set, _ := benchSet(b, 100_000, true)
	for _, c := range []struct{ name, post string }{
		{"25k-letters", words(25_000, 3000)},
		{"1MB-words", words(1<<20, 3000)},
		{"1MB-one-word", strings.Repeat(common[0]+" ", 1<<20/(len(common[0])+1))},
		{"100k-hashtags", numbered("#tag%d ", 100_000)},
		{"1MB-brackets", strings.Repeat("((()))[[]] ", 1<<20/11)},
		{"1MB-zero-width", strings.Repeat("ac\u200bme\u00ad \u200d", 1<<20/13)},
		{"1MB-bidirectional", strings.Repeat("\u202eacme\u202c \u2067", 1<<20/14)},
		{"1MB-invalid", strings.Repeat("\xff\xc3( acme \xe2\x82", 1<<20/12)},
		{"1MB-Chinese", strings.Repeat("我的航班延误了", 1<<20/21)},
	} {
		b.Run("post/"+c.name, func(b *testing.B) { benchHostile(b, set.Matcher(), c.post) })
	}
	for _, c := range kinds() {
		b.Run("kinds/1MB-"+c.name, func(b *testing.B) { benchHostile(b, set.Matcher(), strings.Repeat(c.unit, 1<<20/len(c.unit))) })
	}
	post := words(400, 40)
	in := strings.Fields(post)
	for _, c := range []struct {
		name   string
		search func(i int) string
	}{
		{"every-one-matches", func(i int) string { return in[i%len(in)] }},
		{"none-matches", func(i int) string {
			return fmt.Sprintf("(%s) (%s) lang:x%c", strings.Join(in[:8], " OR "), strings.Join(in[8:20], " OR "), 'a'+i%26)
		}},
		{"rare-beside-common", func(i int) string { return fmt.Sprintf("the %s (rare%d OR rarer%d)", in[i%len(in)], i, i) }},
		{"pairs", func(i int) string { return fmt.Sprintf(`"%s %s"`, in[i%40], in[i/40%40]) }},
		{"pairs-apart", func(i int) string { return fmt.Sprintf(`%s NEAR/1 %s`, in[i%40], in[i/40%40]) }},
	} {
		b.Run("searches/"+c.name, func(b *testing.B) {
			all := make([]string, 10_000)
			for i := range all {
				all[i] = c.search(i)
			}
			s, saved := New(), parsed(b, fit(all))
			s.Add(saved...)
			benchHostile(b, s.Matcher(), post, saved...)
		})
	}
	for _, c := range []struct{ name, form string }{{"stems", "%.3[1]s*"}, {"misspellings", "%[1]s~1"}, {"windows", `"%[1]s %[2]s %[3]s %[1]s"~3`}, {"distances-of-stems", "%.3[1]s* NEAR/3 %[2]s"},
		{"either-side", "%[1]s ONEAR/1 (%[2]s OR %[3]s)"}, {"tags-or-words", "#%[1]s OR %[2]s"}, {"exclusions", "%[1]s -%[2]s -%[3]s"}, {"phrases-of-eight", `"%[1]s %[2]s %[3]s %[1]s %[1]s %[2]s %[3]s %[2]s"`}} {
		b.Run("searches/"+c.name+"-in-a-long-post", func(b *testing.B) {
			s, all := New(), make([]string, 2000)
			long := strings.Fields(words(25_000, 300))
			rng := rand.New(rand.NewPCG(7, 8))
			word := func() string { return long[rng.IntN(len(long))] }
			for i := range all {
				all[i] = strings.Split(fmt.Sprintf(c.form+"\x00%[1]s%[2]s%[3]s", word(), word(), word()), "\x00")[0]
			}
			saved := parsed(b, fit(all))
			s.Add(saved...)
			benchHostile(b, s.Matcher(), words(25_000, 300), saved...)
		})
	}
	b.Run("searches/links-in-a-long-post", func(b *testing.B) {
		s, all := New(), make([]string, 1000)
		for i := range all {
			all[i] = fmt.Sprintf(`url:"shop/shop/x%d"`, i)
		}
		saved := parsed(b, fit(all))
		s.Add(saved...)
		benchHostile(b, s.Matcher(), strings.Repeat("https://a.com/"+strings.Repeat("shop/", 800)+" ", 6), saved...)
	})
	b.Run("searches/pairs-in-a-long-post", func(b *testing.B) {
		s := New()
		all := make([]string, 2100)
		for i := range all {
			all[i] = fmt.Sprintf(`"%s %s"`, in[i%40], in[i/40%40])
		}
		saved := parsed(b, fit(all))
		s.Add(saved...)
		benchHostile(b, s.Matcher(), words(25_000, 40), saved...)
	})
}

// kinds are pieces of texts that are read by rules of their own.
func kinds() []struct{ name, unit string } {
	return []struct{ name, unit string }{
		{"letters", "a b "},
		{"hashtags-of-three", "#tag "},
		{"mentions", "@acme "},
		{"numbers", "1,250.50 7 42 "},
		{"apostrophes", "don't "},
		{"underscores", "a_b__"},
		{"dots", "a.b."},
		{"domains", "a.com "},
		{"links", "https://a.com/b "},
		{"short-links", "https://t.co/Ab1 "},
		{"markup", "&amp; <3 "},
		{"signs", "@#$"},
		{"accents", "né "},
		{"accents-joined", "né'é "},
		{"accents-joined-to-one", "né'é"},
		{"accents-in-mentions", "né @né "},
		{"accents-in-quotes", "“é” "},
		{"accents-in-quotes-close", "“é”"},
		{"accents-and-apostrophes", "don't né "},
		{"possessives", "it's it's "},
		{"elisions", "l'été "},
		{"accents-and-commas", "né,né "},
		{"accents-and-dots", "né.né "},
		{"accents-and-underscores", "é_é "},
		{"accents-in-hashtags", "#été "},
		{"accents-in-domains", "é.com "},
		{"domains-in-one-path", "a.com/+"},
		{"marks", "Z\u0301\u0302\u0303"},
		{"marks-alone", "\u0301 "},
		{"marks-alone-close", "\u0301"},
		{"Czech", "Žluťoučký kůň příšerně úpěl ďábelské ódy a zásilka nepřišla "},
		{"Vietnamese", "Chuyến bay của tôi bị hoãn ba tiếng mà không ai thông báo gì cả "},
		{"Russian", "Мой рейс задержали на три часа, и никто ничего не сообщил. "},
		{"Greek", "Η πτήση μου καθυστέρησε τρεις ώρες και κανείς δεν είπε τίποτα. "},
		{"Arabic", "تأخرت رحلتي ثلاث ساعات ولم يخبرنا أحد بشيء "},
		{"Hindi", "मेरी उड़ान तीन घंटे देर से आई और किसी ने कुछ नहीं बताया "},
		{"Thai", "เที่ยวบินของฉันล่าช้าสามชั่วโมง"},
		{"Korean", "제 비행기가 세 시간이나 늦었는데 아무도 알려주지 않았어요 "},
		{"Japanese", "飛行機が三時間も遅れたのに、だれも何も教えてくれませんでした。"},
		{"emoji", "😂"},
		{"families", "👩\u200d👩\u200d👧 "},
	}
}

func numbered(format string, n int) string {
	var t strings.Builder
	for i := range n {
		fmt.Fprintf(&t, format, i)
	}
	return t.String()
}

// tried are the searches that the post last matched holds a term for that leads to them: each is tried,
// whether a fingerprint tells that it does not match or its program.
func tried(m *Matcher) map[desk.SearchID]bool {
	all := map[desk.SearchID]bool{}
	b := m.st.base
	for _, h := range m.hits {
		for _, l := range b.searches.find(h) {
			if at := b.searches.ref(l); names(b.programs, at, termOf(h)) {
				all[idAt(b.programs, at)] = true
			}
		}
		for _, f := range m.st.young {
			for last := f.searches.last(h); !f.empty() && last != 0; last = f.searches.leads[last-1].before {
				if at := f.searches.leads[last-1].ref; names(f.programs, at, termOf(h)) {
					all[idAt(f.programs, at)] = true
				}
			}
		}
	}
	return all
}

// described is what of a post costs whichever searches it leads to: to how many described conditions its words and the
// runs of letters of its links lead, wherever they stand, how many ways to leave letters out of its different words are looked up for misspellings, and
// how many words may look like others.
type described struct{ led, left, looked int }

func describedIn(m *Matcher) (d described) {
	seen := map[uint64]int{}
	uses := m.st.base.uses.Load()
	few := len(m.tokens.Term) <= fewWords // of which none is remembered
	for i := 0; uses&useLinks != 0 && i < m.tokens.Links(); i++ {
		for _, run := range linkParts(text.LinkKey(m.tokens.Link(i))) {
			m.eachDescription(m.key.Hash(token.Part, run), func(*description) { d.led++ })
		}
	}
	for i := range m.tokens.Term {
		if m.tokens.Term[i].Kind != token.Word {
			continue
		}
		if uses&useLooks != 0 && mayDeceive(m.tokens.Raw(i)) {
			d.looked++
		}
		if uses&(useStems|useFuzzy) == 0 {
			continue
		}
		of, ok := seen[m.tokens.Hash[i]]
		if !ok || few {
			of = 0
			form := m.tokens.Form(i)
			count := func(hash uint64) {
				m.eachDescription(hash, func(*description) { of++ })
			}
			for n := 1; n <= min(len(form), maxKey); n++ {
				count(m.tokens.HashStem(&m.key, byStemKey, i, n))
			}
			if slips := slipsOf(uses); uses&useFuzzy != 0 && m.edits.read(string(form)) && len(form) >= minFuzzy-slips {
				m.hashes = m.edits.each(slips, m.hashes[:0])
				d.left += len(m.hashes)
				for _, h := range m.hashes {
					count(h)
				}
			}
			seen[m.tokens.Hash[i]] = of
		}
		d.led += of
	}
	return d
}

// promised is what a post may take that was just matched, in nanoseconds, whatever the searches are: 2 a byte, 50 a
// match, and 15 for each search that was tried in vain.
func promised(text string, matches, tries int) float64 {
	return 2*float64(len(text)) + 50*float64(matches) + 15*float64(tries-matches)
}

// allowed is what it may take by the weight of its searches, which is known before they are saved: 6 a byte, 2 of them
// to read it and the rest to keep its terms and their places; 15 for each of the look-ups that a search weighs which
// was tried, the first of a match aside; 50 for each described condition to which a word leads, 8 for each way to leave
// letters out of a word where searches ask for misspellings, and 400 for each word that may look like another where
// they ask for lookalikes. A post of more than 25,000 characters may take for searches so much for each 25,000 that begin.
func allowed(m *Matcher, text string, matches int, tries map[desk.SearchID]bool, weigh func(desk.SearchID) int) float64 {
	weight := 0
	for id := range tries {
		weight += weigh(id)
	}
	parts := (len(text) + boundOf - 1) / boundOf
	d := describedIn(m)
	return postTakes + 6*float64(len(text)) + 8*float64(d.left) + 50*float64(matches) + 15*float64((weight-matches)*parts) + 50*float64(d.led) + 400*float64(d.looked)
}

const postTakes = 500 // nanoseconds, whatever it says

const boundOf = 25_000 // bytes here, all of them characters of their own where searches weigh

func benchHostile(b *testing.B, m *Matcher, text string, of ...Saved) {
	post := blankPost()
	post.Text = text
	found := m.Match(post, nil)
	tries := tried(m)
	bound, weighed := promised(text, len(found), len(tries)), 0.
	if len(of) > 0 {
		weighed = allowed(m, text, len(found), tries, func(id desk.SearchID) int { return of[id-1].Query.Cost() })
	}
	runtime.GC() // what was needed to read the searches is none of the post's
	b.ReportAllocs()
	b.ResetTimer()
	cpu := onThread(func() {
		for range b.N {
			found = m.Match(post, found[:0])
		}
	})
	each := float64(cpu.Nanoseconds()) / float64(b.N)
	b.ReportMetric(each/1000, "cpu-us/post")
	b.ReportMetric(each/float64(len(text)), "ns/byte")
	b.ReportMetric(float64(len(found)), "matches")
	b.ReportMetric(float64(len(tries)), "tries")
	b.ReportMetric(each/bound, "of-bound")
	if weighed > 0 {
		b.ReportMetric(each/weighed, "of-weight")
	}
}
