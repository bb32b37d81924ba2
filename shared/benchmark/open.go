package benchmark

import (
	"container/list"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/parquet-go/parquet-go"

	"earlyhelp/shared/period"
)

// OpenSnapshot indexes a file that WriteParquet wrote without reading its
// rows: an indicator and period is read when it is first asked about, and the
// keepBlocks asked about last are kept. r must stay readable and unchanged.
func OpenSnapshot(r io.ReaderAt, size int64, o SnapshotOptions) (*Snapshot, error) {
	f, err := parquet.OpenFile(r, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	text, _ := f.Lookup(blocksKey)
	var names [][2]string
	if err := json.Unmarshal([]byte(text), &names); err != nil {
		return nil, fmt.Errorf("open snapshot: list of figures: %w", err)
	}
	groups := f.RowGroups()
	if len(groups) != len(names) {
		return nil, fmt.Errorf("open snapshot: %d row groups for %d indicators and periods", len(groups), len(names))
	}
	s := newSnapshot(o)
	kept := &keep{order: list.New(), at: map[int]*list.Element{}}
	for i, name := range names {
		p, err := period.Parse(name[1])
		if err != nil {
			return nil, fmt.Errorf("open snapshot: %w", err)
		}
		s.add(block{name[0], p}, func() ([]Fact, error) {
			return kept.get(i, func() ([]Fact, error) { return readGroup(groups[i]) })
		})
	}
	return s, nil
}

// keepBlocks is how many indicators and periods stay in memory: at 5,500 rows
// each (153 areas, 35 parts) and 350 bytes a row, about 120 MB at the most.
const keepBlocks = 64

// A keep holds the facts read last.
type keep struct {
	mu    sync.Mutex
	order *list.List // of kept, latest first
	at    map[int]*list.Element
}

type keptBlock struct {
	no    int
	facts func() ([]Fact, error)
}

// get returns block no, reading it once however many ask at the same time. A
// failed reading is not kept.
func (k *keep) get(no int, read func() ([]Fact, error)) ([]Fact, error) {
	k.mu.Lock()
	e, ok := k.at[no]
	if ok {
		k.order.MoveToFront(e)
	} else {
		e = k.order.PushFront(&keptBlock{no, sync.OnceValues(read)})
		k.at[no] = e
		if k.order.Len() > keepBlocks {
			last := k.order.Back()
			delete(k.at, last.Value.(*keptBlock).no)
			k.order.Remove(last)
		}
	}
	facts := e.Value.(*keptBlock).facts
	k.mu.Unlock()
	got, err := facts()
	if err != nil {
		k.mu.Lock()
		if k.at[no] == e {
			delete(k.at, no)
			k.order.Remove(e)
		}
		k.mu.Unlock()
	}
	return got, err
}
