package com.hookprobe.htp;

/**
 * Counters of one session since it was made. Times in microseconds.
 *
 * @param packetsSent packets of any type, each with its own number
 * @param packetsReceived packets that passed authentication
 * @param packetsLost packets declared lost and not acknowledged before that
 * @param messagesSent messages acknowledged whole
 * @param messagesReceived messages delivered
 * @param bytesQueued bytes of messages that are not yet acknowledged
 * @param smoothedRttMicros the smoothed round trip time
 * @param congestionWindowBytes the congestion window
 * @param datagramBytes the largest datagram that is sent: what the path was found to carry
 * @param keyGeneration how often the keys were renewed
 */
public record SessionStats(
        long packetsSent,
        long packetsReceived,
        long packetsLost,
        long messagesSent,
        long messagesReceived,
        long bytesQueued,
        long smoothedRttMicros,
        long congestionWindowBytes,
        int datagramBytes,
        long keyGeneration) {}
