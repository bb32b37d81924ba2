package workbook

import (
	"bytes"
	"unicode/utf8"
)

// sniff recognises the many things that are sent in place of a workbook. It
// returns nil when data begins as a zip archive does, which says no more than
// that it may be a workbook.
func sniff(data []byte) *RefusedError {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	switch {
	case len(data) == 0:
		return refuse(Empty, "The file is empty: it holds 0 bytes. Save the workbook again and send the new file.")
	case has("PK\x03\x04"):
		return nil
	case has("PK\x05\x06"):
		return refuse(NotWorkbook, "This is an empty zip archive. Send the workbook itself (.xlsx).")
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return sniffOLE(data)
	case has("%PDF"):
		return refuse(NotWorkbook, "This is a PDF. Send the Excel workbook (.xlsx) it was made from.")
	case has("\x89PNG"), has("\xff\xd8\xff"), has("GIF8"), has("BM"), has("II*\x00"), has("MM\x00*"):
		return refuse(NotWorkbook, "This is a picture. Send the Excel workbook (.xlsx) itself.")
	case has("\x1f\x8b"), has("7z\xbc\xaf"), has("Rar!"):
		return refuse(NotWorkbook, "This is a compressed archive. Unpack it and send the Excel workbook (.xlsx) that is inside.")
	case has(`{\rtf`):
		return refuse(NotWorkbook, "This is a text document (RTF). Send the figures in the Excel template (.xlsx).")
	}
	first := data[:min(len(data), 1024)]
	head := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(first, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("office:spreadsheet")):
		return refuse(OldExcel, "This is an Excel 2003 XML spreadsheet. %s", saveAgain)
	case bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")), bytes.HasPrefix(head, []byte("<table")):
		return refuse(NotWorkbook, "This is a web page, whatever its name says; some systems export one as if it were a spreadsheet. %s", saveAgain)
	case bytes.HasPrefix(head, []byte("<")):
		return refuse(NotWorkbook, "This is an XML or web file, not a workbook. %s", saveAgain)
	case isText(first):
		return refuse(NotWorkbook, "This is a text file (such as CSV), not a workbook. Copy the figures into the Excel template and send that (.xlsx).")
	}
	return refuse(NotWorkbook, "This is not an Excel workbook. Send the template saved as Excel Workbook (.xlsx).")
}

// sniffOLE tells apart the files in Microsoft's older container. The names of
// its streams stand in the directory as UTF-16, two bytes a letter.
func sniffOLE(data []byte) *RefusedError {
	holds := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for _, c := range []byte(name) {
			wide = append(wide, c, 0)
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case holds("EncryptedPackage"), holds("EncryptionInfo"):
		return refuse(Encrypted, "The workbook is protected by a password, so it cannot be read. In Excel choose File, Info, Protect Workbook, Encrypt with Password, clear the password, save and send it again.")
	case holds("WordDocument"):
		return refuse(NotWorkbook, "This is a Word document. Send the figures in the Excel template (.xlsx).")
	case holds("Workbook"), holds("Book"):
		return refuse(OldExcel, "This is a workbook in the old Excel format (.xls). %s", saveAgain)
	}
	return refuse(NotWorkbook, "This is a file of an older Microsoft program, not an Excel workbook. Send the template saved as Excel Workbook (.xlsx).")
}

// isText reports whether the beginning of a file reads as text in UTF-8,
// UTF-16 or a Western 8-bit code: no control characters but white space.
func isText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f' {
			return false
		}
	}
	high := 0
	for _, c := range head {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	return utf8.Valid(head) || high*10 < len(head)
}
