package webui

import (
	"context"
	"time"

	"talktalktalk/room"
)

// zoneMost is how long the name of a client's time zone is at most.
const zoneMost = 64

// search answers with the newest messages that a query finds.
func (c *socket) search(ctx context.Context, r request) ([]any, error) {
	var wish struct {
		Query  string   `json:"query"`
		Before room.Seq `json:"before"`
		Limit  int      `json:"limit"`
		Zone   string   `json:"zone"`
	}
	if err := r.into(&wish); err != nil {
		return nil, err
	}
	wanted := room.Search{Query: wish.Query, Before: wish.Before, Limit: wish.Limit}
	if wish.Zone != "" && len(wish.Zone) <= zoneMost {
		// Of a zone that is not known here the person's own stands in.
		wanted.Zone, _ = time.LoadLocation(wish.Zone)
	}
	hits, err := c.session.Search(ctx, wanted)
	if err != nil {
		return nil, err
	}
	return []any{newHits(r.ID, hits)}, nil
}
