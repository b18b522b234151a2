package room

import (
	"slices"
	"time"
)

// setMute puts m in the place of what there is for its person, which it returns.
func (o *moderation) setMute(whom string, m *mute) (was *mute) {
	var rest []mute
	for _, other := range o.Mutes {
		if other.Whom == whom {
			was = &other
		} else {
			rest = append(rest, other)
		}
	}
	if m != nil {
		rest = append(rest, *m)
	}
	o.Mutes = rest
	return was
}

func (o *moderation) mute(a *act, at time.Time) *Refusal {
	if len(o.Mutes) >= mutesMost {
		return refuse(CodeBadRequest, "There are %d muted already. /unmute some first.", mutesMost)
	}
	m := mute{N: a.N, Whom: a.Whom, At: a.At, Until: until(at, a.Span), By: a.By, Why: a.Why}
	if a.Loose {
		m.Nets = a.Nets
	}
	a.Before = &before{Mute: o.setMute(a.Whom, &m)}
	return nil
}

func (o *moderation) unmute(a *act, _ time.Time) *Refusal {
	was := o.setMute(a.Whom, nil)
	if was == nil {
		return refuse(CodeNotFound, "%s is not muted.", a.Name)
	}
	a.Before = &before{Mute: was}
	return nil
}

// undoMute brings back what there was before a mute.
func (o *moderation) undoMute(a act) bool {
	if !slices.ContainsFunc(o.Mutes, func(m mute) bool { return m.N == a.N }) {
		return false
	}
	o.setMute(a.Whom, a.Before.Mute)
	return true
}

func (o *moderation) undoUnmute(a act) bool {
	if slices.ContainsFunc(o.Mutes, func(m mute) bool { return m.Whom == a.Whom }) {
		return false
	}
	o.setMute(a.Whom, a.Before.Mute)
	return true
}

func (o *moderation) ban(a *act, at time.Time) *Refusal {
	if len(o.Bans) >= bansMost {
		return refuse(CodeBadRequest, "There are %d bans already. /unban N ends one, /bans lists them.", bansMost)
	}
	o.Bans = append(slices.Clip(o.Bans), ban{
		N: a.N, Whom: a.Whom, Name: a.Name, Creds: a.Creds, Nets: a.Nets, At: a.At, Until: until(at, a.Span), By: a.By, Why: a.Why,
	})
	a.Before = &before{}
	return nil
}

func (o *moderation) unban(a *act, _ time.Time) *Refusal {
	i := slices.IndexFunc(o.Bans, func(b ban) bool { return b.N == a.Of })
	if i < 0 {
		return refuse(CodeNotFound, "There is no ban %d. /bans lists them.", a.Of)
	}
	was := o.Bans[i]
	a.Before = &before{Ban: &was}
	a.Name = was.Name
	o.dropBan(was.N)
	return nil
}

func (o *moderation) dropBan(n int) {
	o.Bans = slices.DeleteFunc(slices.Clone(o.Bans), func(b ban) bool { return b.N == n })
}

func (o *moderation) undoBan(a act) bool {
	if !slices.ContainsFunc(o.Bans, func(b ban) bool { return b.N == a.N }) {
		return false
	}
	o.dropBan(a.N)
	return true
}

func (o *moderation) undoUnban(a act) bool {
	o.Bans = append(slices.Clip(o.Bans), *a.Before.Ban)
	return true
}

func (o *moderation) setSlow(a *act, _ time.Time) *Refusal {
	was := o.Slow
	a.Before = &before{Slow: &was}
	if o.Slow = (slow{N: a.N, Span: a.Span}); a.Off {
		o.Slow.Span = 0
	}
	return nil
}

func (o *moderation) undoSlow(a act) bool {
	newest := o.Slow.N == a.N
	if newest {
		o.Slow = *a.Before.Slow
	}
	return newest
}

func (o *moderation) setLock(a *act, at time.Time) *Refusal {
	was := o.Lock
	a.Before = &before{Lock: &was}
	if o.Lock = (lock{N: a.N, On: true, At: a.At, Until: until(at, a.Span), By: a.By}); a.Off {
		o.Lock = lock{N: a.N}
	}
	return nil
}

func (o *moderation) undoLock(a act) bool {
	newest := o.Lock.N == a.N
	if newest {
		o.Lock = *a.Before.Lock
	}
	return newest
}

func (o *moderation) setTopic(a *act, _ time.Time) *Refusal {
	was := o.Topic
	a.Before = &before{Topic: &was}
	if o.Topic = (topic{N: a.N, Text: a.Why, By: a.By}); a.Off {
		o.Topic = topic{N: a.N}
	}
	return nil
}

func (o *moderation) undoTopic(a act) bool {
	newest := o.Topic.N == a.N
	if newest {
		o.Topic = *a.Before.Topic
	}
	return newest
}
