package compose

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"despatch/reports"
)

// fullTitle names the document in a reader's list of files: no two are alike.
func (w *writing) fullTitle() string {
	title := w.rel.Title
	if day := w.rel.AsAt.String(); !strings.Contains(title, day) {
		title += ", " + day
	}
	switch id := w.draft.spec.ID; id {
	case "release":
		return title
	case "press":
		return "Press notice: " + title
	case statement:
		return "Accessibility statement: " + title
	default:
		return capital(strings.NewReplacer("_", " ", "-", " ").Replace(id)) + ": " + title
	}
}

// meta is what every file of the release says of it.
func (w *writing) meta() reports.Meta {
	rel := w.rel
	m := reports.Meta{ReleaseID: rel.ID, Title: rel.Title, Organisation: rel.Organisation, Status: rel.Status, State: rel.State,
		AsAt: rel.AsAt, Published: rel.Published, NextUpdate: rel.NextUpdate, Contact: rel.Contact, Area: rel.Area,
		Source: sourceLine(rel), Notice: rel.Notice, Policies: rel.Policies, Keywords: keywords(rel.Title),
		Disclosure: disclosure(rel), Lang: rel.Lang}
	if len(m.Keywords) == 0 { // a title of short words
		m.Keywords = []string{strings.ToLower(rel.Organisation)}
	}
	if m.Lang == "" {
		m.Lang = "en-GB"
	}
	if rel.Theme != nil {
		m.Theme = *rel.Theme
	}
	return m
}

func sourceLine(rel *reports.Release) string {
	if rel.Source != "" {
		return rel.Source
	}
	return rel.Title + ", " + rel.Organisation
}

// keywords are the words of a title that say something.
func keywords(title string) []string {
	var out []string
	empty := strings.Fields("about after before being between from have into over since that their these this those under until were when where which while with without")
	for _, f := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }) {
		if len([]rune(f)) > 3 && !slices.Contains(empty, f) && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// disclosure is the policy in words, with its reason and approver (R14).
func disclosure(rel *reports.Release) string {
	d := rel.Disclosure
	text := "Figures are exact: none is withheld or rounded to protect a person."
	if d.Policy == "suppress" {
		text = fmt.Sprintf("Numbers under %d are withheld to protect people, and further numbers so that those cannot be worked out.", d.Threshold)
	}
	if d.Reason != "" {
		text += " Reason: " + strings.TrimRight(d.Reason, ".") + "."
	}
	if d.ApprovedBy != "" {
		text += " Approved by: " + strings.TrimRight(d.ApprovedBy, ".") + "."
	}
	return text
}
