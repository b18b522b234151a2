// Package names has the rules of names (B33 to B35, B41): which letters one may
// hold, which two look alike, which are reserved or say nothing about a person,
// how a taken one is numbered, how names are ordered, and where a text mentions
// one. Its functions are pure: they know no person and no room, and depend on
// nothing but what they are given. It knows package texts.
package names
