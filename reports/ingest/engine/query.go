package engine

import (
	"errors"
	"fmt"
	"strings"
)

// A Query is one SELECT as the release's file holds it.
type Query struct {
	parts   []string // the text between one :as_at and the next
	ordered bool
}

// A QueryFault is what is wrong with a query before it is sent.
type QueryFault struct {
	What string
	Line int // from 1
}

func (f *QueryFault) Error() string { return f.What }

// Ordered says whether the query itself says in which order its rows come.
func (q *Query) Ordered() bool { return q.ordered }

func (q *Query) with(asAt string) string { return strings.Join(q.parts, asAt) }

// ParseQuery reads a query: one statement that begins with SELECT or WITH, in which
// :as_at may stand outside quotation marks and comments.
func ParseQuery(text string) (*Query, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	s := &sqlText{text: text}
	q := &Query{}
	first, previous, depth, from, ended := "", "", 0, 0, false
	for {
		tok, at, err := s.token()
		if err != nil {
			return nil, s.fault(at, err.Error())
		}
		if tok == "" {
			break
		}
		if ended {
			return nil, s.fault(at, "the file holds more than one statement")
		}
		word := strings.ToLower(tok)
		switch {
		case tok == ";":
			q.parts = append(q.parts, text[from:at])
			ended = true
			continue
		case tok == "(":
			depth++
		case tok == ")":
			depth--
		case tok == ":as_at":
			q.parts = append(q.parts, text[from:at])
			from = at + len(tok)
		case tok[0] == ':' && len(tok) > 1 && tok != "::" && tok != ":=":
			return nil, s.fault(at, fmt.Sprintf("the query asks for %s, and only :as_at is given", tok))
		case tok == "?" || tok[0] == '$' && len(tok) > 1 && tok[1] >= '0' && tok[1] <= '9':
			return nil, s.fault(at, "the query asks for a value by its place, and only :as_at is given")
		case word == "by" && previous == "order" && depth == 0:
			q.ordered = true
		case depth == 0 && (word == "union" || word == "intersect" || word == "except"):
			q.ordered = false
		}
		if first == "" {
			first = word
			if first != "select" && first != "with" {
				return nil, s.fault(at, "the file does not begin with SELECT or WITH")
			}
		}
		previous = word
	}
	if first == "" {
		return nil, s.fault(0, "the file holds no statement")
	}
	if !ended {
		q.parts = append(q.parts, text[from:])
	}
	return q, nil
}

// An sqlText is taken apart into words, signs and what stands in quotation marks.
type sqlText struct {
	text string
	pos  int
}

func (s *sqlText) fault(at int, what string) error {
	return &QueryFault{what, 1 + strings.Count(s.text[:at], "\n")}
}

// token is the next one and where it begins; "" at the end. Comments are passed over.
func (s *sqlText) token() (string, int, error) {
	for s.pos < len(s.text) {
		rest := s.text[s.pos:]
		switch c := rest[0]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			s.pos++
		case strings.HasPrefix(rest, "--"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			s.pos += n
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return "", s.pos, errors.New("a comment is not closed")
			}
			s.pos += n + 4
		default:
			at := s.pos
			n, err := tokenLen(rest)
			s.pos += n
			return rest[:n], at, err
		}
	}
	return "", s.pos, nil
}

// tokenLen is the length of the token that a text begins with.
func tokenLen(s string) (int, error) {
	switch c := s[0]; {
	case c == '\'' || c == '"' || c == '`':
		for i := 1; i < len(s); i++ {
			if s[i] == '\\' && c != '"' {
				// Some engines take it for an escape and some do not: then where the text ends is not certain.
				return 0, errors.New("a backslash stands in quotation marks, which engines read in two ways")
			}
			if s[i] == c {
				if i+1 < len(s) && s[i+1] == c {
					i++
					continue
				}
				return i + 1, nil
			}
		}
		return 0, errors.New("a quotation mark is not closed")
	case c == '$':
		n := 1
		for n < len(s) && wordByte(s[n]) {
			n++
		}
		if n < len(s) && s[n] == '$' && (n == 1 || s[1] < '0' || s[1] > '9') {
			tag := s[:n+1]
			end := strings.Index(s[n+1:], tag)
			if end < 0 {
				return 0, errors.New("a quotation mark is not closed")
			}
			return n + 1 + end + len(tag), nil
		}
		return n, nil
	case c == ':':
		if strings.HasPrefix(s, "::") || strings.HasPrefix(s, ":=") {
			return 2, nil
		}
		fallthrough
	case wordByte(c):
		n := 1
		for n < len(s) && wordByte(s[n]) {
			n++
		}
		return n, nil
	}
	return 1, nil
}

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
