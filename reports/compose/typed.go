package compose

import (
	"slices"
	"strings"
	"unicode"

	"despatch/reports"
)

const months = `(?:January|February|March|April|May|June|July|August|September|October|November|December)`

// allowed are the numbers that may be typed: days, months, years where a year
// must stand, and the numbers of laws and of parts of documents.
var allowed = pattern(strings.Join([]string{
	`\b(?:(?:[12][0-9]|3[01]|[1-9]) )?` + months + ` (?:1[6-9]|20)[0-9]{2}\b`,
	`(?i)\b(?:in|since|from|to|by|until|before|after|during) (?:1[6-9]|20)[0-9]{2}\b`,
	`(?i)\b(?:quarter|month|year|end|start|spring|summer|autumn|winter) of (?:1[6-9]|20)[0-9]{2}\b`,
	`\bAct (?:of )?(?:1[6-9]|20)[0-9]{2}\b`,
	`(?i)\b(?:sections?|paragraphs?|Act|Table|Chart|rule|part|chapter|annex) [0-9]+[A-Za-z]?(?:\([0-9A-Za-z]+\))*`,
}, "|"))

// numberWords are said of counts, and so belong to figures.
var numberWords = pattern(`(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|` +
	`twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|third of|one third|thirds|per cent|percent)\b`)

// typed looks for numbers typed by hand in the words of one paragraph, and in
// the alternatives of its figures. A mark counts as one letter, so that "since {x}" joins nothing.
func (r *reading) typed(ins []inline) {
	var text strings.Builder
	type piece struct {
		at  int
		pos reports.Pos
	}
	var pieces []piece
	for _, in := range flat(ins) {
		pieces = append(pieces, piece{text.Len(), in.pos})
		if in.mark == nil {
			text.WriteString(in.text)
			continue
		}
		text.WriteString("\uFFFC")
		for _, a := range in.mark.alts {
			r.typedIn(a.text, func(int) reports.Pos { return in.pos })
		}
		for _, f := range in.mark.facts {
			r.typedIn(f.caption, func(int) reports.Pos { return in.pos })
		}
	}
	place := func(at int) reports.Pos {
		p := piece{}
		for _, q := range pieces {
			if q.at <= at {
				p = q
			}
		}
		pos := p.pos
		pos.Col += len([]rune(text.String()[p.at:at]))
		return pos
	}
	r.typedIn(text.String(), place)
	r.long(text.String(), place)
}

// longest is how many words a sentence may have before it is hard to follow (rule P13).
const longest = 25

// sentenceEnd is where one sentence ends and the next begins.
var sentenceEnd = pattern(`[.!?][”’"')\]]*\s+`)

// long warns of sentences that few readers follow to their end. A figure counts as a word.
func (r *reading) long(text string, at func(int) reports.Pos) {
	begin := 0
	for begin < len(text) {
		end, next := len(text), len(text)
		if m := sentenceEnd().FindStringIndex(text[begin:]); m != nil {
			end, next = begin+m[0], begin+m[1]
		}
		if n := len(strings.Fields(text[begin:end])); n > longest {
			r.find(at(begin), "W023", "this sentence has %d words", n)
		}
		begin = next
	}
}

func (r *reading) typedIn(text string, at func(int) reports.Pos) {
	var spared [][]int
	if strings.ContainsFunc(text, unicode.IsNumber) {
		spared = allowed().FindAllStringIndex(text, -1)
	}
	end := 0
	for i, c := range text {
		if !unicode.IsNumber(c) || i < end {
			continue
		}
		end = i + len(number(text[i:]))
		if !within(spared, i) {
			r.find(at(i), "W020", "a number is typed here: %q", text[i:end])
		}
	}
	if !mayCount(text) {
		return
	}
	for _, m := range numberWords().FindAllStringIndex(text, -1) {
		r.find(at(m[0]), "W021", "a number is typed here in words: %q", text[m[0]:m[1]])
	}
}

// stems are in every word of numberWords: a text without them needs no closer look.
var stems = []string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "teen", "twenty", "thirty", "forty",
	"fifty", "sixty", "hundred", "thousand", "million", "billion", "dozen", "half", "third", "per cent", "percent"}

func mayCount(text string) bool {
	for _, c := range text {
		if c == '\u017f' { // the other case of s, which the pattern takes too
			return true
		}
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(stems, func(s string) bool { return strings.Contains(text, s) })
}

// number is the run of digits and separators at the head of s.
func number(s string) string {
	end := 0
	for i, c := range s {
		if unicode.IsNumber(c) {
			end = i + len(string(c))
		} else if !strings.ContainsRune(",.:/-", c) {
			break
		}
	}
	if strings.HasPrefix(s[end:], "%") {
		end++
	}
	return s[:end]
}

func within(spans [][]int, i int) bool {
	for _, s := range spans {
		if s[0] <= i && i < s[1] {
			return true
		}
	}
	return false
}
