package com.hookprobe.qsecbit.detection.packet;

/**
 * What a pipeline has met.
 *
 * @param packets packets taken
 * @param bytes their length on the wire
 * @param damaged packets with a header that contradicts itself, or too many headers
 * @param truncated packets of which not all headers were captured
 * @param events events made
 * @param untold events that there were too many of in a second
 * @param flowsEnded flows that have ended
 * @param flowsPushedOut those of them that had to make room
 * @param flowsLive flows that go on
 * @param displaced flows that were no longer read to make room for others
 */
public record PacketCounters(
        long packets,
        long bytes,
        long damaged,
        long truncated,
        long events,
        long untold,
        long flowsEnded,
        long flowsPushedOut,
        int flowsLive,
        long displaced) {}
