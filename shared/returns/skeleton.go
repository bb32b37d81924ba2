package returns

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// A skeleton is everything of the workbook that is the same for every return:
// styles, widths, what may be typed into which cell, print set-up, and the
// texts of the template. It is made once, by excelize, and kept packed; what
// is written for a return is the rows.
type skeleton struct {
	look   *look
	parts  []packed // in the order of the archive; those of sheets and core.xml are empty here
	sheets map[string]sheetFrame
	core   []byte // docProps/core.xml, with aboutWhat in place of area and period
	shared map[string]int
}

// A packed is one part of the archive, deflated.
type packed struct {
	name string
	data []byte
	size int
	crc  uint32
}

// A sheetFrame is the XML of a sheet around its rows.
type sheetFrame struct {
	name          string
	before, after []byte // before still has the dimension of an empty sheet
}

// aboutWhat stands in core.xml where area and period go.
const aboutWhat = "area and period"

const corePart = "docProps/core.xml"

// emptyDimension is how excelize writes the extent of a sheet.
const emptyDimension = `<dimension ref="A1"></dimension>`

var theSkeleton = sync.OnceValues(newSkeleton)

// sheetNames are the sheets of the workbook in the order of their tabs.
func sheetNames() []string { return append([]string{guidanceSheet}, Sheets()...) }

func newSkeleton() (*skeleton, error) {
	f := excelize.NewFile()
	defer f.Close()
	look, err := newLook(f)
	if err != nil {
		return nil, err
	}
	for i, sheet := range sheetNames() {
		if i == 0 {
			err = f.SetSheetName("Sheet1", sheet)
		} else {
			_, err = f.NewSheet(sheet)
		}
		if err != nil {
			return nil, fmt.Errorf("add sheet %s: %w", sheet, err)
		}
		s := &sheetWriter{f: f, sheet: sheet, look: look}
		s.do(f.SetCellStr(sheet, "A1", sheet)) // so that there are rows, and a table of shared texts
		switch sheet {
		case guidanceSheet:
			frameGuidance(s)
		case Cover:
			frameCover(s)
		default:
			frameCounts(s)
		}
		if s.err != nil {
			return nil, s.err
		}
	}
	if err := describe(f); err != nil {
		return nil, err
	}
	var book bytes.Buffer
	if err := f.Write(&book); err != nil {
		return nil, fmt.Errorf("write skeleton: %w", err)
	}
	k := &skeleton{look: look, sheets: map[string]sheetFrame{}, shared: map[string]int{}}
	texts := k.learn()
	return k, k.pack(book.Bytes(), texts)
}

// learn takes down the texts of the template, by writing one to nobody.
func (k *skeleton) learn() []string {
	var texts []string
	nobody := &Return{Area: "0", Period: period.NewQuarter(2026, 2)}
	for _, sheet := range sheetNames() {
		w := &rowWriter{shared: k.shared, learn: &texts}
		k.fill(w, sheet, nobody, area.Area{}, map[Key]Count{})
	}
	w := &rowWriter{shared: k.shared, learn: &texts}
	for _, s := range []State{NotAvailable, NotApplicable} {
		w.count(1, 0, Count{State: s}, true)
	}
	return texts
}

// pack takes the workbook that excelize wrote apart.
func (k *skeleton) pack(book []byte, texts []string) error {
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return fmt.Errorf("read skeleton: %w", err)
	}
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			return fmt.Errorf("read skeleton: %w", err)
		}
		xml, err := io.ReadAll(rc)
		if err := errors.Join(err, rc.Close()); err != nil {
			return fmt.Errorf("read skeleton: %w", err)
		}
		var number int
		switch n, _ := fmt.Sscanf(f.Name, "xl/worksheets/sheet%d.xml", &number); {
		case n == 1:
			before, rest, ok1 := bytes.Cut(xml, []byte("<sheetData>"))
			_, after, ok2 := bytes.Cut(rest, []byte("</sheetData>"))
			if !ok1 || !ok2 || !bytes.Contains(before, []byte(emptyDimension)) {
				return fmt.Errorf("read skeleton: %s is not as expected", f.Name)
			}
			k.sheets[f.Name] = sheetFrame{sheetNames()[number-1], before, after}
			xml = nil
		case f.Name == corePart:
			k.core, xml = xml, nil
		case f.Name == "xl/sharedStrings.xml":
			xml = sharedXML(texts)
		}
		p, err := pack(nil, f.Name, xml, flate.BestCompression)
		if err != nil {
			return err
		}
		k.parts = append(k.parts, p)
	}
	if len(k.sheets) != len(sheetNames()) || k.core == nil {
		return errors.New("read skeleton: parts are missing")
	}
	// In the order in which Excel writes them: readers that stream need the
	// types first and the shared texts before the sheets.
	slices.SortStableFunc(k.parts, func(a, b packed) int { return rank(a.name) - rank(b.name) })
	return nil
}

func rank(part string) int {
	for i, prefix := range []string{"[Content_Types]", "_rels/", "docProps/", "xl/_rels/", "xl/workbook.xml", "xl/styles", "xl/theme/", "xl/sharedStrings"} {
		if strings.HasPrefix(part, prefix) {
			return i
		}
	}
	return 100
}

func sharedXML(texts []string) []byte {
	out := fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%d">`, len(texts))
	for _, t := range texts {
		out = append(out, `<si><t xml:space="preserve">`...)
		out = appendEscaped(out, t)
		out = append(out, `</t></si>`...)
	}
	return append(out, `</sst>`...)
}

// pack deflates a part. z may be nil, and is else used again.
func pack(z *flate.Writer, name string, xml []byte, level int) (packed, error) {
	var buf bytes.Buffer
	buf.Grow(len(xml)/6 + 256)
	if z == nil {
		var err error
		if z, err = flate.NewWriter(&buf, level); err != nil {
			return packed{}, fmt.Errorf("pack %s: %w", name, err)
		}
	} else {
		z.Reset(&buf)
	}
	_, err := z.Write(xml)
	if err = errors.Join(err, z.Close()); err != nil {
		return packed{}, fmt.Errorf("pack %s: %w", name, err)
	}
	return packed{name, buf.Bytes(), len(xml), crc32.ChecksumIEEE(xml)}, nil
}

// write writes the workbook of a return. a is the area, as far as it is known.
// bare leaves out what only somebody who fills it in needs.
func (k *skeleton) write(out io.Writer, r *Return, a area.Area, bare bool) error {
	z, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	archive := zip.NewWriter(out)
	have := r.Index()
	w := &rowWriter{shared: k.shared, bare: bare}
	for _, p := range k.parts {
		if frame, ok := k.sheets[p.name]; ok {
			p, err = pack(z, p.name, k.sheet(w, frame, r, a, have), flate.BestSpeed)
		} else if p.name == corePart {
			about := appendEscaped(nil, r.Area+" "+r.Period.String())
			p, err = pack(z, p.name, bytes.Replace(k.core, []byte(aboutWhat), about, 1), flate.BestSpeed)
		}
		if err != nil {
			return err
		}
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.crc,
			CompressedSize64: uint64(len(p.data)), UncompressedSize64: uint64(p.size)}
		part, err := archive.CreateRaw(h)
		if err == nil {
			_, err = part.Write(p.data)
		}
		if err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// sheet returns the XML of one sheet.
func (k *skeleton) sheet(w *rowWriter, frame sheetFrame, r *Return, a area.Area, have map[Key]Count) []byte {
	*w = rowWriter{out: w.out[:0], shared: w.shared, bare: w.bare}
	k.fill(w, frame.name, r, a, have)
	dimension := fmt.Sprintf(`<dimension ref="A1:%s"/>`, place(w.width, w.row))
	before := bytes.Replace(frame.before, []byte(emptyDimension), []byte(dimension), 1)
	return slices.Concat(before, []byte("<sheetData>"), w.out, []byte("</sheetData>"), frame.after)
}

// fill writes the rows of one sheet.
func (k *skeleton) fill(w *rowWriter, sheet string, r *Return, a area.Area, have map[Key]Count) {
	switch sheet {
	case guidanceSheet:
		fillGuidance(w, k.look, r, a.Name)
	case Cover:
		fillCover(w, k.look, r, a.Name)
	default:
		fillCounts(w, k.look, sheet, r, have)
	}
}
