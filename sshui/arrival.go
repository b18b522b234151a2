package sshui

// arrive opens the roll where the person left off (B12): at the end or, where
// more than a screen is new, at the line "new".
func (m *model) arrive() {
	if m.arrived {
		return
	}
	m.arrived = true
	switch first := m.absent.first; {
	case first == 0:
	case first < m.roll.firstSeq():
		m.opening = true
		m.turnTo(first, m.open)
	default:
		m.open()
	}
}

// open puts the line "new", and shows it if more than a screen is behind it.
func (m *model) open() {
	it, height := m.roll.find(m.absent.first), m.rolled()
	if it == nil {
		return
	}
	m.roll.divide(it)
	if !m.roll.newer && !m.roll.overflows(it, height) {
		return
	}
	it.since, it.rows = m.absent.tell(m.now(), m.roll.zone), nil
	m.roll.show(it, height)
	m.reading.unseen = tally{m.absent.messages, m.absent.mentions}
}

// back takes in that the person looks at the terminal again: what came
// meanwhile is new.
func (m *model) back() {
	m.reading.away = false
	if m.reading.read == 0 {
		return
	}
	for _, it := range m.roll.items {
		if it.seq() > m.reading.read && m.concerns(it.event) {
			m.roll.divide(it)
			return
		}
	}
}
