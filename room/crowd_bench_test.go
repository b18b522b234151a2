package room_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"talktalktalk/room"
)

// BenchmarkCrowd lets a million persons from a million addresses come once, guess
// a code and go, and reports how much more memory that leaves in use, and how
// many bytes of notes on the disk: -benchtime 1x.
func BenchmarkCrowd(b *testing.B) {
	const crowd = 1_000_000
	h := newHouse(b, room.Options{Flood: room.Flood{Messages: 10, Window: 5e9}})
	for b.Loop() {
		before, files := inUse(), bytesIn(b, h.dir)
		most := before
		for i := range crowd {
			addr := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
			s, err := h.Join(b.Context(), room.Visitor{Via: room.Web, Typed: true, Addr: addr, Recent: -1})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Enter(b.Context(), "", "/link ABCD2345"); code(err) != room.CodeNotFound && code(err) != room.CodeFlood {
				b.Fatal(err)
			}
			s.Leave(room.Quit)
			if i%(crowd/10) == 0 {
				most = max(most, inUse())
			}
		}
		const mib = 1 << 20
		b.ReportMetric(float64(most-before)/mib, "MiB-most")
		b.ReportMetric(float64(int64(inUse())-int64(before))/mib, "MiB-after")
		b.ReportMetric(float64(bytesIn(b, h.dir)-files), "B-disk")
	}
}

// inUse is how much memory is in use when the garbage is gone.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func bytesIn(b *testing.B, dir string) (size int64) {
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
}
