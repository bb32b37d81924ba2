package workbook

import "io"

// readTexts returns the table of shared texts. Texts are cut from chunks of
// 64 kB, so that neither one string a text nor one of the whole is made.
func readTexts(r io.Reader, l Limits) ([]string, error) {
	s := newScanner(r)
	var (
		texts  []string
		chunk  []byte
		ends   []int // of each text in chunk
		total  int
		inText bool
		aloud  int // depth within phonetic runs, which repeat the text
	)
	flush := func() {
		whole, from := string(chunk), 0
		for _, end := range ends {
			texts = append(texts, whole[from:end])
			from = end
		}
		total += len(chunk)
		chunk, ends = chunk[:0], ends[:0]
	}
	start := 0 // of the current text in chunk
	for {
		kind, err := s.next()
		if err == io.EOF {
			flush()
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		switch kind {
		case textRun:
			if inText && aloud == 0 {
				if chunk, err = s.appendRun(chunk); err != nil {
					return nil, err
				}
			}
		case startTag:
			switch string(s.name) {
			case "si":
				chunk = chunk[:lastEnd(ends)]
				start = len(chunk)
				if s.closed {
					ends = append(ends, len(chunk))
				}
			case "t":
				inText = !s.closed
			case "rPh":
				if !s.closed {
					aloud++
				}
			}
		case endTag:
			switch string(s.name) {
			case "t":
				inText = false
			case "rPh":
				aloud = max(0, aloud-1)
			case "si":
				chunk = unescape(chunk, start)
				ends = append(ends, len(chunk))
			}
		}
		if len(chunk) > maxToken || total+len(chunk) > l.TextBytes || len(texts)+len(ends) > l.Texts {
			return nil, refuse(TooLarge, "The workbook holds more text than a return or a list can. Copy the figures into a new template and send that.")
		}
		if len(ends) > 0 && ends[len(ends)-1] == len(chunk) && (len(chunk) >= 64<<10 || len(ends) >= 4096) {
			flush()
			start = 0
		}
	}
}

func lastEnd(ends []int) int {
	if len(ends) == 0 {
		return 0
	}
	return ends[len(ends)-1]
}

// appendRun appends the current text run to dst.
func (s *scanner) appendRun(dst []byte) ([]byte, error) {
	if s.cdata {
		return append(dst, s.text...), nil
	}
	return appendText(dst, s.text)
}
