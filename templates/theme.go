package templates

import _ "embed"

//go:embed theme.yaml
var theme []byte

// Theme is the default theme file: the name and colours of a release that names
// no theme of its own. The caller gets its own copy.
func Theme() []byte { return append([]byte(nil), theme...) }
