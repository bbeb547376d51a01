/**
 * What a session knows about its path: round trip time, loss, probes, congestion, pacing, acknowledgements and path MTU (HTP
 * 4.8, 4.9). Every class is a pure state machine: the time comes in as nanoseconds of one monotonic clock, nothing is
 * logged, no thread and no socket is known. In steady state nothing here allocates memory. No class is thread-safe.
 */
@NullMarked
package com.hookprobe.htp.core.recovery;

import org.jspecify.annotations.NullMarked;
