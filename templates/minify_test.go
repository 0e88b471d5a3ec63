package templates

import (
	"regexp"
	"strings"
	"testing"
)

func TestThin(t *testing.T) {
	for _, x := range []struct {
		in, out string
		script  bool
	}{
		{"a {\n  color: red;\n}\n/* why */\nb > c , d :hover{margin:0 .5rem}\n", "a{color:red;}b>c,d :hover{margin:0 .5rem}", false},
		{"@media (min-width: 40em) {\n.x{width:calc(100% - 2px);content:\"a  : b\"}\n}", "@media (min-width:40em){.x{width:calc(100% - 2px);content:\"a  : b\"}}", false},
		{"a{content:\"\\\"  {\"}", "a{content:\"\\\"  {\"}", false},
		{"(function () {\n  // why\n  var a = 1 + +b, c = 'x  = y'; /* not this */\n\n  return a ? c : {d: [1, 2]};\n}());\n",
			"(function(){\nvar a=1+ +b,c='x  = y';\nreturn a?c:{d:[1,2]};\n}());", true},
		{"if (a in b) { typeof  c }", "if(a in b){typeof c}", true},
	} {
		if got := thin(x.in, x.script); got != x.out {
			t.Errorf("%q\nis %q\nnot %q", x.in, got, x.out)
		}
		if again := thin(thin(x.in, x.script), x.script); again != x.out {
			t.Errorf("%q is thinned twice to %q", x.in, again)
		}
	}
}

// TestThinKnowsOurs: nothing thin does not know is in what it is given, and nothing but space and comments is lost.
func TestThinKnowsOurs(t *testing.T) {
	if all := panelsJS + pageJS; strings.Contains(all, "`") || regexp.MustCompile(`/[^/*\s]`).MatchString(regexp.MustCompile(`'[^']*'|//.*`).ReplaceAllString(all, "")) {
		t.Error("the page's script has a template or a regular expression")
	}
	bare := func(s string) string {
		s = regexp.MustCompile(`(?m)/\*(?s:.*?)\*/|^\s*//.*$`).ReplaceAllString(s, "")
		return strings.Join(strings.Fields(s), "")
	}
	for _, x := range [][2]string{{pageCSS, PageStyle()}, {pageJS, PageScript(false)}, {panelsJS + pageJS, PageScript(true)}} {
		if bare(x[0]) != bare(x[1]) {
			t.Error("more than space was lost")
		}
		if len(x[1]) >= len(x[0]) {
			t.Error("nothing was gained")
		}
	}
}
