package com.hookprobe.htp.core;

/** What a finished handshake hands to a session. */
record SessionSetup(
        SessionInfo info,
        byte[] localNodeId,
        SessionKeys keys,
        long peerMaxMessage,
        long peerMaxData,
        long peerMaxChannelData,
        long idleTimeoutNs) {}
