package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KnownNodesTest {
    private final DeviceKey alice = DeviceKey.generate(new SplittableRandom(1));
    private final DeviceKey bob = DeviceKey.generate(new SplittableRandom(2));
    private final KnownNodes nodes = new KnownNodes().add(alice.publicKey());

    @Test
    void knowsWhatWasAddedOnly() {
        assertThat(nodes.ed25519Key(alice.nodeId())).hasValue(alice.publicKey());
        assertThat(nodes.ed25519Key(bob.nodeId())).isEmpty();
        assertThat(nodes.ed25519Key(new byte[3])).isEmpty();
        nodes.remove(alice.nodeId());
        assertThat(nodes.ed25519Key(alice.nodeId())).isEmpty();
        assertThat(nodes.size()).isZero();
    }

    @Test
    void aRevokedNodeKeepsItsKeyAndStaysRevoked() {
        nodes.revoke(alice.nodeId()).revoke(bob.nodeId());
        assertThat(nodes.revoked(alice.nodeId())).isTrue();
        assertThat(nodes.revoked(bob.nodeId())).isFalse();
        assertThat(nodes.ed25519Key(alice.nodeId())).hasValue(alice.publicKey());
        assertThatThrownBy(() -> nodes.add(alice.publicKey())).isInstanceOf(IllegalStateException.class);
        assertThat(nodes.revoked(alice.nodeId())).isTrue();
        nodes.remove(alice.nodeId()).add(alice.publicKey());
        assertThat(nodes.revoked(alice.nodeId())).isFalse();
    }

    @Test
    void aNodeOfAnotherIdRuleMayChangeItsKey() {
        byte[] id = new byte[32];
        nodes.add(id, alice.publicKey()).add(id, bob.publicKey());
        assertThat(nodes.ed25519Key(id)).hasValue(bob.publicKey());
        id[0] = 1;
        assertThat(nodes.ed25519Key(id)).as("the id was copied").isEmpty();
        Arrays.fill(nodes.ed25519Key(new byte[32]).orElseThrow(), (byte) 0);
        assertThat(nodes.ed25519Key(new byte[32])).hasValue(bob.publicKey());
    }

    @Test
    void aKeyThatAnybodyCanSignForIsRefused() {
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        for (byte[] bad : new byte[][] {neutral, new byte[32], filled((byte) 0xff)}) {
            assertThatThrownBy(() -> nodes.add(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> nodes.add(new byte[33])).hasMessage("publicKey must be 32 bytes, is 33");
        assertThatThrownBy(() -> nodes.add(new byte[31], alice.publicKey()))
                .hasMessage("nodeId must be 32 bytes, is 31");
    }

    @Test
    void theJudgeDecidesOnResonance() {
        ResonanceQuery query = new ResonanceQuery(alice.nodeId(), new byte[64], 7, false);
        assertThat(nodes.resonance(query))
                .isInstanceOfSatisfying(
                        ResonanceVerdict.Accept.class,
                        accept -> assertThat(accept.wSecret()).isEqualTo(new byte[32]));
        KnownNodes strict = new KnownNodes(q -> new ResonanceVerdict.Mismatch(q.terSequence() + 1));
        assertThat(strict.resonance(query)).isEqualTo(new ResonanceVerdict.Mismatch(8));
    }

    private static byte[] filled(byte value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
