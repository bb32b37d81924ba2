package theme

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Trap is the polarity of a labelled sentence in which a key word of a theme
// stands in another sense. It is neutral to everything but the labels.
const Trap = "trap"

// Labelled is a sentence written to learn from or to test with, and what is
// to be found in it.
type Labelled struct {
	Batch    int      // the number of its file; batches are the unit of a split
	Polarity string   // a Polarity, or Trap
	Themes   []string // coded in it, in the order written; nil for none
	About    []string // spoken of but not coded, where it praises, denies, asks or sets a trap
	Text     string
}

// ReadLabelled reads the batches in the root of files: NN.txt, one sentence a
// line as "polarity | themes | about | sentence", themes parted by commas.
// Empty lines and those that begin with # are passed over. The order is that
// of batches and lines. A line of another form is an error that names it; so
// is a theme or polarity that the codebook does not have.
func ReadLabelled(files fs.FS) ([]Labelled, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list labelled sentences: %w", err)
	}
	var out []Labelled
	for _, name := range names {
		batch, err := strconv.Atoi(strings.TrimSuffix(path.Base(name), ".txt"))
		if err != nil {
			return nil, fmt.Errorf("read labelled sentences: %s is not named by a number", name)
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read labelled sentences: %w", err)
		}
		number := 0
		for line := range strings.Lines(string(data)) {
			number++
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			l, err := parseLabelled(line)
			if err != nil {
				return nil, fmt.Errorf("read labelled sentences: %s:%d: %w", name, number, err)
			}
			l.Batch = batch
			out = append(out, l)
		}
	}
	return out, nil
}

func parseLabelled(line string) (Labelled, error) {
	parts := strings.Split(line, "|")
	if len(parts) != 4 {
		return Labelled{}, fmt.Errorf("%d fields, want 4", len(parts))
	}
	l := Labelled{Polarity: strings.TrimSpace(parts[0]), Text: strings.TrimSpace(parts[3])}
	switch Polarity(l.Polarity) {
	case Gap, Recommendation, Context, GoodPractice, Negated, Procedural, Neutral, Trap:
	default:
		return Labelled{}, fmt.Errorf("unknown polarity %q", l.Polarity)
	}
	if l.Text == "" {
		return Labelled{}, fmt.Errorf("no sentence")
	}
	var err error
	if l.Themes, err = parseThemes(parts[1]); err != nil {
		return Labelled{}, err
	}
	l.About, err = parseThemes(parts[2])
	return l, err
}

func parseThemes(s string) ([]string, error) {
	var out []string
	for id := range strings.SplitSeq(s, ",") {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		if !slices.ContainsFunc(standard().themes, func(t Theme) bool { return t.ID == id }) {
			return nil, fmt.Errorf("unknown theme %q", id)
		}
		out = append(out, id)
	}
	return out, nil
}
