package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"earlyhelp/learning/library"
	"earlyhelp/learning/review"
	"earlyhelp/learning/theme"
)

// mineAnswer is what `mine -json` prints.
type mineAnswer struct {
	Reviews   []theme.Review     `json:"reviews"`
	Recurring []theme.Recurrence `json:"recurring"`
	Emerging  []theme.Emergence  `json:"emerging"`
}

// mineCommand reads reviews: exit 0 when all were read, 1 when some could not
// be, each named with its reason, 2 for wrong usage.
func mineCommand(env *environment, args []string) int {
	flags := newFlags("mine")
	asJSON := flags.Bool("json", false, "")
	out := flags.String("out", "", "")
	files, err := parse(flags, args)
	if err != nil {
		return usage(env, "mine", err)
	}
	files = expand(files)
	if len(files) == 0 {
		return fail(env, "mine", "name the reviews to read: earlyhelp mine [-json] [-out DIR] FILE...")
	}
	answer := mineAnswer{Reviews: []theme.Review{}}
	unread := 0
	for i, name := range files {
		if env.isTerminal {
			fmt.Fprintf(env.stderr, "\r\x1b[K%d of %d: %s", i+1, len(files), filepath.Base(name))
		}
		r, err := mineFile(name)
		if err != nil {
			return fail(env, "mine", "%s: %v", name, err)
		}
		if r.Problem != "" {
			unread++
		}
		answer.Reviews = append(answer.Reviews, r)
	}
	if env.isTerminal {
		fmt.Fprint(env.stderr, "\r\x1b[K")
	}
	answer.Recurring = theme.Recurring(answer.Reviews)
	answer.Emerging = theme.Emerging(answer.Reviews)
	if *out != "" {
		if err := library.WriteDir(*out, entriesOf(answer.Reviews)); err != nil {
			return fail(env, "mine", "%v", err)
		}
	}
	if *asJSON {
		// The pages stay out: the files are at hand here.
		for i := range answer.Reviews {
			answer.Reviews[i].Text = nil
		}
		e := json.NewEncoder(env.stdout)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		if err := e.Encode(answer); err != nil {
			return fail(env, "mine", "write the answer: %v", err)
		}
	} else {
		printMined(env.stdout, answer)
		if *out != "" {
			fmt.Fprintf(env.stdout, "The library is in %s. Search it: earlyhelp search -library %s QUERY\n", *out, *out)
		}
	}
	if unread > 0 {
		return exitProblems
	}
	return exitOK
}

// mineFile reads one review. What is wrong with the file is in the Review;
// the error is for what is wrong with us.
func mineFile(name string) (theme.Review, error) {
	meta := theme.Meta{File: filepath.Base(name)}
	missing := func(why string) (theme.Review, error) {
		r := theme.Unreadable(meta, &review.UnreadableError{Reason: review.NotAReview})
		r.Problem = why
		return r, nil
	}
	info, err := os.Stat(name)
	switch {
	case os.IsNotExist(err):
		return missing("There is no such file: check its name and folder.")
	case err != nil:
		return missing("The file cannot be read: check its name and that you may read it.")
	case info.IsDir():
		return missing("This is a folder: name the files in it.")
	case !info.Mode().IsRegular():
		return missing("This is not a file.")
	case info.Size() > review.MaxFileBytes:
		return theme.Unreadable(meta, &review.UnreadableError{Reason: review.TooLarge}), nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return missing("The file cannot be read: close it in other programs and try again.")
	}
	doc, err := review.Extract(context.Background(), data, name, nil)
	if u, ok := theme.AsUnreadable(err); ok {
		return theme.Unreadable(meta, u), nil
	}
	if err != nil {
		return theme.Review{}, err
	}
	return theme.Mine(doc, meta), nil
}

// entriesOf makes library entries of the reviews that could be read. The ID
// is the file's name, numbered where two files share one.
func entriesOf(reviews []theme.Review) []library.Entry {
	var out []library.Entry
	used := map[string]int{}
	for _, r := range reviews {
		if r.Problem != "" {
			continue
		}
		id := r.File
		if used[r.File]++; used[r.File] > 1 {
			id = fmt.Sprintf("%s-%d", r.File, used[r.File])
		}
		r.ID = id
		out = append(out, library.Entry{ID: id, Title: r.Title, Year: r.Year, Review: r})
	}
	return out
}

// printMined writes what was found for a person: each review's themes with
// their first evidence, then what recurs.
func printMined(w io.Writer, a mineAnswer) {
	for _, r := range a.Reviews {
		if r.Problem != "" {
			fmt.Fprintf(w, "%s\n  Not read. %s\n\n", r.File, r.Problem)
			continue
		}
		title := r.Title
		if r.Year > 0 {
			title = fmt.Sprintf("%s (%d)", title, r.Year)
		}
		fmt.Fprintf(w, "%s\n  %s; %s, %s\n", r.File, title, plural(r.Pages, "page"), plural(len(r.Sentences), "sentence"))
		if len(r.Themes) == 0 {
			fmt.Fprintln(w, "  No themes found.")
		}
		for _, t := range r.Themes {
			fmt.Fprintf(w, "  %s: %s\n    page %d: %s\n", theme.LabelOf(t.ID), plural(t.Mentions, "sentence"), t.Evidence[0].Page, shortened(t.Evidence[0].Text, 160))
		}
		fmt.Fprintln(w)
	}
	if len(a.Reviews) < 2 || len(a.Recurring)+len(a.Emerging) == 0 {
		return
	}
	fmt.Fprintln(w, "What recurs (share of the reviews that could be read, 95% interval)")
	for _, r := range a.Recurring {
		fmt.Fprintf(w, "  %-58s %4d  %3.0f%% (%.0f%% to %.0f%%)\n", r.Label, r.Reviews, 100*r.Share, 100*r.Lower, 100*r.Upper)
	}
	for _, e := range a.Emerging {
		fmt.Fprintf(w, "  Outside the themes: %s, in %s\n", strings.Join(e.Terms, ", "), plural(e.Reviews, "review"))
	}
}

// shortened cuts s to n characters at a word's end.
func shortened(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := string(r[:n])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}
