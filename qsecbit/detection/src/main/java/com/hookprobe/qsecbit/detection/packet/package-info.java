/** Frames to packets to flows: events for the detectors of events, and detectors that need the packets themselves. */
@NullMarked
package com.hookprobe.qsecbit.detection.packet;

import org.jspecify.annotations.NullMarked;
