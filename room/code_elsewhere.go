package room

import (
	"context"
	"encoding/json"
	"errors"
)

// An askedCode is what a server asks the others of a code that was typed there.
type askedCode struct {
	Typed string `json:"t"`
	Cred  string `json:"c"`           // that enters it
	Back  bool   `json:"b,omitempty"` // nothing came of it
}

// A toldCode is the answer of the server where the code was made.
type toldCode struct {
	Known   bool   `json:"k"`
	Person  string `json:"p,omitempty"`
	Device  device `json:"d,omitzero"`
	Used    bool   `json:"u,omitempty"`
	Refused string `json:"r,omitempty"`
}

// answerCode answers another server.
func (c *codes) answerCode(asked askedCode) toldCode {
	if asked.Back {
		c.giveBack(asked.Typed)
		return toldCode{}
	}
	if !c.knows(asked.Typed) {
		return toldCode{}
	}
	told := toldCode{Known: true}
	made, used, err := c.take(asked.Typed, asked.Cred)
	if err != nil {
		told.Refused = err.Error()
		return told
	}
	told.Person, told.Device, told.Used = made.person, made.device, used
	return told
}

// knows tells whether a code was made here.
func (c *codes) knows(typed string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.made[codeTyped(typed)] != nil
}

// takeCode takes a code that was made here or at another server. giveBack undoes it.
func (r *Room) takeCode(ctx context.Context, typed, cred string) (made code, used bool, giveBack func(), err error) {
	made, used, err = r.codes.take(typed, cred)
	giveBack = func() { r.codes.giveBack(typed) }
	if err == nil || r.peering == nil || r.codes.knows(typed) {
		return made, used, giveBack, err
	}
	for _, server := range r.peering.others() {
		asked := askedCode{Typed: typed, Cred: cred}
		var told toldCode
		if r.peering.askFor(ctx, server, question{Code: &asked}, &told) != nil || !told.Known {
			continue // who does not answer has no code that can be used
		}
		if told.Refused != "" {
			return made, false, giveBack, refuse(CodeNotFound, "%s", told.Refused)
		}
		asked.Back = true
		giveBack = func() {
			_ = r.peering.askFor(context.WithoutCancel(ctx), server, question{Code: &asked}, &toldCode{}) // else it is used up
		}
		return code{person: told.Person, device: told.Device}, told.Used, giveBack, nil
	}
	return made, used, giveBack, err
}

// askFor asks another server and reads its answer into told.
func (pg *peering) askFor(ctx context.Context, server string, q question, told any) error {
	ctx, cancel := context.WithTimeout(ctx, askMost)
	defer cancel()
	b, err := pg.peers.Ask(ctx, server, encodeWord(q))
	if err == nil && len(b) == 0 {
		err = errNoAnswer
	}
	if err == nil {
		err = json.Unmarshal(b, told)
	}
	return err
}

// errNoAnswer is the error of a server that does not know what it is asked.
var errNoAnswer = errors.New("it does not know the question")
