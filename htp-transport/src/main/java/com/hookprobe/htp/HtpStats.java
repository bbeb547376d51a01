package com.hookprobe.htp;

import java.util.Map;

/**
 * Counters of an endpoint since it was opened.
 *
 * @param datagramsIn datagrams read from the socket
 * @param datagramsOut datagrams given to the socket, refused ones too
 * @param bytesIn bytes of datagrams read
 * @param bytesOut bytes of datagrams given to the socket
 * @param drops datagrams (or parts of them) that were dropped silently, by reason; reasons that never occurred are absent
 * @param handshakesStarted connects begun by us, counting each fresh HELLO
 * @param handshakesCompleted sessions made, either side
 * @param handshakesRejected sealed REJECTs sent or received
 * @param handshakesTimedOut connects that got no answer
 * @param sessionsOpen sessions open now, without half-open ones
 * @param sessionsHalfOpen sessions that wait for the initiator's first packet
 * @param listenerErrors what was thrown by the listener, or by what else of the user's runs on the endpoint's thread: the
 *     directory, the signer, the binding
 * @param socketErrors datagrams that the socket refused
 * @param io how the socket is used: {@link IoChoice#NIO} or {@link IoChoice#EPOLL}
 * @param receiveBufferBytes what the kernel buffers of datagrams not yet read; a small one loses bursts
 * @param sendBufferBytes what the kernel buffers of datagrams not yet sent
 */
public record HtpStats(
        long datagramsIn,
        long datagramsOut,
        long bytesIn,
        long bytesOut,
        Map<DropReason, Long> drops,
        long handshakesStarted,
        long handshakesCompleted,
        long handshakesRejected,
        long handshakesTimedOut,
        long sessionsOpen,
        long sessionsHalfOpen,
        long listenerErrors,
        long socketErrors,
        IoChoice io,
        int receiveBufferBytes,
        int sendBufferBytes) {
    public HtpStats {
        drops = Map.copyOf(drops);
    }

    /** How often datagrams were dropped for that reason. */
    public long dropped(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }
}
