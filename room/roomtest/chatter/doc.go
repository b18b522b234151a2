// Package chatter makes up what people say in a chat room: endless, and the same
// for the same seed, so that tests and benchmarks can fill a store with millions
// of messages and name any of them. The words are made of syllables and as
// frequent as words are (Zipf); most are Latin, some Cyrillic, Chinese and
// Japanese, the last two without spaces; there are accents, capitals, links,
// mentions, several lines and code, as in a chat.
//
// It knows the room's record of a message by its form alone (Message.Body).
package chatter
