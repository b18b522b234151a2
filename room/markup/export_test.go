package markup

// Read is Parse without its short way for texts that have no markup.
var Read = read
