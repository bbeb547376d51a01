package com.hookprobe.qsecbit.detection.capture;

/**
 * What a reader has met.
 *
 * @param packets packets delivered
 * @param overlong packets longer than {@link CaptureReader#PACKET_BYTES_MAX}, skipped
 * @param damaged records that contradict themselves; a pcap file cannot be read beyond one
 * @param skippedBlocks pcapng blocks that carry no packet, or one of an interface that was not described
 * @param truncated 1 when the input ends inside a record
 */
public record CaptureCounters(long packets, long overlong, long damaged, long skippedBlocks, long truncated) {}
