package com.hookprobe.htp;

import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The newest KEM keys that responders announced to us, by node (HTP 3.6.3). Holds at most one per responder that we have a
 * session with. One that does not work is kept until it is out of date: falling back to the older key would let whoever stole
 * that one, and drops packets, be the responder again. Owner's thread only.
 */
final class KnownBundles {
    private final Map<String, KemBundle> byNode = new HashMap<>();

    /** The bundle in those bytes, if it is the peer's own, signed, valid now, and not older than the one we have. */
    Optional<KemBundle> take(RemotePeer peer, byte[] bytes, Instant now) {
        byte[] identityKey = peer.identityKey();
        Optional<KemBundle> read = KemBundle.decode(bytes)
                .filter(b -> identityKey.length > 0
                        && java.util.Arrays.equals(b.nodeId(), peer.nodeId())
                        && b.validAt(now)
                        && b.signedBy(identityKey));
        KemBundle known = byNode.get(key(peer));
        if (read.isEmpty() || known != null && read.get().notBefore().isBefore(known.notBefore())) {
            return Optional.empty();
        }
        byNode.put(key(peer), read.get());
        return read;
    }

    /** The peer as it should be connected to now. */
    RemotePeer newest(RemotePeer peer, Instant now) {
        KemBundle bundle = byNode.get(key(peer));
        return bundle != null && bundle.validAt(now) ? peer.withKemKey(bundle.kemPublicKey()) : peer;
    }

    private static String key(RemotePeer peer) {
        return HexFormat.of().formatHex(peer.nodeId());
    }
}
