package templates

import "strings"

// thin takes out of a style sheet or a script of ours what only its writers need:
// comments, the space at the ends of lines and around marks. It knows strings,
// and no more of either language: a script's regular expressions and templates would be
// beyond it, and a test sees to it that ours has none. Lines of a script stay lines, so
// that nothing depends on where a statement ends.
func thin(s string, script bool) string {
	marks := "{}:;,>"
	if script {
		marks = "{}()[]:;,?=+-*<>&|!"
	}
	var b strings.Builder
	last, gap, line := byte('\n'), false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case strings.HasPrefix(s[i:], "/*"):
			i += strings.Index(s[i:], "*/") + 1
			gap = true
			continue
		case script && strings.HasPrefix(s[i:], "//"):
			i += strings.IndexByte(s[i:], '\n') - 1
			continue
		case c == '\n':
			line = true
			continue
		case c == ' ' || c == '\t':
			gap = true
			continue
		}
		if line && script && last != '\n' {
			b.WriteByte('\n')
		} else if (gap || line) && last != '\n' && needs(marks, last, c, script) {
			b.WriteByte(' ')
		}
		gap, line = false, false
		end := i + 1
		if c == '"' || c == '\'' {
			for end < len(s) && s[end] != c {
				if s[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(s))
		}
		b.WriteString(s[i:end])
		i = end - 1
		last = s[i]
	}
	return b.String()
}

// needs says whether a space between two characters means something. In a
// selector it does before a colon; in a value, after a bracket.
func needs(marks string, a, b byte, script bool) bool {
	if script {
		same := a == b && (a == '+' || a == '-') // a + +b
		return same || !strings.ContainsRune(marks, rune(a)) && !strings.ContainsRune(marks, rune(b))
	}
	return !strings.ContainsRune(marks, rune(a)) && (b == ':' || !strings.ContainsRune(marks, rune(b)))
}
