package workbook

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// errXML reports text that is not the XML of a workbook part. It is turned
// into a RefusedError where the part is known.
var errXML = errors.New("not well-formed")

// maxToken is the longest tag, text run or comment taken: a cell holds at most
// 32,767 characters, each of which may be written in ten bytes.
const maxToken = 1 << 20

type tokenKind uint8

const (
	startTag tokenKind = iota + 1
	endTag
	textRun
)

// A scanner cuts XML into tags and text runs without building anything. It
// takes only UTF-8, refuses document types (and with them every entity but
// the five that XML names itself), and does not check that tags balance.
//
// The slices it hands out are valid until the next call of next.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	err      error // from r, once the buffer is used up
	begun    bool

	name   []byte // local name of a tag, prefix removed
	attrs  []byte // what follows the name in a start tag
	closed bool   // the start tag closes itself: no endTag follows
	text   []byte // of a text run, entities not yet replaced
	cdata  bool   // text is to be taken as it stands
}

func newScanner(r io.Reader) *scanner {
	if u, ok := r.(*unpacked); ok { // nothing is ever written into it
		return &scanner{buf: u.data, end: len(u.data), err: io.EOF}
	}
	return &scanner{r: r, buf: make([]byte, 64<<10)}
}

// more reads on, keeping what lies between pos and end. It reports whether
// there was any more.
func (s *scanner) more() bool {
	if s.err != nil {
		return false
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			s.err = errXML
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 { // as bufio does: a reader that gives nothing is broken
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// next returns the next token, io.EOF at the end of the part, or an error.
func (s *scanner) next() (tokenKind, error) {
	if !s.begun {
		s.begun = true
		if err := s.begin(); err != nil {
			return 0, err
		}
	}
	for {
		if s.pos == s.end && !s.more() {
			return 0, s.err
		}
		if s.buf[s.pos] != '<' {
			return s.scanText()
		}
		for s.end-s.pos < 2 {
			if !s.more() {
				return 0, s.cut()
			}
		}
		switch s.buf[s.pos+1] {
		case '?':
			if _, err := s.upTo("?>"); err != nil {
				return 0, err
			}
		case '!':
			if done, err := s.scanBang(); done || err != nil {
				return textRun, err
			}
		default:
			return s.scanTag()
		}
	}
}

// begin refuses parts that are not in UTF-8 and passes over a byte order mark.
func (s *scanner) begin() error {
	for s.end-s.pos < 4 && s.more() {
	}
	head := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		s.pos += 3
		head = head[3:]
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return errXML
	}
	if bytes.HasPrefix(head, []byte("<?xml")) {
		decl, err := s.upTo("?>")
		if err != nil {
			return err
		}
		if i := bytes.Index(decl, []byte("encoding=")); i >= 0 {
			enc := bytes.ToLower(decl[i+len("encoding="):])
			if !bytes.HasPrefix(enc, []byte(`"utf-8"`)) && !bytes.HasPrefix(enc, []byte(`'utf-8'`)) &&
				!bytes.HasPrefix(enc, []byte(`"us-ascii"`)) {
				return errXML
			}
		}
	}
	return nil
}

// cut returns the error for a part that ends in the middle of something.
func (s *scanner) cut() error {
	if s.err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return s.err
}

// upTo passes over everything up to and with mark and returns it.
func (s *scanner) upTo(mark string) ([]byte, error) {
	from := 0
	for {
		if i := bytes.Index(s.buf[s.pos+from:s.end], []byte(mark)); i >= 0 {
			got := s.buf[s.pos : s.pos+from+i+len(mark)]
			s.pos += len(got)
			return got, nil
		}
		from = max(0, s.end-s.pos-len(mark)+1)
		if !s.more() {
			return nil, s.cut()
		}
	}
}

// scanBang handles what begins with "<!". It reports whether it was text.
func (s *scanner) scanBang() (bool, error) {
	const cdata = "<![CDATA["
	for s.end-s.pos < len(cdata) && s.more() {
	}
	head := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		s.pos += 4
		_, err := s.upTo("-->")
		return false, err
	case bytes.HasPrefix(head, []byte(cdata)):
		s.pos += len(cdata)
		t, err := s.upTo("]]>")
		if err != nil {
			return false, err
		}
		s.text, s.cdata = t[:len(t)-3], true
		return true, nil
	}
	return false, errXML // a document type: no workbook has one
}

func (s *scanner) scanText() (tokenKind, error) {
	s.cdata = false
	from := 0
	for {
		if i := bytes.IndexByte(s.buf[s.pos+from:s.end], '<'); i >= 0 {
			s.text = s.buf[s.pos : s.pos+from+i]
			s.pos += len(s.text)
			return textRun, nil
		}
		from = s.end - s.pos
		if !s.more() {
			if s.err != io.EOF {
				return 0, s.err
			}
			s.text = s.buf[s.pos:s.end]
			s.pos = s.end
			return textRun, nil
		}
	}
}

// scanTag reads a start or end tag whose "<" stands at pos.
func (s *scanner) scanTag() (tokenKind, error) {
	i, quote := 1, byte(0)
scan:
	for {
		b := s.buf[s.pos:s.end]
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
			case c == '<':
				return 0, errXML
			}
		}
		if !s.more() {
			return 0, s.cut()
		}
	}
	tag := s.buf[s.pos+1 : s.pos+i]
	s.pos += i + 1
	kind := startTag
	if len(tag) > 0 && tag[0] == '/' {
		kind, tag = endTag, tag[1:]
	}
	s.closed = kind == startTag && len(tag) > 0 && tag[len(tag)-1] == '/'
	if s.closed {
		tag = tag[:len(tag)-1]
	}
	n := 0
	for n < len(tag) && !isSpace(tag[n]) {
		n++
	}
	s.name, s.attrs = localName(tag[:n]), tag[n:]
	if len(s.name) == 0 {
		return 0, errXML
	}
	return kind, nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func localName(name []byte) []byte {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// nextAttr cuts the first attribute from attrs. Its name keeps any prefix and
// its value any entities. ok is false at the end and at anything malformed.
func nextAttr(attrs []byte) (name, value, rest []byte, ok bool) {
	i := 0
	for i < len(attrs) && isSpace(attrs[i]) {
		i++
	}
	start := i
	for i < len(attrs) && attrs[i] != '=' && !isSpace(attrs[i]) {
		i++
	}
	name = attrs[start:i]
	for i < len(attrs) && isSpace(attrs[i]) {
		i++
	}
	if len(name) == 0 || i >= len(attrs) || attrs[i] != '=' {
		return nil, nil, nil, false
	}
	i++
	for i < len(attrs) && isSpace(attrs[i]) {
		i++
	}
	if i >= len(attrs) || attrs[i] != '"' && attrs[i] != '\'' {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(attrs[i+1:], attrs[i])
	if end < 0 {
		return nil, nil, nil, false
	}
	return name, attrs[i+1 : i+1+end], attrs[i+2+end:], true
}

// attr returns the value of an attribute of the current start tag by its
// local name, entities replaced, or "".
func (s *scanner) attr(local string) string {
	for rest := s.attrs; ; {
		name, value, tail, ok := nextAttr(rest)
		if !ok {
			return ""
		}
		if string(localName(name)) == local {
			text, err := appendText(nil, value)
			if err != nil {
				return ""
			}
			return string(text)
		}
		rest = tail
	}
}

// appendText appends raw to dst with its entities replaced and its line ends
// made "\n". Only XML's own five entities and character numbers are known.
func appendText(dst, raw []byte) ([]byte, error) {
	for {
		i := bytes.IndexAny(raw, "&\r")
		if i < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:i]...)
		if raw[i] == '\r' {
			dst = append(dst, '\n')
			raw = bytes.TrimPrefix(raw[i+1:], []byte("\n"))
			continue
		}
		raw = raw[i+1:]
		end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if end < 1 {
			return dst, errXML
		}
		var err error
		if dst, err = appendEntity(dst, string(raw[:end])); err != nil {
			return dst, err
		}
		raw = raw[end+1:]
	}
}

func appendEntity(dst []byte, name string) ([]byte, error) {
	switch name {
	case "amp":
		return append(dst, '&'), nil
	case "lt":
		return append(dst, '<'), nil
	case "gt":
		return append(dst, '>'), nil
	case "quot":
		return append(dst, '"'), nil
	case "apos":
		return append(dst, '\''), nil
	}
	if name[0] != '#' {
		return dst, errXML
	}
	digits, base := name[1:], 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune {
		return dst, errXML
	}
	return utf8.AppendRune(dst, rune(n)), nil
}

// unescape replaces the _xHHHH_ by which workbooks write characters that XML
// cannot hold, from index from of dst on. "_x005F_" stands for an underscore.
func unescape(dst []byte, from int) []byte {
	if bytes.IndexByte(dst[from:], '_') < 0 {
		return dst
	}
	out := dst[:from]
	for in := dst[from:]; len(in) > 0; {
		if len(in) >= 7 && in[0] == '_' && in[1] == 'x' && in[6] == '_' {
			if n, err := strconv.ParseUint(string(in[2:6]), 16, 16); err == nil && n != 0 && (n < 0xD800 || n > 0xDFFF) {
				out = utf8.AppendRune(out, rune(n)) // at most 3 bytes for the 7 read: never overtakes in
				in = in[7:]
				continue
			}
		}
		out = append(out, in[0])
		in = in[1:]
	}
	return out
}
