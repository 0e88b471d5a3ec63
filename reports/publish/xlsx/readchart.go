package xlsx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// drawn is a chart as read back: its words, and the values it keeps a copy of.
type drawn struct {
	title, alt string
	series     [][]string // "" for a point that is not there
}

// chartSpot reads "1:title", "1:alt", "1:2:3".
func (b *book) chartSpot(where string) (string, error) {
	if b.charts == nil {
		if err := b.readCharts(); err != nil {
			return "", err
		}
	}
	number, what, _ := strings.Cut(where, ":")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(b.charts) {
		return "", fmt.Errorf("there is no chart %q", number)
	}
	c := b.charts[n-1]
	switch what {
	case "title":
		return c.title, nil
	case "alt":
		return c.alt, nil
	}
	var i, j int
	if k, err := fmt.Sscanf(what, "%d:%d", &i, &j); k != 2 || err != nil || i < 1 || i > len(c.series) || j < 1 || j > len(c.series[i-1]) {
		return "", fmt.Errorf("chart %d has no point %q", n, what)
	}
	if c.series[i-1][j-1] == "" {
		return "", fmt.Errorf("chart %d has nothing at point %q", n, what)
	}
	return c.series[i-1][j-1], nil
}

// readCharts follows the last sheet to its drawing, and that to its charts, in
// the order in which they are placed.
func (b *book) readCharts() error {
	rels, err := b.relations(b.last)
	if err != nil {
		return err
	}
	b.charts = []drawn{}
	for _, part := range rels {
		if !strings.HasPrefix(part, "xl/drawings/") {
			continue
		}
		var d struct {
			Frames []struct {
				Props struct {
					Alt string `xml:"descr,attr"`
				} `xml:"graphicFrame>nvGraphicFramePr>cNvPr"`
				Chart struct {
					ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
				} `xml:"graphicFrame>graphic>graphicData>chart"`
			} `xml:",any"`
		}
		if err := b.decode(part, &d); err != nil {
			return err
		}
		charts, err := b.relations(part)
		if err != nil {
			return err
		}
		for _, f := range d.Frames {
			c, err := b.readChart(charts[f.Chart.ID])
			if err != nil {
				return err
			}
			c.alt = f.Props.Alt
			b.charts = append(b.charts, c)
		}
	}
	return nil
}

type pointsXML struct {
	Count struct {
		N int `xml:"val,attr"`
	} `xml:"ptCount"`
	Points []struct {
		Index int    `xml:"idx,attr"`
		Value string `xml:"v"`
	} `xml:"pt"`
}

type seriesXML struct {
	Labels []struct {
		Index struct {
			N int `xml:"val,attr"`
		} `xml:"idx"`
		Text []string `xml:"tx>rich>p>r>t"`
	} `xml:"dLbls>dLbl"`
	Copy pointsXML `xml:"val>numRef>numCache"`
}

func (b *book) readChart(part string) (drawn, error) {
	var x struct {
		Title []string `xml:"chart>title>tx>rich>p>r>t"`
		Plots struct {
			Plots []struct {
				Series []seriesXML `xml:"ser"`
			} `xml:",any"`
		} `xml:"chart>plotArea"`
	}
	if err := b.decode(part, &x); err != nil {
		return drawn{}, err
	}
	c := drawn{title: strings.Join(x.Title, "")}
	for _, p := range x.Plots.Plots {
		for _, s := range p.Series {
			c.series = append(c.series, s.values())
		}
	}
	return c, nil
}

// values are what a reader sees at each point: its label where it has one of
// its own, else its number.
func (s seriesXML) values() []string {
	out := make([]string, min(max(s.Copy.Count.N, 0), 1<<20))
	for _, x := range s.Copy.Points {
		if x.Index >= 0 && x.Index < len(out) {
			out[x.Index] = x.Value
		}
	}
	for _, l := range s.Labels {
		if i := l.Index.N; i >= 0 && i < len(out) && len(l.Text) > 0 {
			out[i] = strings.Join(l.Text, "")
		}
	}
	return out
}

// readStyles reads how many decimals each style shows, and the shared texts of a
// workbook another program has saved.
func (b *book) readStyles() error {
	var x struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode("xl/styles.xml", &x); err != nil {
		return err
	}
	codes := map[int]string{2: "0.00", 4: "#,##0.00"} // built in
	for _, f := range x.Formats {
		codes[f.ID] = f.Code
	}
	for _, s := range x.Styles {
		_, frac, _ := strings.Cut(codes[s.Format], ".")
		b.decimals = append(b.decimals, len(frac)-len(strings.TrimLeft(frac, "0")))
	}
	if b.parts["xl/sharedStrings.xml"] == nil {
		return nil
	}
	return b.readShared()
}

func (b *book) readShared() error {
	r, err := b.open("xl/sharedStrings.xml")
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "si" {
			var s struct {
				Text []string `xml:"t"`
				Runs []string `xml:"r>t"`
			}
			if err := d.DecodeElement(&s, &e); err != nil {
				return err
			}
			b.shared = append(b.shared, unescape(strings.Join(append(s.Text, s.Runs...), "")))
		}
	}
}
