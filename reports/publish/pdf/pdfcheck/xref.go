package pdfcheck

import (
	"bytes"
	"errors"
	"fmt"
)

// table reads the cross-reference table or stream.
func (f *File) table() error {
	i := bytes.LastIndex(f.data, []byte("startxref"))
	if i < 0 {
		return errors.New("the PDF has no cross-reference")
	}
	s := &scanner{b: f.data, at: i + len("startxref")}
	v, err := s.value()
	at, ok := v.(float64)
	if err != nil || !ok || at < 0 || int(at) >= len(f.data) {
		return errors.New("the PDF's cross-reference cannot be found")
	}
	if bytes.HasPrefix(f.data[int(at):], []byte("xref")) {
		err = f.classic(int(at) + 4)
	} else {
		err = f.packed(int(at))
	}
	switch {
	case err != nil:
		return fmt.Errorf("the PDF's cross-reference: %w", err)
	case f.trailer.at("Prev") != nil:
		return errors.New("the PDF was changed after it was written")
	case f.trailer.at("Encrypt") != nil:
		return errors.New("the PDF is encrypted")
	}
	return nil
}

func (f *File) classic(at int) error {
	s := &scanner{b: f.data, at: at}
	for {
		v, err := s.value()
		if err != nil {
			return err
		}
		if v == op("trailer") {
			break
		}
		first, ok := v.(float64)
		n, err := s.value()
		count, ok2 := n.(float64)
		if err != nil || !ok || !ok2 || count < 0 || first < 0 || count > float64(len(f.data)/18) || first > float64(len(f.data)/18) {
			return errors.New("a part of the table is broken")
		}
		f.room(int(first) + int(count))
		for i := range int(count) {
			o, _ := s.value()
			_, _ = s.value()
			kind, err := s.value()
			if err != nil {
				return err
			}
			if offset, ok := o.(float64); ok && kind == op("n") && offset >= 0 && offset < most {
				f.where[int(first)+i] = entry{known: true, at: int32(offset)}
			}
		}
	}
	v, err := s.value()
	if err != nil {
		return err
	}
	f.trailer, _ = v.(dict)
	return nil
}

func (f *File) packed(at int) error {
	v, err := f.object(at, -1)
	if err != nil {
		return err
	}
	st, ok := v.(stream)
	if !ok || st.dict.at("Type") != name("XRef") {
		return errors.New("neither table nor stream")
	}
	f.trailer = st.dict
	data, err := f.unpack(st)
	if err != nil {
		return err
	}
	w, _ := st.dict.at("W").(array)
	if len(w) != 3 {
		return errors.New("the stream's widths")
	}
	var widths [3]int
	for i, v := range w {
		n, _ := v.(float64)
		if widths[i] = int(n); n < 0 || n > 8 {
			return errors.New("the stream's widths")
		}
	}
	size := widths[0] + widths[1] + widths[2]
	if size == 0 {
		return errors.New("the stream's widths")
	}
	f.room(len(data) / size)
	for i := 0; (i+1)*size <= len(data); i++ {
		row := data[i*size:]
		var v [3]int
		for j, w := range widths {
			for range w {
				v[j] = v[j]<<8 | int(row[0])
				row = row[1:]
			}
		}
		if v[1] < 0 || v[1] > most || v[2] < 0 || v[2] > most {
			continue // it leads nowhere
		}
		switch v[0] {
		case 1:
			f.where[i] = entry{known: true, at: int32(v[1])}
		case 2:
			f.where[i] = entry{known: true, packed: true, at: int32(v[1]), index: int32(v[2])}
		}
	}
	return nil
}

// room makes room for the places of n objects.
func (f *File) room(n int) {
	if n > len(f.where) {
		f.where = append(f.where, make([]entry, n-len(f.where))...)
	}
}
