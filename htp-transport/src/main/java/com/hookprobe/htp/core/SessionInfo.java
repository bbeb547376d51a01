package com.hookprobe.htp.core;

import java.net.InetSocketAddress;

/** What both sides agreed on, for the layer above. */
public record SessionInfo(
        byte[] peerNodeId,
        byte[] peerFingerprint,
        long peerTerSequence,
        InetSocketAddress peerAddress,
        boolean initiator,
        byte[] exporter) {
    /** Never shows the exporter. */
    @Override
    public String toString() {
        return "SessionInfo[" + peerAddress + (initiator ? ", initiator]" : ", responder]");
    }
}
