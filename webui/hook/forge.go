package hook

import (
	"fmt"
	"strings"
)

// forges are those whose events are known, as their headers name them. Their
// bodies are alike.
var forges = []string{"Gitea", "GitHub"}

// forgeEvents make a line of an event, without the repository. What is not
// here is told in the event's own words.
var forgeEvents = map[string]func(object) string{
	"ping":                        func(o object) string { return "the hook is set up" },
	"push":                        pushLine,
	"create":                      func(o object) string { return refLine(o, "created") },
	"delete":                      func(o object) string { return refLine(o, "deleted") },
	"fork":                        func(o object) string { return sentence(o, "forked it", o.at("forkee").piece("html_url")) },
	"star":                        func(o object) string { return sentence(o, starred(o), "") },
	"watch":                       func(o object) string { return sentence(o, "starred it", "") },
	"issues":                      func(o object) string { return topicLine(o, "issue") },
	"pull_request":                func(o object) string { return topicLine(o, "pull_request") },
	"issue_comment":               commentLine,
	"pull_request_comment":        commentLine, // Gitea's
	"pull_request_review":         reviewLine,
	"pull_request_approved":       func(o object) string { return giteaReviewLine(o, "approved") },
	"pull_request_rejected":       func(o object) string { return giteaReviewLine(o, "asked for changes to") },
	"pull_request_review_comment": commentLine,
	"release":                     releaseLine,
	"workflow_run":                workflowLine,
}

// forgeLine reads an event of a forge.
func forgeLine(event string, o object) string {
	repository := o.at("repository").piece("full_name", "name")
	if repository == "" {
		repository = o.at("organization").piece("login", "username")
	}
	line := ""
	if known := forgeEvents[event]; known != nil {
		line = known(o)
	}
	if line == "" {
		line = sentence(o, join(" ", strings.ReplaceAll(cut(event), "_", " "), strings.ReplaceAll(o.piece("action"), "_", " ")), "")
	}
	return join(": ", repository, line)
}

// sentence tells what the sender did.
func sentence(o object, did, link string) string {
	who := o.at("sender").piece("login", "username")
	if who == "" {
		who = o.at("pusher").piece("login", "username", "name")
	}
	return join(" ", who, did, link)
}

// pushLine tells how many commits came to what branch, and what the last says.
func pushLine(o object) string {
	ref := o.text("ref")
	branch, isBranch := strings.CutPrefix(ref, "refs/heads/")
	where := cut(branch)
	if tag, isTag := strings.CutPrefix(ref, "refs/tags/"); isTag {
		where = "tag " + cut(tag)
	}
	commits := o.list("commits")
	head := o.at("head_commit")
	if n := len(commits); len(head) == 0 && n > 0 {
		head = commits[n-1]
	}
	did := "pushed "
	switch {
	case o.is("deleted"):
		return sentence(o, "deleted "+where, "")
	case o.is("forced"):
		did = "force-pushed "
	}
	n := max(len(commits), o.number("total_commits"))
	if isBranch && n > 0 {
		did += counted(n, "commit") + " to "
	}
	return sentence(o, join(": ", did+where, head.piece("message")), o.piece("compare", "compare_url"))
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func refLine(o object, did string) string {
	return sentence(o, join(" ", did, o.piece("ref_type"), o.piece("ref")), "")
}

func starred(o object) string {
	if o.text("action") == "deleted" {
		return "took a star back"
	}
	return "starred it"
}

// topicLine tells what became of an issue or a pull request.
func topicLine(o object, field string) string {
	action := strings.ReplaceAll(o.piece("action"), "_", " ")
	if action == "synchronize" || action == "synchronized" {
		action = "pushed to"
	}
	if o.at(field).is("merged") && action == "closed" {
		action = "merged"
	}
	return sentence(o, action+" "+titled(o, field), o.at(field).piece("html_url"))
}

// titled is an issue or a pull request as people speak of it.
func titled(o object, field string) string {
	topic := o.at(field)
	n := max(topic.number("number"), o.number("number"))
	return join(": ", fmt.Sprintf("%s #%d", strings.ReplaceAll(field, "_", " "), n), topic.piece("title"))
}

func topicOf(o object) string {
	if o["pull_request"] != nil && o["issue"] == nil {
		return "pull_request"
	}
	return "issue"
}

func commentLine(o object) string {
	comment := o.at("comment")
	if action := o.text("action"); action != "created" {
		return sentence(o, action+" a comment on "+titled(o, topicOf(o)), comment.piece("html_url"))
	}
	return sentence(o, join(": ", "commented on "+titled(o, topicOf(o)), comment.piece("body")), comment.piece("html_url"))
}

func reviewLine(o object) string {
	did := map[string]string{"approved": "approved", "changes_requested": "asked for changes to"}[strings.ToLower(o.at("review").text("state"))]
	if did == "" {
		did = "reviewed"
	}
	return sentence(o, did+" "+titled(o, "pull_request"), o.at("review").piece("html_url"))
}

func giteaReviewLine(o object, did string) string {
	return sentence(o, did+" "+titled(o, "pull_request"), o.at("pull_request").piece("html_url"))
}

func releaseLine(o object) string {
	release := o.at("release")
	return sentence(o, join(" ", o.piece("action"), "release", release.piece("name", "tag_name")), release.piece("html_url"))
}

// workflowLine tells how a run ended; on its way it is not worth a line of its
// own words.
func workflowLine(o object) string {
	run := o.at("workflow_run")
	how := run.piece("conclusion")
	if how == "" {
		how = run.piece("status")
	}
	return join(" ", join(": ", "workflow "+run.piece("name", "display_title"), strings.ReplaceAll(how, "_", " ")), "on "+run.piece("head_branch"), run.piece("html_url"))
}
