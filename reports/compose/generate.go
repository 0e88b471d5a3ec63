package compose

// generated asks for the figures that sentences written by despatch itself may use.
func (r *reading) generated() {}

// generate writes the blocks of a mark that despatch words itself.
func (w *writing) generate(m *mark) {}
