package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"heed/internal/desk"
	"heed/internal/store"
)

// words are what agents search for.
type words struct {
	common []string // in most messages
	middle []string // a full page of them lies far back: the hardest for an index that walks from the newest
	rare   []string // in one to five messages
}

// perPage is how many messages a page of results shows.
const perPage = 30

// choose draws words from the messages of a desk and sorts them by how many they bring.
func choose(tx *store.Tx, newest desk.MessageID) (w words, err error) {
	random := rand.New(rand.NewPCG(1, 2))
	w.common = []string{"the", "please", "router", "thanks", "waiting"}
	type candidate struct {
		word string
		span desk.MessageID
	}
	var middle []candidate
	for tries := 0; tries < 4000 && (len(w.rare) < 40 || len(middle) < 200); tries++ {
		m, err := tx.Message(1 + desk.MessageID(random.Int64N(int64(newest))))
		if err != nil {
			continue
		}
		list := store.Words(m.Text)
		word := list[random.IntN(len(list))]
		if slices.Contains(w.rare, word) || len(word) < 4 {
			continue
		}
		found, err := tx.Find(desk.FindQuery{Words: word, Limit: perPage})
		if err != nil {
			return w, err
		}
		switch n := len(found); {
		case n == perPage:
			middle = append(middle, candidate{word, found[0].Message.ID - found[n-1].Message.ID})
		case n >= 1 && n <= 5 && len(w.rare) < 40:
			w.rare = append(w.rare, word)
		}
	}
	slices.SortFunc(middle, func(a, b candidate) int { return int(b.span - a.span) })
	for _, c := range middle[:min(len(middle), 10)] {
		w.middle = append(w.middle, c.word)
	}
	if len(w.rare) == 0 || len(w.middle) == 0 {
		return w, fmt.Errorf("the desk has no words to search for")
	}
	return w, nil
}
