// The objects of the WebSocket that this page reads, as types. There is no code here.

/**
 * @typedef {object} Message
 * @property {number} seq
 * @property {number} at milliseconds since 1970, UTC
 * @property {string} who public, stable id of the person
 * @property {string} name what the person was called then
 * @property {string} via
 * @property {string} [text] none when deleted
 * @property {string} [html] the text with its markup, made by the server; none where there is no markup
 * @property {boolean} [action] "/me": the text says what the person does
 * @property {boolean} [admin]
 * @property {boolean} [bot] written by a program, through a hook
 * @property {number} [edited] when, in milliseconds as above
 * @property {boolean} [deleted]
 * @property {boolean} [claimed] the name was the person's own
 * @property {string} [note] to be said with it: not who had that name before
 * @property {number} [color] 0 to 15
 * @property {string} [cid] the sender's own id of it
 *
 * @typedef {object} Gap what a catch-up left out
 * @property {number} from
 * @property {number} to inclusive
 * @property {number} count
 *
 * @typedef {object} Page a stretch of history, oldest first
 * @property {Message[]} messages
 * @property {boolean} more there is more in the direction that was asked
 *
 * @typedef {object} Limits what one message and one person may; messages 0 lifts the pace
 * @property {number} chars
 * @property {number} lines
 * @property {number} messages
 * @property {number} seconds
 *
 * @typedef {object} Welcome
 * @property {string} name
 * @property {string} token
 * @property {string} epoch
 * @property {number} head
 * @property {number} read the last number that the person has seen, 0 if that is not known
 * @property {string} title
 * @property {string} topic "" for none
 * @property {string} [topic_html] the same with its markup, made by the server
 * @property {number} online
 * @property {string} who
 * @property {Limits} limits
 * @property {Command[]} commands that the person may use
 * @property {Push} [push] none where nobody is told whose page is closed
 *
 * @typedef {object} Argument of a command
 * @property {'name' | 'message' | 'number' | 'act' | 'ban' | 'span' | 'choice' | 'text'} kind
 * @property {string} name in the usage
 * @property {boolean} [optional]
 * @property {string[]} [choices] what to offer, whoever asks
 * @property {string} [usual] of them what most people mean
 *
 * @typedef {object} Command a word behind a slash
 * @property {string} word
 * @property {Argument[]} args
 * @property {string} [help]
 * @property {'person' | 'message' | 'room'} [menu] of what it belongs into the menu
 *
 * @typedef {object} You who one is now: joined with another, parted, or with a name of one's own
 * @property {string} who
 * @property {string} token to keep
 * @property {string} name
 * @property {boolean} admin
 * @property {boolean} claimed
 * @property {Push} [push]
 *
 * @typedef {object} Push of notices while the page is closed
 * @property {string} key the server's, base64url
 * @property {boolean} on whether this browser is told
 *
 * @typedef {object} Presence
 * @property {number} online
 * @property {string[]} [joined]
 * @property {string[]} [left]
 * @property {[string, string][]} [renamed]
 * @property {boolean} [more] there were others
 *
 * @typedef {object} Person
 * @property {string} name
 * @property {string} [who]
 * @property {string[]} [via]
 * @property {boolean} [admin]
 * @property {boolean} [claimed] the name is the person's own
 */

export {};
