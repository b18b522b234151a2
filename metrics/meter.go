package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"talktalktalk/room"
)

// namespace begins every name.
const namespace = "talktalktalk"

// waits are the bounds of the histograms, in seconds: from what memory takes to
// what a broken disk does.
var waits = []float64{.0002, .0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10}

// A Meter counts what a room tells it. Make one with New.
type Meter struct {
	registry  *prometheus.Registry
	messages  *prometheus.CounterVec
	refusals  *prometheus.CounterVec
	appended  prometheus.Histogram
	delivered prometheus.Histogram
}

var _ room.Meter = (*Meter)(nil)

// New returns a meter that has seen nothing yet, of a program of the version.
func New(version string) *Meter {
	m := &Meter{
		registry: prometheus.NewRegistry(),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "messages_total", Help: "Messages stored, by the way they came.",
		}, []string{"via"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "refusals_total", Help: "What people and programs were refused, by the reason.",
		}, []string{"reason"}),
		appended: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "append_seconds", Help: "From a message's coming to its being synced to disk.", Buckets: waits,
		}),
		delivered: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "delivery_seconds", Help: "From a message's time to a reader's taking it, once for each time a reader is woken.", Buckets: waits,
		}),
	}
	for _, via := range []room.Via{room.Web, room.SSH, room.API} {
		m.messages.WithLabelValues(string(via))
	}
	about := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1.", ConstLabels: prometheus.Labels{"version": version},
	})
	about.Set(1)
	m.registry.MustRegister(m.messages, m.refusals, m.appended, m.delivered, about,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Stored counts a message.
func (m *Meter) Stored(via room.Via, took time.Duration) {
	m.messages.WithLabelValues(string(via)).Inc()
	m.appended.Observe(took.Seconds())
}

// Refused counts a refusal. The codes are few, and ours.
func (m *Meter) Refused(code room.Code) { m.refusals.WithLabelValues(string(code)).Inc() }

// Delivered notes how old an event was when a reader took it.
func (m *Meter) Delivered(lag time.Duration) { m.delivered.Observe(lag.Seconds()) }

// Gauge shows what now returns whenever somebody looks. Labels are pairs of a
// name and a value.
func (m *Meter) Gauge(name, help string, now func() float64, labels ...string) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: name, Help: help, ConstLabels: pairs(labels),
	}, now))
}

// Counter is Gauge for what only rises.
func (m *Meter) Counter(name, help string, now func() float64, labels ...string) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Namespace: namespace, Name: name, Help: help, ConstLabels: pairs(labels),
	}, now))
}

func pairs(all []string) prometheus.Labels {
	labels := prometheus.Labels{}
	for i := 0; i < len(all); i += 2 {
		labels[all[i]] = all[i+1]
	}
	return labels
}
