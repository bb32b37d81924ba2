package main

import (
	"fmt"
	"io"
	"os"

	"earlyhelp/shared/prepare"
)

// mappingCommand proposes how an area's own extract fits the list, for the
// officer to complete and keep.
func mappingCommand(env *environment, args []string) int {
	fs := newFlags("mapping")
	asJSON := fs.Bool("json", false, "")
	out := fs.String("out", "", "")
	names, err := parse(fs, args)
	if err != nil {
		return usage(env, "mapping", err)
	}
	switch {
	case len(names) != 1:
		return fail(env, "mapping", "name one extract: earlyhelp mapping extract.csv -out mapping.json")
	case *out == "" && !*asJSON:
		return fail(env, "mapping", "say which file to write with -out, such as -out mapping.json")
	case sameFile(names[0], *out):
		return fail(env, "mapping", "%s is the extract: give the mapping another name with -out", *out)
	}
	data, why := readFile(names[0])
	if why != "" {
		return fail(env, "mapping", "%s: %s", names[0], why)
	}
	s, ok := prepare.Suggest(data, names[0])
	if !ok {
		return fail(env, "mapping", "%s needs no mapping, or is no table: it has the template's own headings, or none that can be read", names[0])
	}
	if *asJSON {
		err = writeJSON(env.stdout, s)
	}
	if err == nil && *out != "" {
		if _, there := os.Stat(*out); there == nil {
			return fail(env, "mapping", "%s exists: give another name with -out, so that what you settled is not lost", *out)
		}
		err = writeFile(*out, func(w io.Writer) error { return writeJSON(w, s.Mapping) })
	}
	if err != nil {
		return fail(env, "mapping", "%v", err)
	}
	if !*asJSON {
		describe(env.stdout, names[0], *out, s)
	}
	return exitOK
}

// describe says what a suggestion fits and what it leaves to the officer.
func describe(w io.Writer, name, out string, s prepare.Suggestion) {
	fits := 0
	for _, heading := range s.Mapping.Records.Columns {
		if heading != "" {
			fits++
		}
	}
	fmt.Fprintf(w, "%s: %s of the list found among its headings.\n", name, plural(fits, "column"))
	for column, value := range s.Mapping.Records.Always {
		fmt.Fprintf(w, "Every row is taken for %s (%s): change it if that is wrong.\n", value, column)
	}
	if len(s.Unmapped) > 0 {
		fmt.Fprintln(w, "\nNeeded, and not found. Type the heading beside each:")
		for _, column := range s.Unmapped {
			fmt.Fprintf(w, "  %s\n", column)
		}
	}
	if len(s.Words) > 0 {
		fmt.Fprintln(w, "\nWords that are no value of the list. Type the value beside each, or leave it empty where the cell may be blank:")
		for _, word := range s.Words {
			fmt.Fprintf(w, "  %s: %q, %s\n", word.Column, word.Word, plural(word.Rows, "row"))
		}
	}
	if len(s.Headings) > 0 {
		fmt.Fprintln(w, "\nHeadings that fit nothing. They are not read unless you name them:")
		for _, heading := range s.Headings {
			fmt.Fprintf(w, "  %s\n", heading)
		}
	}
	fmt.Fprintf(w, "\nWrote %s. Look it over in a text editor, keep it, and use it each time: earlyhelp check -mapping %s %s\n", out, out, name)
}

// readMapping reads the mapping of a file name, nil for none.
func readMapping(name string) (*prepare.Mapping, error) {
	if name == "" {
		return nil, nil
	}
	data, why := readFile(name)
	if why != "" {
		return nil, fmt.Errorf("%s: %s", name, why)
	}
	m, err := prepare.ParseMapping(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}
