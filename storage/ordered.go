package storage

import (
	"errors"
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
		if err := o.syncFolder(o.PathDir(name)); err != nil {
			return nil, err
		}
	}
	return o.FS.Create(name, category)
}

func (o ordered) syncFolder(name string) error {
	folder, err := o.OpenDir(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
