package com.hookprobe.htp.core;

import com.hookprobe.htp.RemotePeer;

/** A connect that the user waits for; it may take several handshakes. */
final class Connect {
    final long id;
    final RemotePeer peer;
    final Route route;
    final long deadlineNs;
    Initiator handshake;
    long terSequence;
    boolean retried;

    Connect(long id, RemotePeer peer, Route route, long deadlineNs, long terSequence, Initiator handshake) {
        this.id = id;
        this.peer = peer;
        this.route = route;
        this.deadlineNs = deadlineNs;
        this.terSequence = terSequence;
        this.handshake = handshake;
    }
}
