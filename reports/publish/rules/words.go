package rules

import (
	"strings"
)

// The forms shorthand, notes and dates have in words.
var (
	symbolForm = pattern(`^\[(c|low|k|u|w|x|z)[0-9]?\]$`)
	numbered   = pattern(`^\[([a-z]+)([0-9])\]$`)
	bracketed  = pattern(`\[[^\[\]]*\]`)
	noteForm   = pattern(`^\[note ([1-9][0-9]*)\]$`)
	noteLike   = pattern(`(?i)^\[\s*(foot)?notes?\b`)
	signs      = pattern(`[†‡⁰⁴⁵⁶⁷⁸⁹¹₀-₉]|(^|[^km])[²³]|\*+$|^\*+`)
	badDate    = pattern(`\b(Q[1-4]\b|(19|20)[0-9]{2}\s*[-–—/]\s*([0-9]{2}|[0-9]{4})\b|[0-9]{1,2}[/.][0-9]{1,2}[/.]([0-9]{2}|[0-9]{4})\b|[0-9]{4}-[0-9]{2}-[0-9]{2}\b)|(^|\s)['’][0-9]{2}\b`)
	year       = pattern(`\b(1[6-9]|20)[0-9]{2}\b`)
	tableName  = pattern(`^[a-z]+(_[a-z0-9]+)+$`)
	cellLike   = pattern(`^[a-zA-Z]{1,3}[0-9]+$`)
	fileOffer  = pattern(`\([A-Z]{2,5}, [0-9,.]+ (bytes|KB|MB|GB)\)$`)
	bareURL    = pattern(`^(https?://|www\.)`)
)

// empty words tell a reader of links nothing.
var emptyLinks = map[string]bool{"": true, "here": true, "click here": true, "link": true, "this": true, "this link": true, "more": true,
	"read more": true, "download": true, "this page": true}

// allowedMarks are the marks a label may bear beside notes (S01).
var allowedMarks = map[string]bool{"[b]": true, "[e]": true, "[er]": true, "[f]": true, "[p]": true, "[r]": true,
	"[ns]": true, "[s]": true, "[ss]": true, "[sss]": true}

// noValue is what must not stand where a value is missing (S06).
var noValue = map[string]bool{"": true, "na": true, "n/a": true, "-": true, "–": true, "—": true, "−": true, ".": true, "..": true, "…": true, ":": true,
	"*": true, "~": true, "null": true, "nil": true, "none": true, "#n/a": true}

func isNoValue(s string) bool { return noValue[strings.ToLower(strings.TrimSpace(s))] }

// marksOf are the square brackets of a text.
func marksOf(s string) []string {
	if !strings.Contains(s, "[") {
		return nil
	}
	return bracketed().FindAllString(s, -1)
}

// misspelt are words often written wrongly (X27).
var misspelt = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("recieve recieved recieves seperate seperated seperately occured occurence occurences goverment comittee committe commited definately " +
		"accomodation accomodate adress adresses begining beleive beleived catagory catagories embarass embarassed enviroment febuary wensday wich teh thier publically " +
		"priviledge refered succesful succesfully benefitted liason maintainance neccessary noticable persue persued questionaire statisical supercede superceded " +
		"transfered unecessary sentance sentances deportaton quater quaters prisioner prisioners immigraton provisonal disclousure offendor offendors managment") {
		out[w] = true
	}
	return out
}()

// doubled are little words that stand twice only by mistake (X27).
var doubled = map[string]bool{"the": true, "of": true, "and": true, "to": true, "in": true, "is": true, "for": true, "a": true, "by": true, "from": true, "with": true}

// misspelling is the first word of a text that is misspelt, or stands twice; "" for none.
func misspelling(s string) string {
	before := ""
	for word := range strings.FieldsSeq(s) {
		w := strings.ToLower(word)
		if doubled[w] && w == before {
			return word + " " + word
		}
		before = w
		if len(w) < 3 {
			continue
		}
		if w = strings.Trim(w, ".,;:()“”‘’\"'"); misspelt[w] {
			return w
		}
	}
	return ""
}
