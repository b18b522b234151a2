package main

import (
	"fmt"
	"net"

	"talktalktalk/metrics"
	"talktalktalk/room"
)

// watching is the meter of the room, nil if nobody wants to watch.
func (h *house) watching() room.Meter {
	if h.Metrics == off {
		return nil
	}
	h.meter = metrics.New(thisBuild().version)
	return h.meter
}

// watchGate shows how many connections a door has.
func (h *house) watchGate(name string, gate *room.Gate) {
	if h.meter != nil {
		h.meter.Gauge("connections", "Connections that are open, by door.", func() float64 { return float64(gate.Open()) }, "door", name)
	}
}

// watch shows what else a door does.
func (h *house) watch(name string, d interface{ Dropped() int64 }) {
	if h.meter == nil {
		return
	}
	h.meter.Counter("readers_dropped_total", "Connections cut because they did not read, by door.", func() float64 { return float64(d.Dropped()) }, "door", name)
}

// openMetrics opens the address for who watches.
func (h *house) openMetrics() error {
	if h.meter == nil {
		return nil
	}
	h.meter.Gauge("people_online", "People who are here.", func() float64 {
		_, online := h.room.Roster(0)
		return float64(online)
	})
	h.meter.Gauge("log_bytes", "What the history takes on the disk.", func() float64 { return float64(h.log.Size()) })
	h.meter.Gauge("log_writable", "1 if messages can be stored, else 0.", func() float64 {
		if h.room.Writable() != nil {
			return 0
		}
		return 1
	})
	h.meter.Gauge("head_position", "Number of the newest message that anybody knows of.", func() float64 { return float64(h.room.Positions().Head) })
	h.meter.Gauge("feed_position", "Number of the newest record that is folded, and that readers can see.", func() float64 { return float64(h.room.Positions().Folded) })
	l, err := listenAt("metrics", h.Metrics)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	host, port := visible(l)
	h.entrances = append(h.entrances, entrance{metrics.NewServer(h.meter), l, "metrics  http://" + net.JoinHostPort(host, port) + "/metrics"})
	return nil
}
