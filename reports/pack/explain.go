package pack

import (
	"slices"

	"despatch/reports"
	"despatch/reports/compose"
	"despatch/reports/ingest"
	"despatch/reports/protect"
	"despatch/reports/publish"
	"despatch/reports/publish/rules"
	"despatch/reports/tabulate"
	"despatch/reports/validate"
)

// A Room is one part of the road and the findings it can make.
type Room struct {
	Title string
	Rules []reports.Rule
}

// Rooms are the findings of every room pack knows, in the order of the road.
var Rooms = []Room{
	{"The words", compose.Rules},
	{"The records", slices.Concat(ingest.Rules, validate.Rules)},
	{"Counting", tabulate.Rules},
	{"Protection", protect.Rules},
	{"The written files", publish.Rules},
	{"The pack", Rules},
	{"Accessible statistics", rules.Rules},
}
