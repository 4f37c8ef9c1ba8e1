package statistics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func near(a, b, within float64) bool {
	return a == b || math.Abs(a-b) <= within || math.IsNaN(a) && math.IsNaN(b)
}

// The examples of Newcombe, Two-sided confidence intervals for the single proportion,
// Statistics in Medicine 17 (1998), table I, method 3.
func TestWilson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k, n      int64
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}, {29, 29, .8830, 1}} {
		got := Wilson(c.k, c.n)
		if !near(got.Low, c.low, 5e-5) || !near(got.High, c.high, 5e-5) || got.Value != float64(c.k)/float64(c.n) {
			t.Errorf("Wilson(%d, %d) = %v, the paper has %v to %v", c.k, c.n, got, c.low, c.high)
		}
	}
	if got := Wilson(0, 0); !math.IsNaN(got.Value) {
		t.Errorf("nothing counted gives %v", got)
	}
}

// remission are the weeks of Freireich et al., Blood 21 (1963), as used by Gehan (1965) and
// Cox (1972): 6-MP, with those still in remission marked, and placebo.
func remission() (mp, placebo []Step) {
	mp = []Step{{6, 3, 1}, {7, 1, 0}, {9, 0, 1}, {10, 1, 1}, {11, 0, 1}, {13, 1, 0}, {16, 1, 0}, {17, 0, 1}, {19, 0, 1},
		{20, 0, 1}, {22, 1, 0}, {23, 1, 0}, {25, 0, 1}, {32, 0, 2}, {34, 0, 1}, {35, 0, 1}}
	placebo = []Step{{1, 2, 0}, {2, 2, 0}, {3, 1, 0}, {4, 2, 0}, {5, 2, 0}, {8, 4, 0}, {11, 2, 0}, {12, 2, 0}, {15, 1, 0},
		{17, 1, 0}, {22, 1, 0}, {23, 1, 0}}
	return mp, placebo
}

// The curve and its standard errors stand in Collett, Modelling Survival Data in Medical
// Research, and in Kleinbaum and Klein, Survival Analysis; the medians with their intervals
// are what SAS PROC LIFETEST (log-log) and R's survfit(conf.type = "log-log") print.
func TestKaplanMeier(t *testing.T) {
	t.Parallel()
	mp, placebo := remission()
	c := KaplanMeier(mp)
	for _, want := range []struct {
		at, left, err float64
		risk          int64
	}{{6, .857, .0764, 21}, {7, .807, .0869, 17}, {10, .753, .0963, 15}, {13, .690, .1068, 12}, {16, .627, .1141, 11},
		{22, .538, .1282, 7}, {23, .448, .1346, 6}} {
		p := c.After(want.at)
		if !near(p.Left, want.left, 5e-4) || !near(p.Err(), want.err, 6e-5) || p.Risk != want.risk {
			t.Errorf("at %v: %.4f (%.4f) of %d, the books have %v", want.at, p.Left, p.Err(), p.Risk, want)
		}
	}
	if got, want := c.Quantile(.5), (Interval{23, 13, math.Inf(1)}); got != want {
		t.Errorf("6-MP: median %v, want %v", got, want)
	}
	if got, want := KaplanMeier(placebo).Quantile(.5), (Interval{8, 4, 11}); got != want {
		t.Errorf("placebo: median %v, want %v", got, want)
	}
	if c.N != 21 || c.Events != 9 || c.LastSeen != 35 {
		t.Errorf("%d patients, %d relapses, last seen in week %v", c.N, c.Events, c.LastSeen)
	}
}

// At ten weeks 24.7 % had relapsed, with a standard error of 9.63 points (Collett; Kleinbaum and
// Klein): as sure as .247 * .753 / .0963^2 = 20.1 patients, all seen for ten weeks, would tell it
// (Dorey and Korn, Statistics in Medicine 6, 1987). Two were last seen before.
func TestWithin(t *testing.T) {
	t.Parallel()
	mp, placebo := remission()
	got, want := KaplanMeier(mp).Within(10, 2), wilson(.247, 20.06)
	if !near(got.Value, want.Value, 5e-4) || !near(got.Low, want.Low, 2e-3) || !near(got.High, want.High, 2e-3) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := KaplanMeier(placebo).Within(8, 0), Wilson(2+2+1+2+2+4, 21); got != want {
		t.Errorf("nobody was lost: %v, want %v", got, want)
	}
	if got := KaplanMeier(mp).Within(40, 12); !math.IsNaN(got.Value) || got.High != 1 {
		t.Errorf("nobody was seen for 40 weeks: %v", got)
	}
}

// Of those seen to their end the curve says what Wilson's interval says, also before the first and
// after the last has ended; two lost before ten weeks make it as sure as 20.1 patients (as above).
func TestBy(t *testing.T) {
	t.Parallel()
	mp, placebo := remission()
	for at, k := range map[float64]int64{.5: 0, 8: 13, 23: 21, 1000: 21} {
		got, want := KaplanMeier(placebo).By(at), Wilson(k, 21)
		if !near(got.Value, want.Value, 1e-9) || !near(got.Low, want.Low, 1e-9) || !near(got.High, want.High, 1e-9) {
			t.Errorf("after %v weeks %v, want %v", at, got, want)
		}
	}
	got, want := KaplanMeier(mp).By(10), wilson(.247, 20.06)
	if !near(got.Value, want.Value, 5e-4) || !near(got.Low, want.Low, 2e-3) || !near(got.High, want.High, 2e-3) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := (Curve{}).By(1); !math.IsNaN(got.Value) {
		t.Errorf("of nobody: %v", got)
	}
	if got, want := KaplanMeier([]Step{{9, 0, 30}}).By(5), Wilson(0, 30); got != want {
		t.Errorf("of nobody answered: %v, want %v", got, want)
	}
	if a, b := KaplanMeier(placebo).Until(), KaplanMeier(mp).Until(); !math.IsInf(a, 1) || b != 35 {
		t.Errorf("known until %v and %v", a, b)
	}
}

// Companies that are alike in every draw have the places of all of them.
func TestRanksOfEquals(t *testing.T) {
	t.Parallel()
	none := Sample{Values: []float64{0, 1}, Counts: []int64{50, 0}}
	for i, s := range Ranks([]Sample{none, none, none}, 200, 1) {
		if s.Rank != 1 || !s.Tied || s.Low != 1 || s.High != 3 || s.Keeps != 1 {
			t.Errorf("%d: %+v", i, s)
		}
	}
}

// Without censoring the curve says what sorting says.
func TestMedianWithoutCensoring(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 50).Draw(t, "values")
		slices.Sort(values)
		var steps []Step
		for _, v := range values {
			if n := len(steps); n > 0 && steps[n-1].At == v {
				steps[n-1].Events++
				continue
			}
			steps = append(steps, Step{v, 1, 0})
		}
		if got, want := KaplanMeier(steps).Quantile(.5).Value, Median(values); !near(got, want, 1e-9*want) {
			t.Fatalf("%v, sorting says %v", got, want)
		}
	})
}

// The deaths of the UGDP tolbutamide trial by age, as worked in Rothman, Modern
// Epidemiology (1986), chapter 12: 0.035, and at 90 % from -0.018 to 0.087.
func TestDifference(t *testing.T) {
	t.Parallel()
	share := func(k, n int64) Moments { return Moments{N: n, Sum: float64(k), Sq: float64(k)} }
	strata := []Stratum{{share(8, 106), share(5, 120)}, {share(22, 98), share(16, 85)}, {share(3, 4), Moments{}}}
	got, n := Difference(strata)
	half := (got.High - got.Value) * 1.6448536 / Z // the book's intervals are at 90 %
	if n != 409 || !near(got.Value, .0349, 1e-4) || !near(got.Value-half, -.018, 6e-4) || !near(got.Value+half, .087, 6e-4) || !near(got.Value-got.Low, got.High-got.Value, 1e-12) {
		t.Errorf("%v of %d (± %v at 90 %%), the book has 0.035, -0.018 to 0.087 of 409", got, n, half)
	}
	if bad := falseAlarms(t); bad < 20 || bad > 85 {
		t.Errorf("of 1000 comparisons of equals in small strata %d seem to differ, want about 50", bad)
	}
	// Strata with a case or two, and one without a partner; reckoned apart from this code by the formula of Sato.
	strata = []Stratum{{share(8, 20), share(5, 25)}, {share(1, 1), share(0, 2)}, {share(0, 2), share(1, 1)}, {share(30, 40), share(10, 30)}, {share(3, 3), share(0, 1)}, {share(7, 9), share(0, 0)}}
	if got, n := Difference(strata); n != 125 || !near(got.Value, .3334205362982342, 1e-12) || !near(got.Low, .1635163666030421, 1e-12) || !near(got.High, .5033247059934263, 1e-12) {
		t.Errorf("%v of %d in small strata", got, n)
	}
	if got, n := Difference(nil); n != 0 || !math.IsNaN(got.Value) {
		t.Errorf("nothing gives %v of %d", got, n)
	}
}

// falseAlarms compares two groups that are alike a thousand times, in strata with three cases of
// each at most, and counts how often they seem to differ.
func falseAlarms(t *testing.T) (n int) {
	random := rand.New(rand.NewPCG(4, 2))
	group := func(share float64) (m Moments) {
		for range random.IntN(4) {
			m.Add(float64(btoi(random.Float64() < share)))
		}
		return m
	}
	for range 1000 {
		strata := make([]Stratum, 7*24)
		for i := range strata {
			share := .2 + .4*float64(i%7)/7
			strata[i] = Stratum{group(share), group(share)}
		}
		if got, _ := Difference(strata); got.Low > 0 || got.High < 0 {
			n++
		}
	}
	return n
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// The four chances 0.01, 0.04, 0.03 and 0.005 are the worked example of the procedure on its page in
// the English Wikipedia (Holm-Bonferroni method): only the first and the last are rejected.
func TestSurely(t *testing.T) {
	t.Parallel()
	of := func(z float64) Interval { return Interval{Value: z, Low: z - Z, High: z + Z} } // an error of 1
	nan := Interval{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	got := Surely([]Interval{of(2.5758), of(-2.0537), nan, of(2.1701), of(-2.8070), {}, {Value: 1, Low: 1, High: 1}})
	want := []bool{true, false, false, false, true, false, true}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The treated mice of Efron and Tibshirani, An Introduction to the Bootstrap (1993), table
// 2.1: their mean is 86.86 and its ideal bootstrap error 23.36. Rubin's bootstrap has the
// same but for the factor sqrt(n/(n+1)) (Rubin, Annals of Statistics 9, 1981, section 2).
func TestResample(t *testing.T) {
	t.Parallel()
	mice := Sample{Values: []float64{94, 197, 16, 38, 99, 141, 23}, Counts: []int64{1, 1, 1, 1, 1, 1, 1}}
	var m Moments
	for _, v := range resample([]Sample{mice}, 20000, 1)[0] {
		m.Add(v)
	}
	want := 23.36 * math.Sqrt(7./8)
	if got := math.Sqrt(m.Variance()); !near(got, want, .3) || !near(m.Mean().Value, 86.86, .6) {
		t.Errorf("mean %v with error %.2f, want 86.86 with %.2f", m.Mean().Value, got, want)
	}
}

// How often one of two samples keeps its rank has a limit that can be worked out: the
// normal distribution function of their difference over its error.
func TestRanks(t *testing.T) {
	t.Parallel()
	yes := func(k, n int64) Sample { return Sample{Values: []float64{1, 0}, Counts: []int64{k, n - k}} }
	const draws = 4000
	got := Ranks([]Sample{yes(480, 1000), yes(500, 1000), yes(900, 1000)}, draws, 7)
	if got[2].Rank != 1 || got[2].Tied || got[2].Keeps != 1 || got[2].Low != 1 || got[2].High != 1 {
		t.Errorf("the clear first: %+v", got[2])
	}
	if got[0].Rank != 2 || got[1].Rank != 2 || !got[0].Tied || !got[1].Tied || got[0].Keeps != 1 {
		t.Errorf("two that cannot be told apart: %+v %+v", got[0], got[1])
	}
	means := resample([]Sample{yes(480, 1000), yes(500, 1000)}, draws, 7)
	above := 0
	for d := range draws {
		if means[1][d] > means[0][d] {
			above++
		}
	}
	se := math.Sqrt(.48*.52/1000 + .25/1000)
	want := .5 * math.Erfc(-.02/se/math.Sqrt2)
	if share := float64(above) / draws; !near(share, want, .025) {
		t.Errorf("the better leads in %.3f of the draws, the normal limit is %.3f", share, want)
	}
	if diff := cmp.Diff(got, Ranks([]Sample{yes(480, 1000), yes(500, 1000), yes(900, 1000)}, draws, 7)); diff != "" {
		t.Errorf("the same seed says something else: %s", diff)
	}
}

// Quantiles of Student's t as every table has them.
func TestStudent(t *testing.T) {
	t.Parallel()
	for df, want := range map[int64]float64{1: 12.706, 2: 4.303, 3: 3.182, 5: 2.571, 10: 2.228, 30: 2.042, 1000: 1.962} {
		if got := student(df); !near(got, want, want*.002) {
			t.Errorf("%d degrees: %.4f, want %v", df, got, want)
		}
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		p75    float64
		median float64
	}{{[]float64{5}, 5, 5}, {[]float64{1, 9}, 9, 5}, {[]float64{1, 2, 3, 4}, 4, 2.5}, {[]float64{1, 2, 3, 4, 5}, 4, 3}} {
		if got := Percentile(c.values, 75); got != c.p75 {
			t.Errorf("75 %% of %v = %v, want %v", c.values, got, c.p75)
		}
		if got := Median(c.values); got != c.median {
			t.Errorf("median of %v = %v, want %v", c.values, got, c.median)
		}
	}
}

func waits() *rapid.Generator[[]Step] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Step {
		at := math.Exp(rapid.Float64Range(-6, 20).Draw(t, "log"))
		if rapid.Bool().Draw(t, "open") {
			return Step{at, 0, 1}
		}
		return Step{at, 1, 0}
	}), 0, 200)
}

func sketchOf(list []Step) *Sketch {
	s := &Sketch{}
	for _, w := range list {
		s.Add(w.At, w.Events > 0)
	}
	return s
}

func TestSketchMerges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := waits().Draw(t, "waits")
		whole, parts := sketchOf(list), &Sketch{}
		for len(list) > 0 {
			n := rapid.IntRange(1, len(list)).Draw(t, "part")
			part := sketchOf(list[:n])
			bytes, err := part.AppendBinary(nil)
			if err != nil {
				t.Fatal(err)
			}
			var read Sketch
			if rest, err := read.Read(append(bytes, 7)); err != nil || len(rest) != 1 {
				t.Fatalf("read back: %v, %d bytes left", err, len(rest))
			}
			parts.Merge(&read)
			list = list[n:]
		}
		if diff := cmp.Diff(whole.Steps(), parts.Steps()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSketchAccuracy(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := math.Exp(rapid.Float64Range(math.Log(smallest), 25).Draw(t, "log"))
		if got := valueOf(indexOf(x)); math.Abs(got-x) > accuracy*x*(1+1e-9) {
			t.Fatalf("%v became %v: %.4f off", x, got, math.Abs(got-x)/x)
		}
	})
}

func FuzzSketchRead(f *testing.F) {
	mp, _ := remission()
	good, _ := sketchOf(mp).AppendBinary(nil)
	f.Add(good)
	f.Add([]byte{255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Sketch
		rest, err := s.Read(data)
		if err != nil {
			return
		}
		again, _ := s.AppendBinary(nil)
		var back Sketch
		if _, err := back.Read(again); err != nil || !cmp.Equal(back.Steps(), s.Steps()) || len(rest) > len(data) {
			t.Fatalf("%x reads as %v, %v", data, s.Steps(), err)
		}
	})
}

// Four who wait for ten minutes and more, and nobody who was answered, tell that the median is longer; so
// does one answer among twenty. Three tell nothing, nor do those who have not waited so long.
func TestLonger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		steps []Step
		q     float64
		want  float64
	}{
		"nobody":            {nil, .5, math.NaN()},
		"three wait":        {[]Step{{600, 0, 3}}, .5, math.NaN()},
		"four wait":         {[]Step{{600, 0, 4}}, .5, 600},
		"some for longer":   {[]Step{{60, 0, 10}, {600, 0, 1}, {700, 0, 3}, {900, 0, 3}}, .5, 700},
		"one of twenty":     {[]Step{{30, 1, 0}, {600, 0, 10}, {900, 0, 9}}, .5, 900},
		"half were quick":   {[]Step{{30, 5, 0}, {600, 0, 5}}, .5, math.NaN()},
		"slow from then on": {[]Step{{600, 0, 2}, {700, 3, 0}, {800, 0, 2}}, .5, 600},
		"one, of the tenth": {[]Step{{600, 0, 1}}, .9, 600},
	} {
		if got := Longer(c.steps, c.q); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: longer than %v, want %v", name, got, c.want)
		}
	}
}
