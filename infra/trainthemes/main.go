// Train writes learning/theme/model.txt, the weights by which themes are
// found, from the labelled sentences in learning/theme/data/sentences. Run it
// from the project's root after a change of sentences, rules or lexicon:
//
//	go run ./infra/trainthemes
//
// The same sentences, rules and lexicon give the same bytes.
package main

import (
	"fmt"
	"os"

	"earlyhelp/learning/theme"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run() error {
	all, err := theme.ReadLabelled(os.DirFS("learning/theme/data/sentences"))
	if err != nil {
		return err
	}
	m := theme.Train(all)
	text := m.Text()
	fmt.Printf("%d sentences, data %s, threshold %g, %d bytes\n", len(all), m.Data, m.Threshold, len(text))
	return os.WriteFile("learning/theme/model.txt", []byte(text), 0o644)
}
