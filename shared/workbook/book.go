package workbook

import (
	"cmp"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Book is an open workbook. It holds the bytes it was opened from, the table
// of shared texts and the small parts that were unpacked, of at most 4 MB;
// sheets are read anew each time they are asked for.
// It has nothing to close and may be read by several goroutines.
type Book struct {
	// Date1904 says that day 0 is 1 January 1904, as in workbooks begun on
	// older Macintosh computers. Cell.Date takes account of it.
	Date1904 bool

	limits  Limits
	archive *archive
	sheets  []Sheet
	names   []Name
	styles  []Format
	texts   []string
}

// A Sheet is one tab of a workbook.
type Sheet struct {
	Name   string
	Hidden bool   // hidden, or "very hidden", from the person who opens it
	Grid   bool   // has rows; chart, dialogue and macro sheets have not
	Part   string // the file inside the archive that holds it
}

// A Name is a name defined for a range or a formula.
type Name struct {
	Name   string
	Hidden bool
	Refers string // such as "Records!$A$1:$D$20"
}

// A Part is one file inside the workbook's archive.
type Part struct {
	Name string // such as "xl/worksheets/sheet1.xml"
	Size int64  // declared size in bytes once unpacked
}

// Open checks the archive that data is, and reads everything but the sheets.
// Nil limits are the defaults. The error is a *RefusedError.
func Open(data []byte, limits *Limits) (*Book, error) {
	if err := sniff(data); err != nil {
		return nil, err
	}
	l := limits.withDefaults()
	a, err := openArchive(data, l)
	if err != nil {
		return nil, err
	}
	if err := a.kind(); err != nil {
		return nil, err
	}
	b := &Book{limits: l, archive: a}
	if err := b.readIndex(); err != nil {
		return nil, err
	}
	return b, nil
}

// Sheets returns the sheets in the order of their tabs.
func (b *Book) Sheets() []Sheet { return slices.Clone(b.sheets) }

// Names returns the defined names.
func (b *Book) Names() []Name { return slices.Clone(b.names) }

// Parts returns the files inside the archive, in its order.
func (b *Book) Parts() []Part {
	parts := make([]Part, len(b.archive.files))
	for i, f := range b.archive.files {
		parts[i] = Part{f.Name, int64(f.UncompressedSize64)}
	}
	return parts
}

// Part opens one file inside the archive for reading; its reader gives at most
// the declared size. That of a small part has a method Bytes that returns all
// of it at once, not to be changed. The error is a *RefusedError.
func (b *Book) Part(name string) (io.ReadCloser, error) {
	rc, ok, err := b.archive.open(name)
	if err == nil && !ok {
		err = missingPart(name)
	}
	return rc, err
}

func missingPart(name string) *RefusedError {
	return refuse(Damaged, "The workbook is damaged: its part %q is missing. %s", name, saveAgain)
}

// readIndex reads the parts that say what the workbook is made of.
func (b *Book) readIndex() error {
	main := "xl/workbook.xml"
	if rels, err := b.readRels("_rels/.rels"); err != nil {
		return err
	} else if i := slices.IndexFunc(rels, func(r rel) bool { return r.is("officeDocument") }); i >= 0 {
		main = resolve("", rels[i].target)
	}
	folder := path.Dir(main)
	rels, err := b.readRels(path.Join(folder, "_rels", path.Base(main)+".rels"))
	if err != nil {
		return err
	}
	if err := b.readPart(main, true, func(r io.Reader) error { return b.readWorkbook(r, folder, rels) }); err != nil {
		return err
	}
	for _, r := range rels {
		part := resolve(folder, r.target)
		switch {
		case r.is("styles"):
			err = b.readPart(part, false, func(r io.Reader) (err error) {
				b.styles, err = readStyles(r)
				return err
			})
		case r.is("sharedStrings"):
			err = b.readPart(part, false, func(r io.Reader) (err error) {
				b.texts, err = readTexts(r, b.limits)
				return err
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readPart gives one part to read. A part that is absent is an error only if
// it is needed.
func (b *Book) readPart(name string, needed bool, read func(io.Reader) error) error {
	rc, ok, err := b.archive.open(name)
	if err != nil {
		return err
	}
	if !ok {
		if needed {
			return missingPart(name)
		}
		return nil
	}
	defer rc.Close()
	return damaged(name, read(rc))
}

// damaged turns an error of the scanner or the archive into a RefusedError.
func damaged(part string, err error) error {
	var refused *RefusedError
	if err == nil || errors.As(err, &refused) {
		return err
	}
	return refuse(Damaged, "The workbook is damaged: its part %q cannot be read. %s", part, saveAgain)
}

// A rel is a relationship from one part to another.
type rel struct{ id, kind, target string }

// is compares the last word of the kind, which is the same in both
// namespaces of the standard (transitional and strict).
func (r rel) is(kind string) bool { return path.Base(r.kind) == kind }

func (b *Book) readRels(part string) ([]rel, error) {
	var rels []rel
	err := b.readPart(part, false, func(r io.Reader) error {
		s := newScanner(r)
		for {
			kind, err := s.next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if kind == startTag && string(s.name) == "Relationship" && s.attr("TargetMode") != "External" {
				rels = append(rels, rel{s.attr("Id"), s.attr("Type"), s.attr("Target")})
			}
			if len(rels) > 10*b.limits.Parts {
				return errXML
			}
		}
	})
	return rels, err
}

// resolve returns the part that a target names, seen from a folder.
func resolve(folder, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(folder, target)
}

// maxRefers is how long a name's formula is read before what follows is passed
// over: no formula is longer than 8,192 characters (Excel's limit).
const maxRefers = 8192

func (b *Book) readWorkbook(r io.Reader, folder string, rels []rel) error {
	s := newScanner(r)
	name, inName := Name{}, false
	for {
		kind, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch {
		case kind == textRun:
			if inName {
				text, err := s.appendRun(nil)
				if err != nil {
					return err
				}
				if len(name.Refers) < maxRefers {
					name.Refers += string(text)
				}
			}
		case kind == endTag:
			if inName && string(s.name) == "definedName" {
				b.names = append(b.names, name)
				inName = false
			}
		case string(s.name) == "workbookPr":
			b.Date1904 = isTrue(s.attr("date1904"))
		case string(s.name) == "sheet":
			if err := b.addSheet(s, folder, rels); err != nil {
				return err
			}
		case string(s.name) == "definedName":
			name = Name{Name: s.attr("name"), Hidden: isTrue(s.attr("hidden"))}
			inName = !s.closed
		}
	}
	if len(b.sheets) == 0 {
		return refuse(Damaged, "The workbook holds no sheets. Send the template, filled in.")
	}
	return nil
}

func (b *Book) addSheet(s *scanner, folder string, rels []rel) error {
	// Each sheet has a part of its own, so there are no more than parts.
	if len(b.sheets) >= b.limits.Parts {
		return refuse(Suspicious, "The workbook says that it holds over %d sheets. Copy the figures into a new template and send that.", b.limits.Parts)
	}
	sh := Sheet{Name: visible(s.attr("name"))}
	if utf8.RuneCountInString(sh.Name) > maxSheetName {
		return refuse(Suspicious, "The workbook holds a sheet whose name has over %d characters. Give it a short name, save and send it again.", maxSheetName)
	}
	state := s.attr("state")
	sh.Hidden = state != "" && state != "visible"
	id := relID(s)
	i := slices.IndexFunc(rels, func(r rel) bool { return r.id == id })
	if i < 0 {
		return refuse(Damaged, "The workbook is damaged: the sheet %q has no content. %s", short(sh.Name), saveAgain)
	}
	sh.Part = resolve(folder, rels[i].target)
	sh.Grid = rels[i].is("worksheet")
	if slices.ContainsFunc(b.sheets, func(o Sheet) bool { return strings.EqualFold(o.Name, sh.Name) }) {
		return refuse(Damaged, "The workbook is damaged: two of its sheets are named %q. %s", short(sh.Name), saveAgain)
	}
	if slices.ContainsFunc(b.sheets, func(o Sheet) bool { return o.Part == sh.Part }) {
		return refuse(Damaged, "The workbook is damaged: two of its sheets have the same content. %s", saveAgain)
	}
	b.sheets = append(b.sheets, sh)
	return nil
}

// relID returns the attribute r:id; "id" without a prefix is another.
func relID(s *scanner) string {
	for rest := s.attrs; ; {
		name, value, tail, ok := nextAttr(rest)
		if !ok {
			return ""
		}
		if strings.HasSuffix(string(name), ":id") {
			return string(value)
		}
		rest = tail
	}
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

// short cuts text for a message.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return cmp.Or(s, "(no name)")
}
