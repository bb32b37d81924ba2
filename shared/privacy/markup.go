package privacy

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errOdd reports a part that is written as no spreadsheet program writes it,
// so that what it says cannot be told: a document type, letters in an unknown
// code, a tag or text without end.
var errOdd = errors.New("not what a spreadsheet program writes")

// longestToken is the longest tag or text that is read, in bytes: 32,767
// characters of a cell, each written in ten bytes, and then some.
const longestToken = 1 << 20

// widestPart is the most that a part in letters of two bytes may hold. Only
// small parts are ever written so.
const widestPart = 8 << 20

type markKind uint8

const (
	openTag markKind = iota + 1
	closeTag
	plainText
	remark // a comment or an instruction to a program
)

// A markup cuts XML into tags and texts. Unlike the reader of workbooks, which
// refuses what is malformed, it reads on as long as anything can be read,
// for what is malformed may still tell of somebody. It keeps no stack and
// replaces no entity but XML's own five, so that neither depth nor a
// definition can make it work longer than the part is.
//
// What it hands out is valid until the next call of next.
type markup struct {
	r        io.Reader
	buf      []byte
	pos, end int
	err      error

	name   string // local name of a tag
	attrs  []byte
	closed bool // the tag closes itself
	text   []byte
	raw    bool // text holds no entities
	names  map[string]string
}

// newMarkup begins to read a part. The error is errOdd or that of reading.
func newMarkup(r io.Reader) (*markup, error) {
	if whole, ok := r.(interface{ Bytes() []byte }); ok && !wide(whole.Bytes()) {
		b := whole.Bytes()
		return &markup{buf: b, end: len(b), err: io.EOF, names: map[string]string{}}, nil
	}
	br := bufio.NewReaderSize(r, 4096)
	head, err := br.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00")):
		r, err = narrow(br, 0)
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<")):
		r, err = narrow(br, 1)
	default:
		r, err = br, nil
	}
	if err != nil {
		return nil, err
	}
	return &markup{r: r, buf: make([]byte, 8<<10), names: map[string]string{}}, nil
}

// wide reports whether a part begins as one in letters of two bytes does.
func wide(b []byte) bool {
	return len(b) > 1 && (b[0] >= 0xfe && b[1] >= 0xfe || b[0] == 0 || b[1] == 0)
}

// narrow turns letters of two bytes into UTF-8; low says which byte of each
// pair is the lower.
func narrow(r io.Reader, low int) (io.Reader, error) {
	data, err := io.ReadAll(io.LimitReader(r, widestPart+1))
	if err != nil {
		return nil, err
	}
	if len(data) > widestPart {
		return nil, errOdd
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+low]) | uint16(data[2*i+1-low])<<8
	}
	return bytes.NewReader([]byte(string(utf16.Decode(units)))), nil
}

func (m *markup) more() bool {
	if m.err != nil {
		return false
	}
	if m.pos > 0 {
		m.end = copy(m.buf, m.buf[m.pos:m.end])
		m.pos = 0
	}
	if m.end == len(m.buf) {
		if len(m.buf) >= longestToken {
			m.err = errOdd
			return false
		}
		m.buf = append(m.buf, make([]byte, len(m.buf))...)
	}
	for range 100 {
		n, err := m.r.Read(m.buf[m.end:])
		m.end += n
		m.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	m.err = io.ErrNoProgress
	return false
}

// next returns the next token, io.EOF at the end, errOdd, or an error of the
// reader.
func (m *markup) next() (markKind, error) {
	if m.pos == m.end && !m.more() {
		return 0, m.err
	}
	if m.buf[m.pos] != '<' {
		return m.take("<", plainText, 0, 0)
	}
	for m.end-m.pos < 9 && m.more() {
	}
	if m.err != nil && m.err != io.EOF {
		return 0, m.err
	}
	head := m.buf[m.pos:m.end]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		return m.take("-->", remark, 4, 3)
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		return m.take("]]>", plainText, 9, 3)
	case bytes.HasPrefix(head, []byte("<!")):
		return 0, errOdd // a document type: no workbook has one
	case bytes.HasPrefix(head, []byte("<?")):
		kind, err := m.take("?>", remark, 2, 2)
		if err == nil && !knownCode(m.text) {
			err = errOdd
		}
		return kind, err
	}
	return m.tag()
}

// take reads up to a mark, of which skip bytes are passed over; front is what
// stands before the text. A text that reaches the end of the part ends there.
func (m *markup) take(mark string, kind markKind, front, skip int) (markKind, error) {
	from := front
	m.raw = front > 0
	for {
		if from <= m.end-m.pos {
			if i := bytes.Index(m.buf[m.pos+from:m.end], []byte(mark)); i >= 0 {
				m.text = m.buf[m.pos+front : m.pos+from+i]
				m.pos += from + i + skip
				return kind, nil
			}
			from = max(front, m.end-m.pos-len(mark)+1)
		}
		if !m.more() {
			if m.err != io.EOF {
				return 0, m.err
			}
			m.text = m.buf[min(m.pos+front, m.end):m.end]
			m.pos = m.end
			return kind, nil
		}
	}
}

// knownCode reports whether an XML declaration names letters that are read:
// those of one byte a Latin letter. Other instructions have none.
func knownCode(decl []byte) bool {
	if !bytes.HasPrefix(decl, []byte("xml ")) {
		return true
	}
	_, rest, ok := bytes.Cut(decl, []byte("encoding"))
	if !ok {
		return true
	}
	rest = bytes.ToLower(bytes.Trim(rest, "= \t\r\n\"'"))
	for _, code := range []string{"utf-8", "us-ascii", "ascii", "iso-8859-", "windows-125", "utf-16", "latin1"} {
		if bytes.HasPrefix(rest, []byte(code)) {
			return true
		}
	}
	return false
}

func (m *markup) tag() (markKind, error) {
	i, quote := 1, byte(0)
scan:
	for {
		b := m.buf[m.pos:m.end]
		for ; i < len(b); i++ {
			switch c := b[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '>':
				break scan
			case c == '"' || c == '\'':
				quote = c
			}
		}
		if !m.more() {
			if m.err != io.EOF {
				return 0, m.err
			}
			m.text, m.raw = m.buf[m.pos:m.end], true // a tag cut short says what it says
			m.pos = m.end
			return remark, nil
		}
	}
	tag := m.buf[m.pos+1 : m.pos+i]
	m.pos += i + 1
	kind := openTag
	if len(tag) > 0 && tag[0] == '/' {
		kind, tag = closeTag, tag[1:]
	}
	m.closed = kind == openTag && len(tag) > 0 && tag[len(tag)-1] == '/'
	if m.closed {
		tag = tag[:len(tag)-1]
	}
	n := 0
	for n < len(tag) && !isBlank(tag[n]) {
		n++
	}
	m.attrs = tag[n:]
	name := tag[:n]
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	known, ok := m.names[string(name)] // few names, many tags
	if !ok {
		known = string(name)
		if len(m.names) < 1000 {
			m.names[known] = known
		}
	}
	m.name = known
	return kind, nil
}

// eachAttr calls see for every attribute of the current tag, with its whole
// name and its value as written.
func (m *markup) eachAttr(see func(name, value []byte)) {
	rest := m.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return
		}
		name := bytes.TrimSpace(rest[:eq])
		rest = rest[eq+1:]
		for len(rest) > 0 && isBlank(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return
		}
		var value []byte
		if q := rest[0]; q == '"' || q == '\'' {
			end := bytes.IndexByte(rest[1:], q)
			if end < 0 {
				end = len(rest) - 1
			}
			value, rest = rest[1:1+end], rest[min(end+2, len(rest)):]
		} else {
			end := bytes.IndexAny(rest, " \t\r\n")
			if end < 0 {
				end = len(rest)
			}
			value, rest = rest[:end], rest[end:]
		}
		see(name, value)
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// attr returns the value of an attribute by its local name, "" without one.
func (m *markup) attr(local string) string {
	got := ""
	m.eachAttr(func(name, value []byte) {
		if i := bytes.LastIndexByte(name, ':'); i >= 0 {
			name = name[i+1:]
		}
		if got == "" && string(name) == local {
			got = replaced(value)
		}
	})
	return got
}

// id returns the attribute that names a relationship: r:id, whatever its
// prefix, but not id alone.
func (m *markup) id() string {
	got := ""
	m.eachAttr(func(name, value []byte) {
		if bytes.HasSuffix(name, []byte(":id")) {
			got = string(value)
		}
	})
	return got
}

// content returns the current text, entities replaced.
func (m *markup) content() string {
	if m.raw {
		return string(m.text)
	}
	return replaced(m.text)
}

// appendContent appends content to dst.
func (m *markup) appendContent(dst []byte) []byte {
	if m.raw || isPlain(m.text) {
		return append(dst, m.text...)
	}
	return append(dst, replaced(m.text)...)
}

// blank reports whether the current text is nothing but white space.
func (m *markup) blank() bool { return len(bytes.TrimSpace(m.text)) == 0 }

// replaced is raw text with XML's five entities, numbered characters, and the
// _xHHHH_ of workbooks replaced. What is none of them stands as it is.
func replaced(raw []byte) string {
	if isPlain(raw) {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '&':
			if end := bytes.IndexByte(raw[i:min(len(raw), i+12)], ';'); end > 0 {
				if r, ok := entity(string(raw[i+1 : i+end])); ok {
					out = utf8.AppendRune(out, r)
					i += end + 1
					continue
				}
			}
		case '_':
			if i+7 <= len(raw) && raw[i+1] == 'x' && raw[i+6] == '_' {
				if n, err := strconv.ParseUint(string(raw[i+2:i+6]), 16, 16); err == nil && n != 0 && (n < 0xD800 || n > 0xDFFF) {
					out = utf8.AppendRune(out, rune(n))
					i += 7
					continue
				}
			}
		}
		out = append(out, raw[i])
		i++
	}
	return string(out)
}

// isPlain reports whether nothing of raw text is to be replaced.
func isPlain(raw []byte) bool {
	return bytes.IndexByte(raw, '&') < 0 && (bytes.IndexByte(raw, '_') < 0 || !bytes.Contains(raw, []byte("_x")))
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n > 0 && n <= utf8.MaxRune
}
