package screen

// arrive opens the roll where the person left off (B12): at the end or, where
// more than a screen is new, at the line "new".
func (m *model) arrive() {
	if m.arrived {
		return
	}
	m.arrived = true
	switch first := m.absent.First; {
	case first == 0:
	case first < m.scrollback.firstSeq():
		m.opening = true
		m.loadAround(first, m.open)
	default:
		m.open()
	}
}

// open puts the line "new", and shows it if more than a screen is behind it.
func (m *model) open() {
	it, height := m.scrollback.find(m.absent.First), m.scrollbackHeight()
	if it == nil {
		return
	}
	m.scrollback.setDivider(it)
	if !m.scrollback.newer && !m.scrollback.overflows(it, height) {
		return
	}
	it.since, it.rows = m.absent.Tell(m.Now(), m.scrollback.Zone), nil
	m.scrollback.show(it, height)
	m.reading.unseen = counter{m.absent.Messages, m.absent.Mentions}
}

// back takes in that the person looks at the terminal again: what came
// meanwhile is new.
func (m *model) back() {
	m.reading.away = false
	if m.reading.read == 0 {
		return
	}
	for _, it := range m.scrollback.items {
		if it.seq() > m.reading.read && m.concerns(it.event) {
			m.scrollback.setDivider(it)
			return
		}
	}
}
