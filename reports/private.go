package reports

// PrivateLimit is about how many values of private columns are kept of one extract,
// over all its columns, to be looked for in the written files. What lies beyond it is
// reported as not looked for.
const PrivateLimit = 200_000

// PrivateShortest is the length in bytes from which a private value is looked
// for: shorter ones stand in any text by chance.
const PrivateShortest = 6

// A PrivateColumn is the distinct values of one private column of an extract,
// trimmed, of at least PrivateShortest bytes. It lives as long as the build and is
// written nowhere: package pack looks for it in every file that leaves the building.
type PrivateColumn struct {
	Column string
	Values []string
	Unkept int64 // fields whose values are not among those kept

	Absent bool     // the extract has no such column: nothing in it is protected by the name
	Near   []string // of an absent one: headers spelt much like it
}
