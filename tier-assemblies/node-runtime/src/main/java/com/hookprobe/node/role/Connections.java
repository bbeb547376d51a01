package com.hookprobe.node.role;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.node.mesh.Member;
import java.net.InetSocketAddress;

/** Which sessions a node opens by itself. */
final class Connections {
    private final NodeContext node;

    Connections(NodeContext node) {
        this.node = node;
    }

    /** Keeps a session with a member that has an address. */
    void keep(HtpEndpoint endpoint, Member peer, boolean mixWeights) {
        InetSocketAddress address = peer.htp().orElse(null);
        byte[] kem = peer.card().kemPublicKey().orElse(null);
        if (address != null && kem != null) {
            RemotePeer remote = new RemotePeer(address, peer.id().bytes(), kem, mixWeights);
            node.loop().execute(() -> node.links().keep(endpoint, remote));
        }
    }

    /** Of two MSSPs as of two validators. */
    void keepFellows(HtpEndpoint htp) {
        for (Member fellow : node.mesh().fellows(node.self())) {
            byte[] kem = fellow.card().kemPublicKey().orElse(null);
            InetSocketAddress address = fellow.htp().orElse(null);
            if (kem != null && address != null) {
                RemotePeer remote = new RemotePeer(address, fellow.id().bytes(), kem, false);
                boolean keeps = node.self().id().compareTo(fellow.id()) < 0;
                node.loop().execute(() -> {
                    if (keeps) {
                        node.links().keep(htp, remote);
                    } else {
                        node.links().greet(htp, remote);
                    }
                });
            }
        }
    }

    /** Of two validators the one with the smaller id keeps the session; the other one only says that it has started. */
    void keepValidators(HtpEndpoint dsm) {
        for (Member peer : node.mesh().validators()) {
            byte[] kem = peer.card().kemPublicKey().orElse(null);
            if (!node.self().id().equals(peer.id()) && kem != null) {
                RemotePeer remote =
                        new RemotePeer(peer.dsm().orElseThrow(), peer.id().bytes(), kem, false);
                boolean keeps = node.self().id().compareTo(peer.id()) < 0;
                node.loop().execute(() -> {
                    if (keeps) {
                        node.links().keep(dsm, remote);
                    } else {
                        node.links().greet(dsm, remote);
                    }
                });
            }
        }
    }
}
