// Package followup is what time brings: clocks that run out, promises that are not kept, sessions that end.
package followup
