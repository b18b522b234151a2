// Package hook reads what other programs send to the room's hooks (B56) and
// makes a message of it: what Slack's incoming webhooks take, as half of the
// world's programs can send it, and what Grafana, Alertmanager, GitHub and
// Gitea send by themselves, each as one line that a person can read.
//
// It is pure: bytes in, a Post out. It knows neither room nor network, keeps
// nothing, and believes nothing of what it reads: every field may be missing,
// and a field of the wrong type is as good as none. What it returns is not
// cleaned and not yet checked for its length; the room does both.
package hook
