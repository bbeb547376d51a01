package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpRejectedException;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** HTP 3.3, 3.4: the weights in the handshake. */
class ResonanceTest {
    private final Sim sim = Sim.quiet(31);
    private final TestNode identity = new TestNode(2);
    private final List<ResonanceQuery> queries = new ArrayList<>();

    /** Weights whose fingerprint and secret are the TER count, over and over. */
    private record Weights(long terSequence, Set<Long> held, int salt) implements ResonanceBinding {
        @Override
        public byte[] fingerprint(long at) {
            return Sim.filled(64, (int) at);
        }

        @Override
        public Optional<byte[]> wSecret(long at) {
            return held.contains(at) ? Optional.of(secret(at, salt)) : Optional.empty();
        }
    }

    private static byte[] secret(long at, int salt) {
        return Sim.filled(32, (int) at * 3 + salt);
    }

    private Sim.Node verifierAt(long terSequence, int salt) {
        sim.registry.know(identity);
        sim.registry.judge = query -> {
            queries.add(query);
            boolean same = query.terSequence() == terSequence
                    && java.util.Arrays.equals(query.fingerprint(), Sim.filled(64, (int) terSequence));
            return same
                    ? new ResonanceVerdict.Accept(secret(terSequence, salt))
                    : new ResonanceVerdict.Mismatch(terSequence);
        };
        return sim.validator();
    }

    @Test
    void matchingWeightsMakeASession() {
        Sim.Node verifier = verifierAt(7, 1);
        Sim.Node edge = sim.edge(2, identity, new Weights(7, Set.of(7L), 1));
        sim.connectedBetween(edge, verifier);
        SessionInfo info = verifier.infos.get(verifier.up.get(0));
        assertThat(info.peerTerSequence()).isEqualTo(7);
        assertThat(info.peerFingerprint()).isEqualTo(Sim.filled(64, 7));
        assertThat(queries).singleElement().matches(ResonanceQuery::mixesWeights);
    }

    /** Model 8: with the device key stolen but not the weights, the thief gets nowhere. */
    @Test
    void stolenDeviceKeyWithoutTheWeightsIsUseless() {
        Sim.Node verifier = verifierAt(7, 1);
        Sim.Node thief = sim.edge(2, identity, new Weights(7, Set.of(7L), 2));
        thief.connect(sim.peer(verifier));
        sim.run(300 * Sim.SECOND);
        // The public fingerprint is right, the secret is not: the validator never confirms.
        assertThat(verifier.up).isEmpty();
        assertThat(verifier.machine.states()).isEmpty();
        assertThat(thief.connected).isEmpty();
    }

    @Test
    void edgeAheadTriesAgainFromTheVerifiersCount() {
        Sim.Node verifier = verifierAt(7, 1);
        Sim.Node edge = sim.edge(2, identity, new Weights(9, Set.of(7L, 9L), 1));
        sim.connectedBetween(edge, verifier);
        assertThat(queries).extracting(ResonanceQuery::terSequence).containsExactly(9L, 7L);
        assertThat(edge.failures).isEmpty();
    }

    @Test
    void edgeThatNoLongerHoldsTheCountIsToldIt() {
        Sim.Node verifier = verifierAt(7, 1);
        Sim.Node edge = sim.edge(2, identity, new Weights(9, Set.of(9L), 1));
        edge.connect(sim.peer(verifier));
        sim.run(Sim.SECOND);
        assertThat(edge.failures).singleElement().isInstanceOfSatisfying(HtpRejectedException.class, e -> {
            assertThat(e.code()).isEqualTo(RejectCode.RESONANCE);
            assertThat(e.terSequence()).isEqualTo(7);
        });
    }

    @Test
    void edgeBehindIsStale() {
        Sim.Node verifier = verifierAt(12, 1);
        Sim.Node edge = sim.edge(2, identity, new Weights(9, Set.of(9L), 1));
        edge.connect(sim.peer(verifier));
        sim.run(Sim.SECOND);
        assertThat(edge.failures).singleElement().isInstanceOfSatisfying(HtpRejectedException.class, e -> {
            assertThat(e.code()).isEqualTo(RejectCode.STALE_TER);
            assertThat(e.terSequence()).isEqualTo(12);
        });
    }

    @Test
    void wrongWeightsAtTheSameCountAreNotTriedAgain() {
        sim.registry.know(identity);
        sim.registry.judge = query -> {
            queries.add(query);
            return new ResonanceVerdict.Mismatch(query.terSequence());
        };
        Sim.Node verifier = sim.validator();
        Sim.Node edge = sim.edge(2, identity, new Weights(9, Set.of(9L), 1));
        edge.connect(sim.peer(verifier));
        sim.run(Sim.SECOND);
        assertThat(edge.failures).hasSize(1);
        assertThat(queries).hasSize(1);
    }

    @Test
    void retryHappensOnceOnly() {
        sim.registry.know(identity);
        sim.registry.judge = query -> {
            queries.add(query);
            return new ResonanceVerdict.Mismatch(query.terSequence() - 1);
        };
        Sim.Node verifier = sim.validator();
        Sim.Node edge = sim.edge(2, identity, new Weights(9, Set.of(9L, 8L, 7L, 6L), 1));
        edge.connect(sim.peer(verifier));
        sim.run(5 * Sim.SECOND);
        assertThat(queries).hasSize(2);
        assertThat(edge.failures).singleElement().isInstanceOf(HtpRejectedException.class);
    }

    @Test
    void missingSecretFailsInsteadOfFallingBack() {
        Sim.Node verifier = verifierAt(7, 1);
        Sim.Node edge = sim.edge(2, identity, new Weights(7, Set.of(), 1));
        edge.connect(sim.peer(verifier));
        assertThat(edge.failures).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(sim.captured).isEmpty();
    }

    @Test
    void weightsCanBeLeftOutForAPeerThatCannotKnowThem() {
        sim.registry.know(identity);
        sim.registry.judge = query -> {
            queries.add(query);
            // A secret given although none is mixed in must not matter.
            return new ResonanceVerdict.Accept(secret(1, 1));
        };
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2, identity, new Weights(7, Set.of(7L), 1));
        edge.connect(sim.peer(validator).withoutWeights());
        sim.run(Sim.SECOND);
        assertThat(validator.up).hasSize(1);
        assertThat(queries).singleElement().matches(q -> !q.mixesWeights());
    }
}
