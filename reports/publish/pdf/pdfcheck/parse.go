package pdfcheck

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// The values of a PDF, as this reader holds them: nil, bool, float64, name,
// text (a string's bytes), array, dict, ref, and op, an operator of a page.
type (
	name  string
	text  string
	array []any
	dict  []pair
	ref   int
	op    string
)

// A pair is one entry of a dictionary.
type pair struct {
	key   string
	value any
}

// at is the value of a key, nil where it has none; the last counts.
func (d dict) at(key string) any {
	for i := len(d) - 1; i >= 0; i-- {
		if d[i].key == key {
			return d[i].value
		}
	}
	return nil
}

var errEnd = errors.New("the file ends too early")

// deepest is how deep values may nest: more is an attack, not a release.
const deepest = 64

// A scanner reads values from bytes.
type scanner struct {
	b    []byte
	at   int
	deep int
	pool *pool // nil: none
}

// A pool keeps names and small numbers as values, so that the hundred thousand
// objects of a long table do not make each anew.
type pool struct {
	names   map[string]any
	numbers [1 << 10]any
}

// enoughNames is how many names a pool keeps.
const enoughNames = 1 << 12

func (p *pool) name(b []byte) any {
	if p == nil {
		return name(b)
	}
	v, ok := p.names[string(b)]
	if !ok {
		v = name(b)
		if len(p.names) < enoughNames {
			p.names[string(b)] = v
		}
	}
	return v
}

func (p *pool) number(n float64) any {
	if i := int(n); p != nil && i >= 0 && i < len(p.numbers) && float64(i) == n {
		if p.numbers[i] == nil {
			p.numbers[i] = n
		}
		return p.numbers[i]
	}
	return n
}

// class is what a byte is: 1 white space, 2 a delimiter.
var class = [256]uint8{' ': 1, '\n': 1, '\r': 1, '\t': 1, '\f': 1, 0: 1,
	'(': 2, ')': 2, '<': 2, '>': 2, '[': 2, ']': 2, '{': 2, '}': 2, '/': 2, '%': 2}

func space(c byte) bool     { return class[c] == 1 }
func delimiter(c byte) bool { return class[c] == 2 }

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
func (s *scanner) word() []byte {
	from := s.at
	for s.at < len(s.b) && class[s.b[s.at]] == 0 {
		s.at++
	}
	return s.b[from:s.at]
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
	switch string(w) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	n, ok := number(w)
	if !ok {
		return op(w), nil
	}
	if n > 0 && n < 1<<52 && n == math.Trunc(n) && s.at+4 <= len(s.b) && string(s.b[s.at:s.at+4]) == " 0 R" &&
		(s.at+4 == len(s.b) || class[s.b[s.at+4]] != 0) { // "12 0 R"
		s.at += 4
		return ref(n), nil
	}
	return s.pool.number(n), nil
}

// number is a word as a number. Words of a few digits, nearly all, are read here.
func number(w []byte) (float64, bool) {
	if len(w) == 0 {
		return 0, false
	}
	i, n, parts := 0, 0, 1
	minus := w[0] == '-'
	if minus {
		i = 1
	}
	if len(w)-i > 15 || len(w) == i {
		return slowNumber(w)
	}
	point := false
	for ; i < len(w); i++ {
		switch c := w[i]; {
		case c >= '0' && c <= '9':
			n = n*10 + int(c-'0')
			if point {
				parts *= 10
			}
		case c == '.' && !point && len(w) > 2:
			point = true
		default:
			return slowNumber(w)
		}
	}
	v := float64(n) / float64(parts) // both are exact, so the quotient is the nearest number
	if minus {
		v = -v
	}
	return v, true
}

func slowNumber(w []byte) (float64, bool) {
	if c := w[0]; c > '9' && c != 'I' && c != 'i' && c != 'N' && c != 'n' { // an operator
		return 0, false
	}
	n, err := strconv.ParseFloat(string(w), 64)
	return n, err == nil
}

func (s *scanner) name() (any, error) {
	w := s.word()
	if bytes.IndexByte(w, '#') < 0 {
		return s.pool.name(w), nil
	}
	w = bytes.Clone(w)
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
	b, err := s.appendLiteral(nil)
	if err != nil {
		return nil, err
	}
	return text(b), nil
}

// appendLiteral appends the bytes of a string in brackets.
func (s *scanner) appendLiteral(out []byte) ([]byte, error) {
	s.at++
	for open := 1; s.at < len(s.b); s.at++ {
		c := s.b[s.at]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				s.at++
				return out, nil
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
	d, err := s.appendDict(make(dict, 0, 4))
	if err != nil {
		return nil, err
	}
	return d, nil
}

// appendDict appends the entries of a dictionary whose "<<" has been read.
func (s *scanner) appendDict(out dict) (dict, error) {
	s.deep++
	defer func() { s.deep-- }()
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
		out = append(out, pair{string(key), v})
	}
}
