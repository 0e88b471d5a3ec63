package spec

import (
	"regexp"
	"strings"
	"time"

	"despatch/reports"
)

var releaseID = regexp.MustCompile(`^[a-z0-9]+(-+[a-z0-9]+)*$`)

// head resolves the block release, with what the command line says in its place.
func (r *resolver) head() {
	h, rel := &r.file.Release, r.rel
	rel.AsAt = r.asAt(h.AsAt)
	rel.ID = strings.ReplaceAll(h.ID.S, "{as_at}", rel.AsAt.ISO())
	rel.Title = strings.ReplaceAll(h.Title.S, "{as_at}", rel.AsAt.String())
	if h.ID.Set && !releaseID.MatchString(rel.ID) && rel.AsAt != reports.NoDay {
		r.add(h.ID.Pos, "S011", "the release's id is made of a-z, 0-9 and single hyphens; only {as_at} may stand in braces")
	}
	if h.Title.Set && strings.ContainsAny(rel.Title, "{}") && rel.AsAt != reports.NoDay {
		r.add(h.Title.Pos, "S009", "only {as_at} may stand in braces in the release's title")
	}
	rel.Organisation, rel.Status, rel.State = h.Organisation.S, reports.Status(h.Status.S), reports.State(h.State.S)
	rel.Published = r.published(h.Published)
	if h.NextUpdate.Set {
		rel.NextUpdate = r.day(h.NextUpdate, "next_update")
	}
	rel.Contact = each(h.Contact)
	rel.Area, rel.Notice = h.Area.S, h.Notice.S
	rel.Source = h.Source.S
	if !h.Source.Set {
		rel.Source = rel.Title + ", " + rel.Organisation
	}
	for _, p := range h.Policies {
		if p.Val.Set && !strings.HasPrefix(p.Val.S, "https://") && !strings.HasPrefix(p.Val.S, "http://") {
			r.add(p.Val.Pos, "S009", "the address of a policy begins with https://")
		}
		rel.Policies = append(rel.Policies, reports.Link{Text: p.ID.S, URL: p.Val.S})
	}
	if h.Decimals.N > 3 {
		r.add(h.Decimals.Pos, "S009", "decimals is 0, 1, 2 or 3")
	} else {
		rel.Decimals = h.Decimals.N
	}
	if h.Lang.Set {
		rel.Lang = h.Lang.S
		if !regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`).MatchString(h.Lang.S) {
			r.add(h.Lang.Pos, "S009", "lang is a language such as en-GB or cy")
		}
	}
	if !rel.Published.IsZero() && rel.AsAt != reports.NoDay && reports.DayOf(rel.Published.Date()) < rel.AsAt {
		r.add(h.Published.Pos, "S062", "the release is published before the day its figures are as at")
	}
}

// commandLine is where a finding about an option stands.
func commandLine(option string) reports.Pos { return reports.Pos{File: "--" + option} }

func (r *resolver) asAt(t text) reports.Day {
	if r.o.AsAt != "" {
		d, err := reports.ParseDay(r.o.AsAt)
		if err != nil {
			r.add(commandLine("as-at"), "S061", "the date is not written YYYY-MM-DD")
		}
		return d
	}
	return r.day(t, "as_at")
}

func (r *resolver) day(t text, what string) reports.Day {
	if !t.Set {
		return reports.NoDay
	}
	d, err := reports.ParseDay(t.S)
	if err != nil {
		r.add(t.Pos, "S009", "%s must be a day of the calendar, written YYYY-MM-DD", what)
	}
	return d
}

func (r *resolver) published(t text) time.Time {
	s, at, id := t.S, t.Pos, "S009"
	if r.o.Published != "" {
		s, at, id = r.o.Published, commandLine("published"), "S061"
	} else if !t.Set {
		return time.Time{}
	}
	p, err := time.Parse(time.RFC3339, s)
	if err != nil {
		r.hint(at, id, "for example 2006-04-26T12:30:00+01:00", "published must be a day, a time and the distance from UTC")
		return time.Time{}
	}
	return p
}
