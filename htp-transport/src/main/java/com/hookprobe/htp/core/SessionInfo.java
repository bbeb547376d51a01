package com.hookprobe.htp.core;

import java.net.InetSocketAddress;

/**
 * What both sides agreed on, for the layer above.
 *
 * @param path which of the paths between the two nodes this is, by the initiator's count (HTP 3.8.7); 0 if it has one
 */
public record SessionInfo(
        byte[] peerNodeId,
        byte[] peerFingerprint,
        long peerTerSequence,
        InetSocketAddress peerAddress,
        boolean initiator,
        int path,
        byte[] exporter) {
    /** A session on a node's only path. */
    public SessionInfo(
            byte[] peerNodeId,
            byte[] peerFingerprint,
            long peerTerSequence,
            InetSocketAddress peerAddress,
            boolean initiator,
            byte[] exporter) {
        this(peerNodeId, peerFingerprint, peerTerSequence, peerAddress, initiator, 0, exporter);
    }

    /** Never shows the exporter. */
    @Override
    public String toString() {
        return "SessionInfo[" + peerAddress + (initiator ? ", initiator]" : ", responder]");
    }
}
