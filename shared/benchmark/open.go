//go:build !js

package benchmark // not in a browser, which has no snapshots: Parquet would be a fifth of what it fetches

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
// rows: an indicator and period is read when it is first asked about. Totals
// stay in memory; of what is split, the keepBlocks asked about last. r must
// stay readable and unchanged.
func OpenSnapshot(r io.ReaderAt, size int64, o SnapshotOptions) (*Snapshot, error) {
	f, err := parquet.OpenFile(r, size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return nil, fmt.Errorf("open snapshot: %w", err)
	}
	text, _ := f.Lookup(blocksKey)
	var names [][3]string
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
		read := func() ([]Fact, error) { return readGroup(groups[i]) }
		if name[2] == parts {
			s.add(block{name[0], p, true}, func() ([]Fact, error) { return kept.get(i, read) })
			continue
		}
		s.add(block{name[0], p, false}, remember(read))
	}
	return s, nil
}

// remember returns read's facts once it has succeeded; a failed reading is
// tried again by whoever asks next.
func remember(read func() ([]Fact, error)) func() ([]Fact, error) {
	var mu sync.Mutex
	var facts []Fact
	return func() ([]Fact, error) {
		mu.Lock()
		defer mu.Unlock()
		if facts == nil {
			var err error
			if facts, err = read(); err != nil {
				return nil, err
			}
		}
		return facts, nil
	}
}

// keepBlocks is how many indicators and periods stay in memory split: at 5,500
// rows each (153 areas, 35 parts) and 350 bytes a row, about 60 MB at the most.
const keepBlocks = 32

// A keep holds the row groups read last.
type keep struct {
	mu    sync.Mutex
	order *list.List // of keptBlock, latest first
	at    map[int]*list.Element
}

type keptBlock struct {
	no    int
	facts func() ([]Fact, error)
}

// get returns row group no, reading it once however many ask at the same time.
func (k *keep) get(no int, read func() ([]Fact, error)) ([]Fact, error) {
	k.mu.Lock()
	e, ok := k.at[no]
	if ok {
		k.order.MoveToFront(e)
	} else {
		e = k.order.PushFront(&keptBlock{no, remember(read)})
		k.at[no] = e
		if k.order.Len() > keepBlocks {
			last := k.order.Back()
			delete(k.at, last.Value.(*keptBlock).no)
			k.order.Remove(last)
		}
	}
	facts := e.Value.(*keptBlock).facts
	k.mu.Unlock()
	return facts()
}
