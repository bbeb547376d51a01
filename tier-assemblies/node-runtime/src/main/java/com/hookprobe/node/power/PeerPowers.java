package com.hookprobe.node.power;

import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * What peers say of their own power. Nobody can check it; who lies changes only how much is relayed through itself. Bounded by the
 * peers that have a session. Not thread-safe.
 */
public final class PeerPowers {
    /** So many words of one peer are taken in a minute; the rest is dropped. */
    static final int WORDS_MAX = 12;

    private static final long MINUTE_NS = 60_000_000_000L;

    private static final class Peer {
        private PowerReading reading = PowerReading.UNKNOWN;
        private long sinceNs;
        private int words;

        private Peer(long nowNs) {
            sinceNs = nowNs;
        }
    }

    private final Map<NodeId, Peer> peers = new HashMap<>();

    /** A peer's word; false when it says too much and this one was dropped. */
    public boolean on(NodeId from, PowerReading reading, long nowNs) {
        Peer peer = peers.computeIfAbsent(from, id -> new Peer(nowNs));
        if (nowNs - peer.sinceNs >= MINUTE_NS) {
            peer.sinceNs = nowNs;
            peer.words = 0;
        }
        if (peer.words == WORDS_MAX) {
            return false;
        }
        peer.words++;
        peer.reading = reading;
        return true;
    }

    /** The session ended: what it said may no longer be so. Its words of this minute stay counted. */
    public void gone(NodeId peer, long nowNs) {
        Peer known = peers.get(peer);
        if (known != null) {
            known.reading = PowerReading.UNKNOWN;
            peers.values().removeIf(p -> nowNs - p.sinceNs >= MINUTE_NS && p.reading.equals(PowerReading.UNKNOWN));
        }
    }

    /** 0 to 1; 1 on mains or when it has said nothing. */
    public double reserve(NodeId peer) {
        Peer known = peers.get(peer);
        return known == null ? 1 : known.reading.reserve();
    }

    int size() {
        return peers.size();
    }
}
