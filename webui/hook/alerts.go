package hook

import (
	"fmt"
	"strings"
)

// alertsNamed is how many alerts of a group a line tells of.
const alertsNamed = 3

// alertsLine reads what Alertmanager sends, and Grafana, which sends the same
// and more: a group of alerts with what they have in common.
func alertsLine(o object) string {
	alerts := o.list("alerts")
	firing := 0
	var details []string
	for _, a := range alerts {
		if a.text("status") != "resolved" {
			firing++
		}
		if d := alertDetail(a); len(details) < alertsNamed && d != "" && (len(details) == 0 || details[len(details)-1] != d) {
			details = append(details, d)
		}
	}
	if more := len(alerts) - alertsNamed; more > 0 {
		details = append(details, fmt.Sprintf("and %d more", more))
	}
	return join(" ",
		alertState(o, firing),
		join(": ", alertName(o, alerts), strings.Join(details, "; ")),
		alertLink(o, alerts))
}

// alertState is what matters, first and bold.
func alertState(o object, firing int) string {
	state := strings.ToUpper(o.piece("status", "state"))
	if state == "FIRING" && firing > 1 {
		state = fmt.Sprintf("%s %d", state, firing)
	}
	if state == "" {
		return ""
	}
	return "**" + state + "**"
}

func alertName(o object, alerts []object) string {
	name := o.at("commonLabels").piece("alertname")
	if name == "" {
		name = o.at("groupLabels").piece("alertname")
	}
	if name == "" && len(alerts) > 0 {
		name = alerts[0].at("labels").piece("alertname")
	}
	return name
}

// alertDetail is what an alert says of itself, or at least where it is.
func alertDetail(a object) string {
	said := a.at("annotations").piece("summary", "description", "message")
	where := a.at("labels").piece("instance", "job", "service")
	switch {
	case said == "":
		return where
	case where == "" || strings.Contains(said, where):
		return said
	}
	return join(" ", said, "("+where+")")
}

// alertLink leads to what a person would look at next.
func alertLink(o object, alerts []object) string {
	if len(alerts) > 0 {
		if link := alerts[0].piece("panelURL", "dashboardURL"); link != "" {
			return link
		}
	}
	return o.piece("externalURL")
}

// oldGrafanaLine reads what Grafana sent before it took Alertmanager's form.
func oldGrafanaLine(o object) string {
	state := map[string]string{"ok": "RESOLVED", "alerting": "FIRING"}[o.text("state")]
	if state == "" {
		state = strings.ToUpper(o.piece("state"))
	}
	if state != "" {
		state = "**" + state + "**"
	}
	return join(" ", state, join(": ", o.piece("ruleName", "title"), o.piece("message")), o.piece("ruleUrl"))
}
