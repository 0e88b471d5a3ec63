package reports

// A Manifest says what a pack holds: its files with their hashes, and every
// figure with its places. No clock, no record. One lies in each side of a pack.
type Manifest struct {
	Despatch   string           `json:"despatch"` // version of the program
	Format     int              `json:"format"`   // of the manifest: 1
	Side       Side             `json:"side"`
	Release    ManifestRelease  `json:"release"`
	Pack       string           `json:"pack,omitempty"` // briefing side: sha256 of the pack's manifest
	Account    []ManifestPart   `json:"account,omitempty"`
	Disclosure string           `json:"disclosure,omitempty"`
	Findings   []Finding        `json:"findings,omitempty"` // warnings the pack was built with
	Files      []ManifestFile   `json:"files"`
	Figures    []ManifestFigure `json:"figures"`
}

// ManifestRelease is the release in the manifest.
type ManifestRelease struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	Organisation string `json:"organisation"`
	Status       string `json:"status"`
	State        string `json:"state"`
	AsAt         string `json:"as_at"`
	Published    string `json:"published"`
	Notice       string `json:"notice,omitempty"`
}

// ManifestPart is the account of one extract.
type ManifestPart struct {
	Extract     string `json:"extract"`
	Read        int64  `json:"read"`
	Counted     int64  `json:"counted"`
	Superseded  int64  `json:"superseded"`
	Excluded    int64  `json:"excluded"`
	Quarantined int64  `json:"quarantined"`
}

// ManifestFile is one file of the side.
type ManifestFile struct {
	Name     string `json:"name"`
	Format   string `json:"format,omitempty"`
	Document string `json:"document,omitempty"`
	SHA256   string `json:"sha256"`
	Bytes    int64  `json:"bytes"`
}

// ManifestFigure is one figure: its text, not a Cell, since reading a manifest
// back must not make one.
type ManifestFigure struct {
	ID      string          `json:"id"`
	Value   string          `json:"value"` // "1023", "34.7", "[c]"
	Unit    Unit            `json:"unit,omitempty"`
	Table   string          `json:"table,omitempty"` // title
	Row     string          `json:"row,omitempty"`   // label
	Column  string          `json:"column,omitempty"`
	Formula string          `json:"formula,omitempty"`
	Rule    string          `json:"rule,omitempty"`
	Places  []ManifestPlace `json:"places,omitempty"`
}

// ManifestPlace is where the figure stands; Text where it is not its own digits.
type ManifestPlace struct {
	File string `json:"file"`
	At   string `json:"at"`
	Text string `json:"text,omitempty"`
}
