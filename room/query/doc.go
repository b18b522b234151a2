// Package query has the language of searches (B18): what a query asks for, what
// a word is, and which messages a query finds.
//
// # What is found
//
// A text is a sequence of words. A word is a run of letters, digits and the marks
// on them, in small letters and without accents; whatever else stands in a text
// parts words. In scripts that are written without spaces (Chinese, Japanese,
// Thai and the like, and Korean, whose particles hang on the words) every character
// is a word, so that any part of such a text is found. So is a picture character.
//
// What a query has between two spaces, or in quotes, is found where the text has
// the same words in the same order with none between them. Characters that stand
// side by side in the query stand so in the text, and those parted in the query
// are parted there. A message is found by a query if all of its parts are, and if
// it fits from:, after:, before: and has:link.
//
// # Who uses it
//
// The room parses queries with it and has the last word on every match; the store's
// index takes texts apart by the same words; the doors mark the matches. It knows
// nothing of any of them.
package query
