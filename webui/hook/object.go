package hook

import (
	"strings"
	"unicode/utf8"
)

// pieceMost is how many characters of one field get into a line.
const pieceMost = 300

// An object is one of JSON. What it lacks is empty.
type object map[string]any

// at is the object in a field, through any number of them.
func (o object) at(path ...string) object {
	for _, field := range path {
		inner, _ := o[field].(map[string]any)
		o = inner
	}
	return o
}

// list are the objects in a field.
func (o object) list(field string) (list []object) {
	all, _ := o[field].([]any)
	for _, one := range all {
		if inner, ok := one.(map[string]any); ok {
			list = append(list, inner)
		}
	}
	return list
}

// text is the text in a field.
func (o object) text(field string) string {
	text, _ := o[field].(string)
	return strings.TrimSpace(text)
}

// piece is the text in the first of the fields that has one, as a part of a
// line: its first line, and not too much of it.
func (o object) piece(fields ...string) string {
	for _, field := range fields {
		text := o.text(field)
		if end := strings.IndexAny(text, "\r\n"); end >= 0 {
			text = text[:end]
		}
		if text = strings.TrimSpace(text); text != "" {
			return cut(text)
		}
	}
	return ""
}

func (o object) is(field string) bool {
	claim, _ := o[field].(bool)
	return claim
}

func (o object) number(field string) int {
	n, _ := o[field].(float64)
	return int(n)
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= pieceMost {
		return text
	}
	return string([]rune(text)[:pieceMost]) + "…"
}

// join joins the parts that are not empty.
func join(separator string, parts ...string) string {
	var some []string
	for _, part := range parts {
		if part != "" {
			some = append(some, part)
		}
	}
	return strings.Join(some, separator)
}
