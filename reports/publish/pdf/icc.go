package pdf

import (
	"bytes"
	"encoding/binary"
	"math"
)

// profile is an sRGB monitor profile (ICC 2.1), made here from the standard's
// numbers so that no file of another maker is embedded: primaries adapted to D50
// and the transfer curve at 1,024 points. PDF/A asks for it where colours are RGB.
func profile() []byte {
	text := func(s string) []byte { return append([]byte("text\x00\x00\x00\x00"), s+"\x00"...) }
	xyz := func(x, y, z float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range []float64{x, y, z} {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
		}
		return b
	}
	desc := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00\x05sRGB\x00"), make([]byte, 4+4+2+1+67)...)
	curve := []byte("curv\x00\x00\x00\x00\x00\x00\x04\x00")
	for i := range 1024 {
		v := float64(i) / 1023
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	tags := []struct {
		name string
		data []byte
	}{
		{"cprt", text("No copyright")}, {"desc", desc}, {"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)}, {"gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)},
		{"bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)}, {"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil},
	}
	var table, data bytes.Buffer
	start := 128 + 4 + 12*len(tags)
	at, size := 0, 0
	_ = binary.Write(&table, binary.BigEndian, uint32(len(tags)))
	for _, t := range tags {
		if t.data != nil { // the three curves are one
			at, size = start+data.Len(), len(t.data)
			data.Write(t.data)
			data.Write(make([]byte, (4-data.Len()%4)%4))
		}
		table.WriteString(t.name)
		_ = binary.Write(&table, binary.BigEndian, []uint32{uint32(at), uint32(size)})
	}
	head := make([]byte, 128)
	binary.BigEndian.PutUint32(head, uint32(128+table.Len()+data.Len()))
	copy(head[8:], "\x02\x10\x00\x00mntrRGB XYZ \x07\xce\x00\x02\x00\x09\x00\x06\x00\x31\x00\x00acsp")
	copy(head[68:], xyz(0.9642, 1, 0.8249)[8:])
	return append(append(head, table.Bytes()...), data.Bytes()...)
}
