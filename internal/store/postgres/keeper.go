package postgres

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// keeper sorts new words into their index. PostgreSQL keeps them in a list first, which
// every search reads through and which the transaction that makes it too long has to
// sort in: one answer in a hundred would wait for the words of ninety-nine others. So
// they are sorted in before that, beside what people do. Where this fails, a transaction
// does it, as ever.
type keeper struct {
	pool *pool
	new  atomic.Int64 // bytes of words since they were sorted in last
	busy atomic.Bool
	all  sync.WaitGroup
}

const (
	manyWords = 64 << 10 // bytes, which take a few milliseconds
	sortTime  = time.Minute
	sortWords = "SELECT gin_clean_pending_list('message_words_words'::regclass)"
)

// added is told of each transaction that added words, so many bytes.
func (k *keeper) added(n int) {
	if n == 0 || k.new.Add(int64(n)) < manyWords || !k.busy.CompareAndSwap(false, true) {
		return
	}
	k.all.Go(func() {
		defer k.busy.Store(false)
		ctx, cancel := context.WithTimeout(context.Background(), sortTime)
		defer cancel()
		conn, err := k.pool.Acquire(ctx)
		if err != nil {
			return // closed
		}
		defer conn.Release()
		for k.new.Load() >= manyWords && err == nil {
			k.new.Store(0)
			_, err = conn.Exec(ctx, sortWords)
		}
	})
}
