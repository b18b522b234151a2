package screen

import (
	"fmt"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// background are what a program sends its goroutines for. The library starts
// them, and does not wait for them: we do.
type background struct {
	work sync.WaitGroup

	mu   sync.Mutex
	over bool // none may begin any more
}

// A failureMsg is a message: what ends the program.
type failureMsg struct{ err error }

// command is do as a command. It must end when the form's context does. A panic
// ends this program only.
func (e *background) command(do func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		if !e.begin() {
			return nil
		}
		defer e.work.Done()
		defer func() {
			if broken := recover(); broken != nil {
				msg = failureMsg{panicked(broken)}
			}
		}()
		return do()
	}
}

func (e *background) begin() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.over {
		return false
	}
	e.work.Add(1)
	return true
}

// end lets no errand begin any more and waits for those that have.
func (e *background) end() {
	e.mu.Lock()
	e.over = true
	e.mu.Unlock()
	e.work.Wait()
}

// panicked makes an error for the log of what recover has found.
func panicked(broken any) error { return fmt.Errorf("panic: %v\n%s", broken, debug.Stack()) }
