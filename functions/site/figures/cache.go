package figures

import (
	"container/list"
	"sync"

	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
)

// keepPages is how many pages of a kind stay in memory: those asked about last.
// A page of one area with sixty series takes about 300 KB.
const keepPages = 48

// A cache keeps what pages are made of, by publication and address: figures do
// not change within one. It is safe for concurrent use.
type cache[T any] struct {
	mu    sync.Mutex
	order *list.List // of *keptPage[T], the latest asked for first
	at    map[string]*list.Element
}

type keptPage[T any] struct {
	key  string
	page T
}

func newCache[T any]() *cache[T] { return &cache[T]{order: list.New(), at: map[string]*list.Element{}} }

// get returns what is kept under key, or makes it and keeps it where keep says
// so. Two who ask at once may both make it; either will do.
func (c *cache[T]) get(key string, fill func() (page T, keep bool, err error)) (T, error) {
	c.mu.Lock()
	if e, ok := c.at[key]; ok {
		c.order.MoveToFront(e)
		defer c.mu.Unlock()
		return e.Value.(*keptPage[T]).page, nil
	}
	c.mu.Unlock()
	page, keep, err := fill()
	if err != nil || !keep {
		return page, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.at[key]; !ok {
		c.at[key] = c.order.PushFront(&keptPage[T]{key, page})
		if c.order.Len() > keepPages {
			last := c.order.Back()
			delete(c.at, last.Value.(*keptPage[T]).key)
			c.order.Remove(last)
		}
	}
	return page, nil
}

// public reports whether a page is the same for a person as for anybody: the
// public view, read by somebody who may see no explanation.
func public(person account.Person, full bool) bool {
	return !full && !account.May(person, account.SeeExplained)
}

// cacheKey names a page of an edition. The choices are in the address.
func cacheKey(e *national.Edition, c choices, path string) string {
	return e.Version() + " " + c.href(path)
}
