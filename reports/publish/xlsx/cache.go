package xlsx

import (
	"fmt"
	"regexp"
	"strings"

	"despatch/reports"
)

var (
	seriesName   = pattern(`<tx><strRef><f>([^<]*)</f></strRef></tx>`)
	seriesNames  = pattern(`<cat><strRef><f>([^<]*)</f></strRef></cat>`)
	seriesValues = pattern(`<val><numRef><f>([^<]*)</f><numCache><formatCode></formatCode></numCache></numRef></val>`)
	seriesLabels = pattern(`</invertIfNegative><dLbls>`)
	axisLabels   = pattern(`(<catAx>.*?<a:bodyPr [^>]*)rot="0"`)
	solid        = pattern(`<view3D>.*</backWall>`)
)

// mendChart gives a chart's part its language, what its cells hold, the symbols
// of bars that are not there, and the value axis below the bars.
func mendChart(c *reports.Chart, data []reading, lang string) func(string, []byte) ([]byte, error) {
	return func(_ string, part []byte) ([]byte, error) {
		var err error
		do := func(f func() ([]byte, error)) {
			if err == nil {
				part, err = f()
			}
		}
		next := func(pattern *regexp.Regexp, write func(r reading, ref string) string) {
			do(func() ([]byte, error) {
				i := 0
				return each(part, pattern, len(data), func(m []string) string {
					i++
					return write(data[i-1], m[len(m)-1])
				})
			})
		}
		do(func() ([]byte, error) { return swap(part, `<lang val="en-US">`, `<lang val="`+escape(lang)+`">`, 1) })
		part = []byte(strings.NewReplacer(`lang="en-US"`, `lang="`+escape(lang)+`"`, ` altLang="en-US"`, "").Replace(string(part)))
		do(func() ([]byte, error) { return each(part, solid(), 1, func([]string) string { return "" }) })
		next(seriesName(), func(r reading, _ string) string { return "<tx><v>" + escape(r.name) + "</v></tx>" })
		next(seriesNames(), func(r reading, ref string) string {
			return "<cat><strRef><f>" + ref + "</f><strCache>" + points(r.categories.texts) + "</strCache></strRef></cat>"
		})
		next(seriesValues(), func(r reading, ref string) string { return values(c, r, ref) })
		if c.Kind != reports.Lines {
			next(seriesLabels(), func(r reading, _ string) string { return "</invertIfNegative><dLbls>" + symbols(r) })
		}
		if c.Kind == reports.Lines {
			// A program may break the names of an axis that lies level into single letters, however few are to be shown;
			// turned by a hair, too little to be seen, they stay whole.
			do(func() ([]byte, error) {
				return each(part, axisLabels(), 1, func(m []string) string { return m[1] + `rot="1"` })
			})
		}
		if c.Kind == reports.StackedBars {
			do(func() ([]byte, error) {
				return swap(part, `<crosses val="autoZero"></crosses><crossBetween`, `<crosses val="max"></crosses><crossBetween`, 1)
			})
		}
		return part, err
	}
}

func points(texts []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<ptCount val="%d"/>`, len(texts))
	for i, t := range texts {
		fmt.Fprintf(&b, `<pt idx="%d"><v>%s</v></pt>`, i, escape(t))
	}
	return b.String()
}

// values are a series' numbers beside the formula they are read by.
func values(c *reports.Chart, r reading, ref string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<formatCode>%s</formatCode><ptCount val="%d"/>`, numberFormat(c), len(r.values.figures))
	for i, f := range r.values.figures {
		if f.Cell.IsNumber() {
			fmt.Fprintf(&b, `<pt idx="%d"><v>%s</v></pt>`, i, f.Cell.Bare())
		}
	}
	return "<val><numRef><f>" + ref + "</f><numCache>" + b.String() + "</numCache></numRef></val>"
}

// symbols are labels that say in words why a bar is not there.
func symbols(r reading) string {
	var b strings.Builder
	for i, f := range r.values.figures {
		if f.Cell.IsNumber() {
			continue
		}
		fmt.Fprintf(&b, `<dLbl><idx val="%d"/><tx><rich><a:bodyPr/><a:p><a:r><a:rPr sz="1200"/><a:t>%s</a:t></a:r></a:p></rich></tx>`+
			`<showLegendKey val="0"/><showVal val="1"/><showCatName val="0"/><showSerName val="0"/><showPercent val="0"/><showBubbleSize val="0"/></dLbl>`,
			i, escape(string(f.Cell.Symbol())))
	}
	return b.String()
}
