package xlsx

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"despatch/reports/publish/sheet"
)

// swap replaces what must stand exactly n times in a part; it fails otherwise.
func swap(part []byte, old, new string, n int) ([]byte, error) {
	if got := bytes.Count(part, []byte(old)); got != n {
		return nil, fmt.Errorf("%s stands %d times, not %d", old, got, n)
	}
	return bytes.ReplaceAll(part, []byte(old), []byte(new)), nil
}

// mendTable takes the filter buttons out of a table's part (X07), and writes a
// line break in a header as Excel does.
func mendTable(area string) func(string, []byte) ([]byte, error) {
	return func(_ string, part []byte) ([]byte, error) {
		part = bytes.ReplaceAll(part, []byte("&#xA;"), []byte("_x000a_"))
		return swap(part, `<autoFilter ref="`+area+`"></autoFilter>`, "", 1)
	}
}

var defaultType = pattern(`<Default [^>]*></Default>`)

// sortTypes puts the kinds of files, which excelize takes from a map, in order.
func sortTypes(_ string, part []byte) ([]byte, error) {
	found := defaultType().FindAllString(string(part), -1)
	if len(found) == 0 {
		return nil, fmt.Errorf("no Default in the content types")
	}
	sort.Strings(found)
	i := 0
	return defaultType().ReplaceAllFunc(part, func([]byte) []byte {
		i++
		return []byte(found[i-1])
	}), nil
}

// escape is text inside an element of XML.
func escape(s string) string { return elementText.Replace(s) }

var elementText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

var anchor = pattern(`(?s)<xdr:twoCellAnchor editAs="oneCell">(<xdr:from>.*?</xdr:from>)<xdr:to>.*?</xdr:to>(.*?)</xdr:twoCellAnchor>`)

// mendDrawing gives each chart its size. Of a sheet that is streamed excelize
// does not know the widths, and would end each chart in the cell it starts in.
func mendDrawing(charts []*sheet.PlacedChart) func(string, []byte) ([]byte, error) {
	return func(_ string, part []byte) ([]byte, error) {
		i, emu := 0, func(points float64) int { return int(points * 12700) }
		return each(part, anchor(), len(charts), func(m []string) string {
			c := charts[i]
			i++
			return fmt.Sprintf(`<xdr:oneCellAnchor>%s<xdr:ext cx="%d" cy="%d"></xdr:ext>%s</xdr:oneCellAnchor>`, m[1], emu(c.Width), emu(c.Height), m[2])
		})
	}
}

// each replaces every match of a pattern, which must have n, in order.
func each(part []byte, pattern *regexp.Regexp, n int, f func(groups []string) string) ([]byte, error) {
	if got := len(pattern.FindAllIndex(part, -1)); got != n {
		return nil, fmt.Errorf("%s is found %d times, not %d", pattern, got, n)
	}
	return pattern.ReplaceAllFunc(part, func(m []byte) []byte {
		var groups []string
		for _, g := range pattern.FindSubmatch(m) {
			groups = append(groups, string(g))
		}
		return []byte(f(groups))
	}), nil
}
