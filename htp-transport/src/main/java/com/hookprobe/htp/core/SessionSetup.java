package com.hookprobe.htp.core;

/**
 * What a finished handshake hands to a session.
 *
 * @param kemKeyId the 8-byte name of the responder's KEM key that the handshake was made with
 * @param mixesWeights whether the weight secret is part of the session's root, and of those that follow
 * @param peerMaxDatagram the largest datagram that the peer reads
 */
record SessionSetup(
        SessionInfo info,
        byte[] localNodeId,
        SessionKeys keys,
        byte[] kemKeyId,
        boolean mixesWeights,
        int peerMaxDatagram,
        long peerMaxMessage,
        long peerMaxData,
        long peerMaxChannelData,
        long idleTimeoutNs) {}
