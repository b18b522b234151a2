package storage

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

const manifestMarker = "marker.manifest." // Pebble's file whose name tells which manifest counts

// ordered makes sure that a manifest is in its folder before a marker names
// it. Pebble leaves that to the file system, and most keep the order; where
// one does not, a crash between the two would leave a store that does not open.
type ordered struct{ vfs.FS }

func (o ordered) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if strings.HasPrefix(o.PathBase(name), manifestMarker) {
		if err := syncFolder(o, o.PathDir(name)); err != nil {
			return nil, err
		}
	}
	return o.FS.Create(name, category)
}

// makeFolder makes name and what is missing above it, for their owner only,
// and syncs that they are there.
func makeFolder(disk vfs.FS, name string) error {
	if _, err := disk.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := disk.PathDir(name)
	if above != name {
		if err := makeFolder(disk, above); err != nil {
			return err
		}
	}
	if err := disk.MkdirAll(name, 0o700); err != nil {
		return err
	}
	return syncFolder(disk, above)
}

func syncFolder(disk vfs.FS, name string) error {
	folder, err := disk.OpenDir(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
