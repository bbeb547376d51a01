package com.hookprobe.qsecbit.federation.core.fingerprint;

/**
 * What counts of one flow that a host opened (FINGERPRINT 1). No address and no name is in it; {@code peer} only tells
 * flows to one peer from flows to another within a window.
 *
 * @param startMicros when it began, microseconds since the epoch, 0 or more
 * @param peer any number that is the same for the same peer, and another for another
 * @param protocol the IP protocol number, 0 to 255
 * @param port the peer's port, 0 to 65,535; for ICMP the type
 * @param outcome how it went
 * @param bytesOut bytes to the peer, 0 or more
 * @param bytesIn bytes from the peer
 * @param packetsOut packets to the peer
 * @param packetsIn packets from the peer
 * @param durationMicros how long it lasted, 0 or more
 * @param dns what a question looks like; {@link DnsShape#NONE} for anything else
 * @param tlsClass the first two bytes of the fingerprint of what a TLS client offers, 0 to 65,535; 0 for none
 */
public record FlowFacts(
        long startMicros,
        long peer,
        int protocol,
        int port,
        FlowOutcome outcome,
        long bytesOut,
        long bytesIn,
        long packetsOut,
        long packetsIn,
        long durationMicros,
        DnsShape dns,
        int tlsClass) {
    private static final int U16_MAX = 0xffff;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public FlowFacts {
        boolean valid = startMicros >= 0
                && (protocol & ~0xff) == 0
                && port >= 0
                && port <= U16_MAX
                && bytesOut >= 0
                && bytesIn >= 0
                && packetsOut >= 0
                && packetsIn >= 0
                && durationMicros >= 0
                && tlsClass >= 0
                && tlsClass <= U16_MAX;
        if (!valid) {
            throw new IllegalArgumentException("a flow is out of range: start " + startMicros + ", protocol " + protocol
                    + ", port " + port + ", bytes " + bytesOut + "/" + bytesIn + ", packets " + packetsOut + "/"
                    + packetsIn + ", duration " + durationMicros + ", TLS class " + tlsClass);
        }
    }
}
