// Package roomtest holds what every room.Log and room.Memory must do, as tests
// to run on each implementation.
package roomtest
