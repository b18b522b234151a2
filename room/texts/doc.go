// Package texts has the rules of what people write (B21, B53): how a text is
// cleaned once, when it comes in, and what of it may reach a screen. Its
// functions are pure, and it knows no other package of the program.
package texts
