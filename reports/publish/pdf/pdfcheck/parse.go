package pdfcheck

import (
	"errors"
	"fmt"
	"strconv"
)

// The values of a PDF, as this reader holds them: nil, bool, float64, name,
// text (a string's bytes), array, dict, ref, and op, an operator of a page.
type (
	name  string
	text  string
	array []any
	dict  map[string]any
	ref   int
	op    string
)

var errEnd = errors.New("the file ends too early")

// deepest is how deep values may nest: more is an attack, not a release.
const deepest = 64

// A scanner reads values from bytes.
type scanner struct {
	b    []byte
	at   int
	deep int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// skip passes white space and comments.
func (s *scanner) skip() {
	for s.at < len(s.b) {
		c := s.b[s.at]
		if c == '%' {
			for s.at < len(s.b) && s.b[s.at] != '\n' && s.b[s.at] != '\r' {
				s.at++
			}
		} else if !space(c) {
			return
		} else {
			s.at++
		}
	}
}

// word reads up to the next space or delimiter.
func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.b) && !space(s.b[s.at]) && !delimiter(s.b[s.at]) {
		s.at++
	}
	return string(s.b[from:s.at])
}

// value reads one value; at the end of the bytes, errEnd.
func (s *scanner) value() (any, error) {
	s.skip()
	if s.at >= len(s.b) {
		return nil, errEnd
	}
	if s.deep > deepest {
		return nil, errors.New("values are nested too deeply")
	}
	switch c := s.b[s.at]; {
	case c == '/':
		s.at++
		return s.name()
	case c == '(':
		return s.literal()
	case c == '<' && s.at+1 < len(s.b) && s.b[s.at+1] == '<':
		s.at += 2
		return s.dict()
	case c == '<':
		return s.hex()
	case c == '[':
		s.at++
		return s.array()
	case delimiter(c):
		return nil, fmt.Errorf("a stray %q at byte %d", c, s.at)
	}
	return s.plain()
}

// plain is a number, a reference, a keyword or an operator.
func (s *scanner) plain() (any, error) {
	w := s.word()
	switch w {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	n, err := strconv.ParseFloat(w, 64)
	if err != nil {
		return op(w), nil
	}
	if i, err := strconv.Atoi(w); err == nil && i > 0 { // perhaps "12 0 R"
		if n := len(s.b) - s.at; n >= 4 && string(s.b[s.at:s.at+4]) == " 0 R" && (n == 4 || space(s.b[s.at+4]) || delimiter(s.b[s.at+4])) {
			s.at += 4
			return ref(i), nil
		}
	}
	return n, nil
}

func (s *scanner) name() (any, error) {
	w := []byte(s.word())
	out := w[:0]
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			if n, err := strconv.ParseUint(string(w[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, w[i])
	}
	return name(out), nil
}

func (s *scanner) literal() (any, error) {
	s.at++
	var out []byte
	for open := 1; s.at < len(s.b); s.at++ {
		c := s.b[s.at]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				s.at++
				return text(out), nil
			}
		case '\\':
			s.at++
			if s.at >= len(s.b) {
				return nil, errEnd
			}
			switch c := s.b[s.at]; c {
			case 'n':
				out = append(out, '\n')
			case 'r':
				out = append(out, '\r')
			case 't':
				out = append(out, '\t')
			case 'b':
				out = append(out, '\b')
			case 'f':
				out = append(out, '\f')
			case '\n':
			default:
				if c < '0' || c > '7' {
					out = append(out, c)
					break
				}
				n, i := 0, 0
				for ; i < 3 && s.at+i < len(s.b) && s.b[s.at+i] >= '0' && s.b[s.at+i] <= '7'; i++ {
					n = n*8 + int(s.b[s.at+i]-'0')
				}
				s.at += i - 1
				out = append(out, byte(n))
			}
			continue
		}
		out = append(out, c)
	}
	return nil, errEnd
}

func (s *scanner) hex() (any, error) {
	s.at++
	var out []byte
	n, half := byte(0), false
	for ; s.at < len(s.b); s.at++ {
		c := s.b[s.at]
		var v byte
		switch {
		case c == '>':
			s.at++
			if half {
				out = append(out, n<<4)
			}
			return text(out), nil
		case c >= '0' && c <= '9':
			v = c - '0'
		case c >= 'a' && c <= 'f':
			v = c - 'a' + 10
		case c >= 'A' && c <= 'F':
			v = c - 'A' + 10
		case space(c):
			continue
		default:
			return nil, fmt.Errorf("a stray %q in a string of digits", c)
		}
		if half {
			out = append(out, n<<4|v)
		}
		n, half = v, !half
	}
	return nil, errEnd
}

func (s *scanner) array() (any, error) {
	s.deep++
	defer func() { s.deep-- }()
	out := array{}
	for {
		s.skip()
		if s.at < len(s.b) && s.b[s.at] == ']' {
			s.at++
			return out, nil
		}
		v, err := s.value()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

func (s *scanner) dict() (any, error) {
	s.deep++
	defer func() { s.deep-- }()
	out := dict{}
	for {
		s.skip()
		if s.at+1 < len(s.b) && s.b[s.at] == '>' && s.b[s.at+1] == '>' {
			s.at += 2
			return out, nil
		}
		k, err := s.value()
		if err != nil {
			return nil, err
		}
		key, ok := k.(name)
		if !ok {
			return nil, errors.New("a dictionary's key is no name")
		}
		v, err := s.value()
		if err != nil {
			return nil, err
		}
		out[string(key)] = v
	}
}
