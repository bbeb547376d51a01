package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KnownBundlesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final TestNode responder = new TestNode(1);
    private final KemKeyPair first = KemKeyPair.generate(new SplittableRandom(1));
    private final KemKeyPair second = KemKeyPair.generate(new SplittableRandom(2));
    private final RemotePeer peer = new RemotePeer(
                    new InetSocketAddress("127.0.0.1", 4719), responder.nodeId(), first.publicKey())
            .withIdentityKey(responder.publicKey());
    private final KnownBundles bundles = new KnownBundles();

    private static byte[] bundle(TestNode signer, KemKeyPair key, Instant from) {
        return KemBundle.sign(signer, key.publicKey(), from, from.plusSeconds(1000))
                .encode();
    }

    @Test
    void aBundleOfThePeerIsUsedForTheNextConnect() {
        assertThat(bundles.take(peer, bundle(responder, second, NOW), NOW)).isPresent();
        assertThat(bundles.newest(peer, NOW).kemPublicKey()).isEqualTo(second.publicKey());
        assertThat(bundles.newest(peer, NOW.plusSeconds(2000)).kemPublicKey()).isEqualTo(first.publicKey());
    }

    @Test
    void anythingElseIsIgnored() {
        TestNode other = new TestNode(2);
        assertThat(bundles.take(peer, bundle(other, second, NOW), NOW))
                .as("of another node")
                .isEmpty();
        assertThat(bundles.take(peer, new byte[10], NOW)).isEmpty();
        assertThat(bundles.take(peer, bundle(responder, second, NOW.plusSeconds(10)), NOW))
                .as("not valid yet")
                .isEmpty();
        assertThat(bundles.take(peer, bundle(responder, second, NOW.minusSeconds(5000)), NOW))
                .as("over")
                .isEmpty();
        RemotePeer unknownKey = new RemotePeer(peer.address(), responder.nodeId(), first.publicKey());
        assertThat(bundles.take(unknownKey, bundle(responder, second, NOW), NOW))
                .isEmpty();
        assertThat(bundles.take(peer, bundle(responder, second, NOW), NOW)).isPresent();
        assertThat(bundles.take(peer, bundle(responder, first, NOW.minusSeconds(1)), NOW))
                .as("older than the one we have")
                .isEmpty();
    }
}
