package xlsx

import (
	"testing"

	"despatch/reports/publish/formattest"
)

func TestFormat(t *testing.T) { formattest.Run(t, Format) }
