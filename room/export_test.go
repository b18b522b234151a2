package room

// TrimBefore is trimBefore, which else runs by the clock.
var TrimBefore = (*Room).trimBefore
