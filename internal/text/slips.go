package text

// Slips is how many letters must be put in, left out, changed or swapped with their neighbour
// (Damerau's distance, of optimal alignments) to make of what was written the first 0, 1, 2 …
// letters of a word: the last is that of the whole word.
func Slips(written, word []rune) []int {
	before, last, row := make([]int, len(word)+1), make([]int, len(word)+1), make([]int, len(word)+1)
	for j := range last {
		last[j] = j
	}
	for i, w := range written {
		row[0] = i + 1
		for j, n := range word {
			change := 1
			if w == n {
				change = 0
			}
			row[j+1] = min(last[j]+change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && w == word[j-1] && written[i-1] == n {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last
}

// Nearest is the first of the words to which the fewest slips lead, "" where it takes more than
// most: what a typing mistake may have meant.
func Nearest(written string, words []string, most int) string {
	best, least := "", most+1
	rs := []rune(written)
	for _, w := range words {
		word := []rune(w)
		if max(len(rs)-len(word), len(word)-len(rs)) >= least {
			continue // so many letters are missing or too many
		}
		if d := Slips(rs, word)[len(word)]; d < least {
			best, least = w, d
		}
	}
	return best
}
