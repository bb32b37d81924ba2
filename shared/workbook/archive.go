package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// An archive is the checked directory of the zip file that a workbook is.
// Parts are found by lower-case name: names in such a package do not differ
// by case alone.
type archive struct {
	files []*zip.File
	parts map[string]*zip.File

	mu   sync.Mutex
	kept map[*zip.File][]byte // small parts, once unpacked
	room uint64               // for more of them, in bytes
}

// Parts of at most keptPart bytes, and keptParts in all, are kept unpacked: a
// return comes to 0.6 MB, and the privacy screen and the checks each go through
// its sheets, of which unpacking is the dearest step. A list is read in one go.
const (
	keptPart  = 512 << 10
	keptParts = 4 << 20
)

// centralHeader begins every entry of a zip directory.
var centralHeader = []byte("PK\x01\x02")

// openArchive checks the directory of a zip file before anything in it is
// unpacked: size, number of parts, declared sizes, growth, names. Go's zip
// reader itself refuses a part that grows past the size it declares.
func openArchive(data []byte, l Limits) (*archive, error) {
	if size := int64(len(data)); size > l.FileBytes {
		return nil, refuse(TooLarge, "The file is %s; the most that can be sent is %s. Remove sheets, pictures and formatting that the template did not have, save and send it again.", megabytes(size), megabytes(l.FileBytes))
	}
	// The zip reader keeps some 300 bytes an entry and reads on as long as
	// entries follow, whatever number the directory's end declares. Counting
	// their signatures first keeps a directory of 400,000 entries out of
	// memory; ten times the limit leaves room for signatures that occur in
	// the data of ordinary embedded files.
	if n := bytes.Count(data, centralHeader); n > 10*l.Parts {
		return nil, tooManyParts(n, l)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse(Damaged, "The file is damaged or was cut short on its way: its end is missing. Send it again; if that does not help, open it in Excel and save it under a new name first.")
	}
	if len(r.File) > l.Parts {
		return nil, tooManyParts(len(r.File), l)
	}
	a := &archive{parts: make(map[string]*zip.File, len(r.File)), kept: map[*zip.File][]byte{}, room: keptParts}
	var total uint64
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		if err := checkPart(f, l); err != nil {
			return nil, err
		}
		name := strings.ToLower(f.Name)
		if a.parts[name] != nil {
			return nil, refuse(Suspicious, "The file holds two parts of the same name, as no spreadsheet program writes it. %s", saveAgain)
		}
		a.parts[name] = f
		a.files = append(a.files, f)
		// Each size was checked to be at most the limit, so the sum of at
		// most l.Parts of them cannot overflow.
		if total += f.UncompressedSize64; total > uint64(l.UnpackedBytes) {
			return nil, tooLargeUnpacked(l)
		}
	}
	return a, nil
}

func checkPart(f *zip.File, l Limits) error {
	switch {
	case f.Flags&1 != 0:
		return refuse(Encrypted, "The file is an archive with a password, so it cannot be read. Send the workbook without a password.")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return refuse(Suspicious, "The file is packed in a way that spreadsheet programs do not use. %s", saveAgain)
	case !safeName(f.Name):
		return refuse(Suspicious, "The file holds a part whose name points outside the workbook, as no spreadsheet program writes it. %s", saveAgain)
	case f.UncompressedSize64 > uint64(l.UnpackedBytes):
		return tooLargeUnpacked(l)
	case f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > uint64(l.Ratio)*max(f.CompressedSize64, 1):
		return refuse(Suspicious, "The file would grow more than %d times when unpacked, as no return does. Copy the figures into a new template and send that.", l.Ratio)
	}
	return nil
}

// safeName reports whether a part's name stays inside the package.
func safeName(name string) bool {
	if name == "" || len(name) > 260 || strings.ContainsAny(name, "\\:\x00") || strings.HasPrefix(name, "/") {
		return false
	}
	for seg := range strings.SplitSeq(name, "/") {
		if seg == "" || seg == "." || seg == ".." {
			return false
		}
	}
	return true
}

func tooManyParts(n int, l Limits) error {
	return refuse(TooLarge, "The file holds %d parts; the most that is read is %d. Remove pictures, charts and sheets that the template did not have, save and send it again.", n, l.Parts)
}

func tooLargeUnpacked(l Limits) error {
	return refuse(TooLarge, "The workbook holds more than %s once unpacked. Usually whole columns were formatted down to the last row: copy the figures into a new template and send that.", megabytes(l.UnpackedBytes))
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// open returns a reader of a part. The second result is false when there is
// no such part.
func (a *archive) open(name string) (io.ReadCloser, bool, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, false, nil
	}
	if data, ok := a.small(f); ok {
		return &unpacked{bytes.NewReader(data), data}, true, nil
	}
	rc, err := f.Open()
	if err != nil {
		return nil, true, refuse(Damaged, "The file is damaged: its part %q cannot be unpacked. %s", name, saveAgain)
	}
	return rc, true, nil
}

// small returns a small part's content, which stays unpacked from then on. What
// cannot be unpacked to its end is not kept: it is read as far as it goes.
func (a *archive) small(f *zip.File) ([]byte, bool) {
	if f.UncompressedSize64 > keptPart {
		return nil, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	data, ok := a.kept[f]
	if ok || f.UncompressedSize64 > a.room {
		return data, ok
	}
	rc, err := f.Open()
	if err != nil {
		return nil, false
	}
	defer rc.Close()
	data = make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(rc, data); err != nil {
		return nil, false
	}
	if n, err := rc.Read(make([]byte, 1)); n != 0 || err != io.EOF { // where the checksum is compared
		return nil, false
	}
	a.kept[f] = data
	a.room -= f.UncompressedSize64
	return data, true
}

// An unpacked part lies in memory as a whole.
type unpacked struct {
	*bytes.Reader
	data []byte
}

func (u *unpacked) Close() error { return nil }

// Bytes returns the whole part, which must not be changed.
func (u *unpacked) Bytes() []byte { return u.data }

// kind says what sort of document the archive is: nil for a workbook.
func (a *archive) kind() error {
	has := func(name string) bool { return a.parts[name] != nil }
	hasFolder := func(folder string) bool {
		for name := range a.parts {
			if strings.HasPrefix(name, folder) {
				return true
			}
		}
		return false
	}
	switch {
	case has("xl/workbook.bin"):
		return refuse(NotWorkbook, "This is a binary workbook (.xlsb). %s", saveAgain)
	case has("xl/workbook.xml"), has("_rels/.rels") && hasFolder("xl/"):
		return nil
	case hasFolder("word/"):
		return refuse(NotWorkbook, "This is a Word document. Send the figures in the Excel template (.xlsx).")
	case hasFolder("ppt/"):
		return refuse(NotWorkbook, "This is a PowerPoint presentation. Send the figures in the Excel template (.xlsx).")
	case has("mimetype") && has("content.xml"):
		return refuse(NotWorkbook, "This is an OpenDocument file (such as .ods). In LibreOffice choose Save As, Excel 2007-365 (.xlsx), and send the new file.")
	case hasFolder("index/"), has("index.zip"):
		return refuse(NotWorkbook, "This is an Apple Numbers file. In Numbers choose File, Export To, Excel, and send the new file (.xlsx).")
	}
	return refuse(NotWorkbook, "This is a zip archive, not a workbook. Unpack it and send the Excel workbook (.xlsx) that is inside.")
}
