package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.crypto.XWing;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 3.6: a responder renews the key that initiators know it by. */
class KemRotationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final XWing.SecretKey next = XWing.generate(new SplittableRandom(5));

    private KemBundle bundle(Sim sim) {
        return KemBundle.sign(sim.validatorNode, next.publicKey(), NOW, NOW.plusSeconds(14 * 86_400));
    }

    private static RemotePeer under(Sim sim, Sim.Node validator, XWing.SecretKey key) {
        return new RemotePeer(validator.address, sim.validatorNode.nodeId(), key.publicKey());
    }

    @Test
    void openSessionsHearOfTheNewKeyAndGoOn() {
        Sim sim = Sim.quiet(71);
        Sim.Pair pair = sim.connected();
        KemBundle made = bundle(sim);
        pair.validator().machine.kemKeys(List.of(next, sim.kem), made.encode(), sim.nowNs);
        pair.validator().settle();
        sim.run(Sim.SECOND);
        assertThat(pair.edge().bundles).hasSize(1);
        KemBundle heard = KemBundle.decode(pair.edge().bundles.get(0)).orElseThrow();
        assertThat(heard).isEqualTo(made);
        assertThat(heard.signedBy(sim.validatorNode.publicKey())).isTrue();
        assertThat(heard.keyId()).isEqualTo(KeySchedule.kemKeyId(next.publicKey()));
        assertThat(pair.edge().closed).isEmpty();
    }

    @Test
    void bothKeysAreAnsweredToUntilTheOldOneGoes() {
        Sim sim = Sim.quiet(72);
        Sim.Node validator = sim.validator();
        validator.machine.kemKeys(List.of(next, sim.kem), bundle(sim).encode(), sim.nowNs);
        Sim.Node old = sim.edge(2);
        Sim.Node fresh = sim.edge(3);
        old.connect(under(sim, validator, sim.kem));
        fresh.connect(under(sim, validator, next));
        sim.run(Sim.SECOND);
        assertThat(old.connected).hasSize(1);
        assertThat(fresh.connected).hasSize(1);
        // Who came by the old key is told; who knows the new one is not.
        assertThat(old.bundles).hasSize(1);
        assertThat(fresh.bundles).isEmpty();
        validator.machine.kemKeys(List.of(next), bundle(sim).encode(), sim.nowNs);
        Sim.Node late = sim.edge(4);
        late.connect(under(sim, validator, sim.kem));
        sim.run(20 * Sim.SECOND);
        assertThat(late.connected).as("the old key is silence").isEmpty();
        assertThat(old.closed).as("sessions live on").isEmpty();
    }

    @Test
    void aBundleIsWhatItsSignerSaidAndNothingElse() {
        Sim sim = Sim.quiet(73);
        KemBundle made = bundle(sim);
        byte[] bytes = made.encode();
        assertThat(bytes).hasSize(KemBundle.BYTES);
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            boolean accepted = KemBundle.decode(changed)
                    .map(b -> b.signedBy(sim.validatorNode.publicKey()))
                    .orElse(false);
            assertThat(accepted).as("byte %d", i).isFalse();
        }
        assertThat(made.signedBy(new TestNode(9).publicKey())).isFalse();
        assertThat(KemBundle.decode(java.util.Arrays.copyOf(bytes, bytes.length - 1)))
                .isEmpty();
        assertThat(made.validAt(NOW.minusSeconds(1))).isFalse();
        assertThat(made.validAt(NOW)).isTrue();
        assertThat(made.validAt(NOW.plusSeconds(14 * 86_400 + 1))).isFalse();
    }
}
