package figures

import (
	"context"
	"crypto/sha256"
)

// pixels keeps pictures that were drawn, by what they were drawn from. To draw
// one takes a good part of a second, more than any page, so one is drawn at a
// time and those asked for again are kept. It is safe for concurrent use.
type pixels struct {
	kept *cache[[]byte]
	turn chan struct{}
}

func newPixels() *pixels { return &pixels{kept: newCache[[]byte](), turn: make(chan struct{}, 1)} }

// of returns the picture of a drawing, drawing it if nobody has. Whoever waits
// for a turn gives up when ctx is done.
func (p *pixels) of(ctx context.Context, drawing []byte, draw func() ([]byte, error)) ([]byte, error) {
	sum := sha256.Sum256(drawing)
	key := string(sum[:])
	return p.kept.get(key, func() ([]byte, bool, error) {
		select {
		case p.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
		defer func() { <-p.turn }()
		// Another may have drawn it meanwhile.
		picture, err := p.kept.get(key, func() ([]byte, bool, error) {
			picture, err := draw()
			return picture, true, err
		})
		return picture, false, err
	})
}
