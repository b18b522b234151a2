package hook

import (
	"cmp"
	"fmt"
	"strings"
)

// alertsNamed is how many alerts of a group a line tells of.
const alertsNamed = 3

// alertsLine reads what Alertmanager sends, and Grafana, which sends the same
// and more: a group of alerts with what they have in common.
func alertsLine(o object) string {
	alerts := o.list("alerts")
	firing, over := alerts, []object(nil)
	if o.text("status") != "resolved" { // of one that goes on, some may be over
		firing = nil
		for _, a := range alerts {
			if a.text("status") == "resolved" {
				over = append(over, a)
			} else {
				firing = append(firing, a)
			}
		}
	}
	name, ended := alertName(o, alerts), ""
	if len(over) > 0 {
		ended = "**RESOLVED** " + alertDetails(over, name == "")
	}
	return join(" ",
		alertState(o, len(firing)),
		join(": ", name, alertDetails(firing, name == "")),
		ended,
		alertLink(o, alerts))
}

// alertDetails tells of the first of the alerts, by their own names if they have
// none in common.
func alertDetails(alerts []object, named bool) string {
	var details []string
	for _, a := range alerts[:min(len(alerts), alertsNamed)] {
		d := alertDetail(a)
		if named {
			d = join(": ", a.at("labels").piece("alertname"), d)
		}
		if d != "" && (len(details) == 0 || details[len(details)-1] != d) {
			details = append(details, d)
		}
	}
	if more := len(alerts) - alertsNamed; more > 0 {
		details = append(details, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(details, "; ")
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

// alertName is the name that all alerts of the group have, "" if each has its own.
func alertName(o object, alerts []object) string {
	name := cmp.Or(o.at("commonLabels").piece("alertname"), o.at("groupLabels").piece("alertname"))
	if name != "" || len(alerts) == 0 {
		return name
	}
	name = alerts[0].at("labels").piece("alertname")
	for _, a := range alerts {
		if a.at("labels").piece("alertname") != name {
			return ""
		}
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
