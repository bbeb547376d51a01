package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.testsupport.SimNetwork.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** HTP 3.5: fresh keys within a session. */
class RekeyTest {
    private static HtpLimits.Builder limits(int rekeySeconds) {
        return HtpLimits.builder()
                .connectTimeout(Duration.ofSeconds(180))
                .handshakesPerNodeMinute(1000)
                .rekeyAfter(Duration.ofSeconds(rekeySeconds));
    }

    private static long generation(Sim.Node node, long session) {
        return node.machine.sessionStats(session).orElseThrow().keyGeneration();
    }

    @Test
    void keysAreRenewedEveryTwoMinutes() {
        Sim sim = Sim.quiet(41);
        Sim.Pair pair = sim.connected();
        for (int minute = 1; minute <= 60; minute++) {
            sim.run(60 * Sim.SECOND);
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[] {(byte) minute});
            pair.validator().send(pair.validatorSession(), Channels.USER, new byte[] {(byte) minute});
        }
        sim.run(Sim.SECOND);
        assertThat(generation(pair.edge(), pair.edgeSession())).isBetween(30L, 33L);
        assertThat(generation(pair.validator(), pair.validatorSession()))
                .isEqualTo(generation(pair.edge(), pair.edgeSession()));
        assertThat(pair.edge().messages).hasSize(60);
        assertThat(pair.validator().messages).hasSize(60);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(sim.watch.reused()).isEmpty();
    }

    @Test
    void theGenerationByteMayWrap() {
        Sim sim = Sim.quiet(42);
        sim.limits = limits(1).build();
        Sim.Pair pair = sim.connected();
        sim.run(400 * Sim.SECOND);
        assertThat(generation(pair.edge(), pair.edgeSession())).isGreaterThan(300);
        byte[] message = {1, 2, 3};
        pair.validator().send(pair.validatorSession(), Channels.USER, message);
        sim.run(Sim.SECOND);
        assertThat(pair.edge().messages.get(0).bytes()).isEqualTo(message);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(sim.watch.reused()).isEmpty();
    }

    @Test
    void nothingIsLostWhileKeysChangeOnABadPath() {
        for (long seed = 1; seed <= 40; seed++) {
            Sim sim = new Sim(seed, new Faults(0.15, 0.05, 0.01, 5_000_000, 60_000_000));
            sim.limits = limits(8).build();
            Sim.Pair pair = sim.connected();
            for (int i = 0; i < 60; i++) {
                byte[] message = new byte[3000];
                Arrays.fill(message, (byte) i);
                assertThat(pair.edge().closed).as("seed %d", seed).isEmpty();
                assertThat(pair.validator().closed).as("seed %d", seed).isEmpty();
                pair.edge().send(pair.edgeSession(), Channels.TELEMETRY, message);
                pair.validator().send(pair.validatorSession(), Channels.FILES, message);
                sim.run(Sim.SECOND);
            }
            boolean done = sim.runUntil(
                    () -> pair.edge().sent.size() == 60 && pair.validator().sent.size() == 60, 60 * Sim.SECOND);
            assertThat(done)
                    .as("seed %d: %s %s", seed, pair.edge().closed, pair.validator().closed)
                    .isTrue();
            for (int i = 0; i < 60; i++) {
                assertThat(pair.validator().messages.get(i).bytes()[0])
                        .as("seed %d", seed)
                        .isEqualTo((byte) i);
                assertThat(pair.edge().messages.get(i).bytes()[0])
                        .as("seed %d", seed)
                        .isEqualTo((byte) i);
            }
            assertThat(generation(pair.edge(), pair.edgeSession()))
                    .as("seed %d", seed)
                    .isGreaterThan(4);
            assertThat(sim.watch.reused()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void theResponderMayAskForNewKeys() {
        Sim sim = Sim.quiet(43);
        Sim.Pair pair = sim.connected();
        sim.run(5 * Sim.SECOND);
        pair.validator().machine.renewKeys(pair.validatorSession(), sim.nowNs);
        pair.validator().settle();
        sim.run(Sim.SECOND);
        assertThat(generation(pair.edge(), pair.edgeSession())).isEqualTo(1);
        assertThat(generation(pair.validator(), pair.validatorSession())).isEqualTo(1);
        sim.run(20 * Sim.SECOND);
        assertThat(generation(pair.edge(), pair.edgeSession())).isEqualTo(1);
    }

    @Test
    void keysThatGrowTooOldEndTheSession() {
        Sim sim = Sim.quiet(44);
        sim.limits = limits(10).build();
        Sim.Node validator = sim.validator();
        sim.limits = limits(10_000).build();
        Sim.Pair pair = sim.connectedBetween(sim.edge(2), validator);
        long startNs = sim.nowNs;
        assertThat(sim.runUntil(() -> !validator.closed.isEmpty(), 60 * Sim.SECOND))
                .isTrue();
        assertThat(validator.closed.get(0).code()).isEqualTo(CloseCode.REKEY);
        assertThat(sim.nowNs - startNs).isBetween(14 * Sim.SECOND, 16 * Sim.SECOND);
        sim.run(Sim.SECOND);
        assertThat(pair.edge().closed.get(0).code()).isEqualTo(CloseCode.REKEY);
    }

    /** HTP 3.5.5: who steals old keys finds nobody who reads what they seal. */
    @Test
    void packetsUnderTheLastKeysAreReadForThreeProbeTimeoutsOnly() {
        Sim sim = Sim.quiet(48);
        Sim.Pair pair = sim.connected();
        sim.run(35 * Sim.SECOND);
        List<byte[]> held = new ArrayList<>();
        sim.tap = (from, to, datagram) -> !from.equals(pair.edge().address) || !held.add(datagram);
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1]);
        sim.tap = (from, to, datagram) -> true;
        pair.edge().machine.renewKeys(pair.edgeSession(), sim.nowNs);
        sim.run(5 * Sim.SECOND);
        pair.validator().inject(pair.edge().address, held.get(0));
        assertThat(pair.validator().machine.counters().dropped(DropReason.GENERATION))
                .isEqualTo(1);
    }

    /** HTP 3.10.4: only keys that were in use while energy was saved may become older. */
    @Test
    void keysThatWereMadeAfterSavingEnergyEndAfterTheUsualTime() {
        Sim sim = Sim.quiet(47);
        sim.limits = limits(10).build();
        Sim.Pair pair = sim.connected();
        for (boolean saves : new boolean[] {true, false}) {
            pair.edge().machine.lowEnergy(saves, sim.nowNs);
            pair.edge().settle();
            sim.run(30 * Sim.SECOND);
        }
        sim.tap = (from, to, datagram) -> false;
        sim.run(16 * Sim.SECOND);
        assertThat(pair.validator().closed).extracting(Sim.Closed::code).containsExactly(CloseCode.REKEY);
    }

    /** Simulation, seed 93454: the responder counted from its answer, which the initiator had so much later. */
    @Test
    void keysOfALongHandshakeAreAsYoungAsTheSession() {
        Sim sim = Sim.quiet(46);
        sim.limits = limits(10).build();
        sim.tap = (from, to, datagram) ->
                sim.nowNs >= 9 * Sim.SECOND || Bytes.u16(datagram, Wire.TYPE_OFFSET) != PacketType.ACCEPT.code;
        Sim.Pair pair = sim.connected();
        assertThat(sim.nowNs).isGreaterThan(9 * Sim.SECOND);
        sim.run(60 * Sim.SECOND);
        assertThat(pair.validator().closed).isEmpty();
        assertThat(generation(pair.edge(), pair.edgeSession())).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aRevokedNodeGetsNoNewKeys() {
        Sim sim = Sim.quiet(45);
        TestNode identity = new TestNode(2);
        sim.registry.know(identity);
        Sim.Pair pair =
                sim.connectedBetween(sim.edge(2, identity, ResonanceBinding.none(Sim.filled(64, 2))), sim.validator());
        sim.registry.revoke(identity);
        assertThat(sim.runUntil(() -> !pair.edge().closed.isEmpty(), 130 * Sim.SECOND))
                .isTrue();
        assertThat(pair.edge().closed.get(0).code()).isEqualTo(CloseCode.TRUST_FLOOR);
    }

    @Test
    void aNodeThatTheDirectoryForgotGetsNoNewKeys() {
        Sim sim = Sim.quiet(51);
        TestNode identity = new TestNode(2);
        sim.registry.know(identity);
        Sim.Pair pair =
                sim.connectedBetween(sim.edge(2, identity, ResonanceBinding.none(Sim.filled(64, 2))), sim.validator());
        sim.registry.forget(identity);
        assertThat(sim.runUntil(() -> !pair.edge().closed.isEmpty(), 130 * Sim.SECOND))
                .isTrue();
        assertThat(pair.edge().closed.get(0).code()).isEqualTo(CloseCode.TRUST_FLOOR);
    }

    /** A slow reader on two channels uses up the session's credit; new keys must not wait for it. */
    @Test
    void keysAreRenewedWhileAllCreditIsUsedUp() {
        Sim sim = Sim.quiet(52);
        sim.creditByHand = true;
        sim.limits = limits(10).build();
        Sim.Pair pair = sim.connected();
        for (int i = 0; i < 8; i++) {
            pair.edge().send(pair.edgeSession(), Channels.USER, new byte[1 << 20]);
            pair.edge().send(pair.edgeSession(), Channels.USER + 1, new byte[1 << 20]);
            pair.validator().send(pair.validatorSession(), Channels.USER, new byte[1 << 20]);
            pair.validator().send(pair.validatorSession(), Channels.USER + 1, new byte[1 << 20]);
        }
        sim.run(120 * Sim.SECOND);
        assertThat(pair.edge().sent).hasSizeLessThan(16);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().closed).isEmpty();
        assertThat(generation(pair.edge(), pair.edgeSession())).isGreaterThan(8);
    }

    /** The user's code failed: that session ends, and says so; it does not sleep for ever. */
    @Test
    void weightsThatThrowEndTheSession() {
        Sim sim = Sim.quiet(53);
        Weights edge = new Weights();
        Sim.Pair pair = withWeights(sim, edge, new Weights());
        edge.broken = true;
        assertThatThrownBy(() -> sim.run(130 * Sim.SECOND)).hasMessage("weights are broken");
        sim.run(60 * Sim.SECOND);
        assertThat(pair.edge().closed).extracting(Sim.Closed::code).containsExactly(CloseCode.INTERNAL);
        assertThat(pair.validator().closed).hasSize(1);
    }

    @Test
    void weightsThatThrowKeepNothingElseFromEnding() {
        Sim sim = Sim.quiet(54);
        Weights weights = new Weights();
        Sim.Pair pair = withWeights(sim, weights, new Weights());
        Sim.Node edge = pair.edge();
        TestNode second = new TestNode(-2);
        Sim.Node other = sim.node(
                Sim.at(3, 4719), second, Optional.of(sim.kem), sim.registry, ResonanceBinding.none(new byte[64]));
        edge.connect(new RemotePeer(other.address, second.nodeId(), sim.kem.publicKey()));
        sim.run(Sim.SECOND);
        assertThat(edge.connected).hasSize(2);
        edge.connect(new RemotePeer(Sim.at(9, 4719), second.nodeId(), sim.kem.publicKey()));
        edge.machine.renewKeys(pair.edgeSession(), sim.nowNs);
        weights.broken = true;
        assertThatThrownBy(() -> edge.machine.closeAll(CloseCode.SHUTDOWN, "", sim.nowNs, edge.effectSink))
                .hasMessage("weights are broken");
        sim.run(Sim.SECOND);
        assertThat(edge.closed)
                .extracting(Sim.Closed::code)
                .containsExactlyInAnyOrder(CloseCode.INTERNAL, CloseCode.SHUTDOWN);
        assertThat(edge.failures).hasSize(1);
        assertThat(pair.validator().closed).hasSize(1);
        assertThat(other.closed).extracting(Sim.Closed::code).containsExactly(CloseCode.SHUTDOWN);
    }

    /** Weights that are a function of the count, as long as they are held. */
    private static final class Weights implements ResonanceBinding {
        long count = 10;
        long oldest;
        int poison;
        boolean broken;

        @Override
        public byte[] fingerprint(long terSequence) {
            if (broken) {
                throw new IllegalStateException("weights are broken");
            }
            return Sim.filled(64, (int) terSequence + poison);
        }

        @Override
        public long terSequence() {
            return count;
        }

        @Override
        public Optional<byte[]> wSecret(long terSequence) {
            return terSequence < oldest ? Optional.empty() : Optional.of(Sim.filled(32, (int) terSequence + poison));
        }
    }

    /** A responder that judges by its own copy of the weights. */
    private static Sim.Pair withWeights(Sim sim, Weights edge, Weights atValidator) {
        TestNode identity = new TestNode(2);
        sim.registry.know(identity);
        sim.registry.judge = query -> query.terSequence() == atValidator.count
                        && Arrays.equals(query.fingerprint(), atValidator.fingerprint(query.terSequence()))
                ? new ResonanceVerdict.Accept(
                        atValidator.wSecret(query.terSequence()).orElseThrow())
                : new ResonanceVerdict.Mismatch(atValidator.count);
        return sim.connectedBetween(sim.edge(2, identity, edge), sim.validator());
    }

    @Test
    void newKeysHoldTheWeightsOfToday() {
        Sim sim = Sim.quiet(46);
        Weights edge = new Weights();
        Weights validator = new Weights();
        Sim.Pair pair = withWeights(sim, edge, validator);
        edge.count = 24;
        validator.count = 24;
        sim.run(130 * Sim.SECOND);
        assertThat(generation(pair.validator(), pair.validatorSession())).isEqualTo(1);
        assertThat(pair.edge().closed).isEmpty();
    }

    @Test
    void anEdgeThatIsAheadTriesAgainWithTheRespondersCount() {
        Sim sim = Sim.quiet(47);
        Weights edge = new Weights();
        Weights validator = new Weights();
        Sim.Pair pair = withWeights(sim, edge, validator);
        edge.count = 30;
        validator.count = 29;
        sim.run(130 * Sim.SECOND);
        assertThat(generation(pair.validator(), pair.validatorSession())).isEqualTo(1);
        assertThat(pair.edge().closed).isEmpty();
    }

    @Test
    void aTamperedDeviceLosesItsSession() {
        Sim sim = Sim.quiet(48);
        Weights edge = new Weights();
        Sim.Pair pair = withWeights(sim, edge, new Weights());
        edge.poison = 1;
        assertThat(sim.runUntil(() -> !pair.validator().closed.isEmpty(), 130 * Sim.SECOND))
                .isTrue();
        assertThat(pair.validator().closed.get(0).code()).isEqualTo(CloseCode.RESONANCE_LOST);
    }

    @Test
    void aDeviceThatForgotItsWeightsLosesItsSession() {
        Sim sim = Sim.quiet(49);
        Weights edge = new Weights();
        Sim.Pair pair = withWeights(sim, edge, new Weights());
        edge.oldest = 100;
        assertThat(sim.runUntil(() -> !pair.edge().closed.isEmpty(), 130 * Sim.SECOND))
                .isTrue();
        assertThat(pair.edge().closed.get(0).code()).isEqualTo(CloseCode.RESONANCE_LOST);
    }

    @Test
    void differentWeightSecretsNeverShareKeys() {
        Sim sim = Sim.quiet(50);
        Weights edge = new Weights();
        Weights validator = new Weights();
        Sim.Pair pair = withWeights(sim, edge, validator);
        // The fingerprint is public, so an impostor can show the right one; what it cannot have is the secret.
        sim.registry.judge = query -> new ResonanceVerdict.Accept(Sim.filled(32, 99));
        pair.edge().machine.renewKeys(pair.edgeSession(), sim.nowNs);
        pair.edge().settle();
        sim.run(Sim.SECOND);
        assertThat(generation(pair.edge(), pair.edgeSession())).isEqualTo(1);
        pair.edge().send(pair.edgeSession(), Channels.USER, new byte[10]);
        sim.run(60 * Sim.SECOND);
        assertThat(pair.validator().messages).isEmpty();
        assertThat(pair.validator().machine.counters().drops()).containsOnlyKeys(DropReason.AEAD);
        assertThat(pair.edge().closed).extracting(Sim.Closed::code).containsExactly(CloseCode.IDLE);
        assertThat(pair.validator().closed).extracting(Sim.Closed::code).containsExactly(CloseCode.IDLE);
    }
}
