/** Recorded and live frames: pcap, pcapng, and the pipe of tcpdump. */
@NullMarked
package com.hookprobe.qsecbit.detection.capture;

import org.jspecify.annotations.NullMarked;
