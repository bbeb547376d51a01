package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpNotIntroducedException;
import com.hookprobe.htp.HtpNotIntroducedException.Reason;
import com.hookprobe.htp.IntroductionLimits;
import com.hookprobe.htp.IntroductionPolicy;
import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.XWing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Test support, HTP 3.7: a validator with two edges, of which the second accepts sessions. */
final class Play {
    static final long NOW_SECOND = 1000;
    static final IntroductionLimits LIMITS =
            new IntroductionLimits(12, 3, 5, Duration.ofSeconds(60), 64 << 10, 1 << 20);

    final Sim sim;
    final Sim.Node validator;
    final Sim.Node caller;
    final Sim.Node called;
    final TestNode callerNode = new TestNode(2);
    final TestNode calledNode = new TestNode(3);
    final XWing.SecretKey calledKem = XWing.generate(new SplittableRandom(3));
    final long callersCarrier;
    final long calledsCarrier;

    Play(long seed, IntroductionPolicy policy, IntroductionLimits limits) {
        this(seed, Optional.of(new MachineConfig.Introducing(policy, limits)));
    }

    Play(long seed, Optional<MachineConfig.Introducing> introducing) {
        sim = Sim.quiet(seed);
        sim.registry.know(callerNode, calledNode);
        sim.introducing = introducing;
        validator = sim.validator();
        sim.introducing = Optional.empty();
        ResonanceBinding none = ResonanceBinding.none(new byte[64]);
        caller = sim.edge(2, callerNode, none);
        called = sim.node(Sim.at(3, 5000), calledNode, Optional.of(calledKem), sim.registry, none);
        callersCarrier = sim.connectedBetween(caller, validator).edgeSession();
        calledsCarrier = sim.connectedBetween(called, validator).edgeSession();
        caller.connected.clear();
    }

    KemBundle bundle(LocalIdentity signer, XWing.SecretKey key) {
        return KemBundle.sign(signer, key.publicKey(), Instant.ofEpochSecond(0), Instant.ofEpochSecond(2 * NOW_SECOND));
    }

    Play offer(byte[] bundle) {
        called.machine.offer(calledsCarrier, bundle, sim.nowNs);
        called.settle();
        sim.run(Sim.SECOND);
        return this;
    }

    Play offer() {
        return offer(bundle(calledNode, calledKem).encode());
    }

    /** The called node once more, with a newer session with the validator. */
    Sim.Node byOtherPath() {
        ResonanceBinding none = ResonanceBinding.none(new byte[64]);
        Sim.Node node = sim.node(Sim.at(4, 5000), calledNode, Optional.of(calledKem), sim.registry, none);
        node.connect(sim.peer(validator).withPath(1));
        assertThat(sim.runUntil(() -> !node.connected.isEmpty(), 20 * Sim.SECOND))
                .isTrue();
        return node;
    }

    Play seek(byte[] nodeId) {
        caller.machine.seek(callersCarrier, nodeId, calledNode.publicKey(), NOW_SECOND, sim.nowNs, caller.effectSink);
        caller.settle();
        return this;
    }

    Play seek() {
        return seek(calledNode.nodeId());
    }

    /** Nothing passes between the two but through the validator. */
    Play apart() {
        sim.tap = (from, to, datagram) -> from.equals(validator.address) || to.equals(validator.address);
        return this;
    }

    Play met() {
        assertThat(sim.runUntil(() -> !caller.connected.isEmpty(), 20 * Sim.SECOND))
                .as(
                        "failures %s, drops %s",
                        caller.failures, called.machine.counters().drops())
                .isTrue();
        return this;
    }

    long meeting() {
        return caller.connected.get(0);
    }

    Reason refusal() {
        assertThat(sim.runUntil(() -> !caller.failures.isEmpty(), 5 * Sim.SECOND))
                .isTrue();
        assertThat(caller.failures).hasSize(1);
        Exception failure = caller.failures.remove(0);
        return ((HtpNotIntroducedException) failure).reason();
    }

    List<Sim.Captured> punches() {
        return sim.captured.stream()
                .filter(c -> c.bytes().length < Wire.PAYLOAD_OFFSET)
                .toList();
    }

    static Play open(long seed) {
        return new Play(seed, (caller, target) -> true, LIMITS);
    }
}
