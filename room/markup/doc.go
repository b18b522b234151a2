// Package markup reads the markup of messages (B22) into a small tree that
// both doors draw: *italic*, **bold**, ~~struck~~, `code`, fenced code, quotes,
// bare http(s) links and :emoji:. Nothing else is markup.
//
// # What is promised
//
// The visible text is the typed text without its marks. Newlines, blank lines
// and spaces stay where they are (B19), whatever is no markup stands as it was
// typed, and a link's text is its address (B54). Reading takes time linear in
// the length of the text, whatever it is.
//
// # How it is read
//
// goldmark does the reading, with parsers picked or written for this: its own
// paragraphs drop spaces and blank lines, and know setext headings and
// link definitions; its inline parsers know backslashes, _x_ and a single ~.
// Its matching of * and ~~ and its list of emoji are used as they are.
//
// Blocks follow CommonMark where it does not surprise in a chat:
//
//   - A quote is a line that begins with ">", and ends with the first line that
//     does not.
//   - A fence is a line of three or more ` and at most the name of a language;
//     it ends at a line of as many, or with what it stands in. What else stands
//     in the opening line would be lost, so that is no fence.
//   - Marks work within one line or several, but not across a blank line.
//     Code between single ` begins and ends on one line.
//
// A mark before a combining character is none: without the mark the character
// would pile up on another letter (B53).
package markup
