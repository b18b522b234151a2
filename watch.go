package main

import (
	"fmt"
	"net"

	"talktalktalk/metrics"
	"talktalktalk/room"
)

// watching is the meter of the room, nil if nobody wants to watch.
func (s *server) watching() room.Meter {
	if s.Metrics == off {
		return nil
	}
	s.meter = metrics.New(thisBuild().version)
	return s.meter
}

// watchLimiter shows how many connections a door has.
func (s *server) watchLimiter(name string, limiter *room.ConnLimiter) {
	if s.meter != nil {
		s.meter.Gauge("connections", "Connections that are open, by door.", func() float64 { return float64(limiter.Open()) }, "door", name)
	}
}

// watch shows what else a door does.
func (s *server) watch(name string, d interface{ Dropped() int64 }) {
	if s.meter == nil {
		return
	}
	s.meter.Counter("readers_dropped_total", "Connections cut because they did not read, by door.", func() float64 { return float64(d.Dropped()) }, "door", name)
}

// openMetrics opens the address for who watches.
func (s *server) openMetrics() error {
	if s.meter == nil {
		return nil
	}
	s.meter.Gauge("people_online", "People who are here.", func() float64 {
		_, online := s.room.Roster(0)
		return float64(online)
	})
	s.watchPush()
	s.meter.Gauge("log_bytes", "What the history takes on the disk.", func() float64 { return float64(s.log.Size()) })
	s.meter.Gauge("log_writable", "1 if messages can be stored, else 0.", func() float64 {
		if s.room.Writable() != nil {
			return 0
		}
		return 1
	})
	s.meter.Gauge("head_position", "Number of the newest message that anybody knows of.", func() float64 { return float64(s.room.Positions().Head) })
	s.meter.Gauge("feed_position", "Number of the newest record that is folded, and that readers can see.", func() float64 { return float64(s.room.Positions().Folded) })
	l, err := listenAt("metrics", s.Metrics)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	host, port := visible(l)
	s.entrances = append(s.entrances, entrance{metrics.NewServer(s.meter), l, "metrics  http://" + net.JoinHostPort(host, port) + "/metrics"})
	return nil
}
