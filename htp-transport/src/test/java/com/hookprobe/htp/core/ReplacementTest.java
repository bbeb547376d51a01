package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.XWing;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 3.4: which of several sessions with one node stays. */
class ReplacementTest {
    @Test
    void olderSessionIsReplacedOnlyOnceTheNewOneIsConfirmed() {
        Sim sim = Sim.quiet(41);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        // The second handshake completes at the validator, but nothing of the new session arrives there.
        sim.tap = (from, to, datagram) -> !from.equals(pair.edge().address)
                || Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.HELLO.code
                || Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.ATTEST.code;
        pair.edge().connect(sim.peer(pair.validator()));
        sim.run(2 * Sim.SECOND);
        assertThat(pair.edge().connected).hasSize(1);
        assertThat(pair.edge().machine.sessionsOpen()).isEqualTo(2);
        assertThat(pair.validator().closed).isEmpty();
        assertThat(pair.validator().machine.states()).containsExactly(Session.State.OPEN, Session.State.HALF_OPEN);
        sim.tap = (from, to, datagram) -> true;
        sim.run(5 * Sim.SECOND);
        assertThat(pair.validator().closed)
                .singleElement()
                .matches(c -> c.sessionId() == pair.validatorSession() && c.code() == CloseCode.REPLACED);
        assertThat(pair.edge().closed).singleElement().matches(c -> c.sessionId() == pair.edgeSession());
        assertThat(pair.validator().machine.sessionsOpen()).isEqualTo(1);
    }

    @Test
    void halfOpenSessionsPerNodeAreBoundedAndExpire() {
        Sim sim = Sim.quiet(42);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.tap = (from, to, datagram) ->
                from.equals(edge.address) || Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.CHALLENGE.code;
        for (int i = 0; i < 4; i++) {
            edge.connect(sim.peer(validator));
            sim.run(Sim.SECOND / 2);
        }
        assertThat(validator.machine.counters().handshakesCompleted).isEqualTo(4);
        assertThat(validator.machine.sessionsHalfOpen()).isEqualTo(2);
        sim.tap = (from, to, datagram) -> false;
        sim.run(61 * Sim.SECOND);
        assertThat(validator.machine.states()).isEmpty();
        assertThat(validator.up).isEmpty();
        assertThat(validator.closed).isEmpty();
    }

    /** HTP 3.8.7. */
    @Test
    void aSessionReplacesNoneOfAnotherPath() {
        Sim sim = Sim.quiet(43);
        Sim.Pair pair = sim.connected();
        RemotePeer byOtherPath = sim.peer(pair.validator()).withPath(1);
        pair.edge().connect(byOtherPath);
        sim.run(5 * Sim.SECOND);
        assertThat(pair.edge().closed).isEmpty();
        assertThat(pair.validator().machine.sessionsOpen()).isEqualTo(2);
        pair.edge().connect(byOtherPath);
        sim.run(5 * Sim.SECOND);
        assertThat(pair.edge().closed)
                .extracting(Sim.Closed::sessionId)
                .containsExactly(pair.edge().connected.get(1));
        assertThat(pair.validator().machine.sessionsOpen()).isEqualTo(2);
    }

    @Test
    void halfOpenSessionsAreCountedForEachPath() {
        Sim sim = Sim.quiet(44);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.tap = (from, to, datagram) ->
                from.equals(edge.address) || Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.CHALLENGE.code;
        for (int i = 0; i < 6; i++) {
            edge.connect(sim.peer(validator).withPath(i % 2));
            sim.run(Sim.SECOND / 2);
        }
        assertThat(validator.machine.sessionsHalfOpen()).isEqualTo(4);
    }

    @Test
    void ofTwoCrossingSessionsTheOneOfTheSmallerIdStays() {
        for (long seed = 1; seed <= 20; seed++) {
            Sim sim = Sim.quiet(seed + 100);
            TestNode first = new TestNode(seed * 2);
            TestNode second = new TestNode(seed * 2 + 1);
            sim.registry.know(first, second);
            XWing.SecretKey firstKem = XWing.generate(new SplittableRandom(1));
            XWing.SecretKey secondKem = XWing.generate(new SplittableRandom(2));
            ResonanceBinding none = ResonanceBinding.none(new byte[64]);
            Sim.Node a = sim.node(Sim.at(1, 4719), first, Optional.of(firstKem), sim.registry, none);
            Sim.Node b = sim.node(Sim.at(2, 4719), second, Optional.of(secondKem), sim.registry, none);
            a.connect(new RemotePeer(b.address, second.nodeId(), secondKem.publicKey()));
            b.connect(new RemotePeer(a.address, first.nodeId(), firstKem.publicKey()));
            sim.run(10 * Sim.SECOND);
            assertThat(a.machine.sessionsOpen()).as("seed %d", seed).isEqualTo(1);
            assertThat(b.machine.sessionsOpen()).as("seed %d", seed).isEqualTo(1);
            boolean firstIsSmaller = Arrays.compareUnsigned(first.nodeId(), second.nodeId()) < 0;
            long left = a.up.stream()
                    .filter(id -> a.closed.stream().noneMatch(c -> c.sessionId() == id))
                    .findFirst()
                    .orElseThrow();
            assertThat(a.infos.get(left).initiator()).as("seed %d", seed).isEqualTo(firstIsSmaller);
        }
    }

    /** The old session is dead, but who has started it cannot know that yet. */
    @Test
    void aRestartedResponderIsReachedThroughASessionOfItsOwnWhateverTheIds() {
        for (long seed = 1; seed <= 20; seed++) {
            Sim sim = Sim.quiet(seed + 200);
            TestNode stays = new TestNode(seed * 2);
            TestNode restarts = new TestNode(seed * 2 + 1);
            sim.registry.know(stays, restarts);
            XWing.SecretKey staysKem = XWing.generate(new SplittableRandom(1));
            XWing.SecretKey restartsKem = XWing.generate(new SplittableRandom(2));
            ResonanceBinding none = ResonanceBinding.none(new byte[64]);
            Sim.Node a = sim.node(Sim.at(1, 4719), stays, Optional.of(staysKem), sim.registry, none);
            Sim.Node b = sim.node(Sim.at(2, 4719), restarts, Optional.of(restartsKem), sim.registry, none);
            a.connect(new RemotePeer(b.address, restarts.nodeId(), restartsKem.publicKey()));
            sim.run(2 * Sim.SECOND);
            long old = a.up.get(0);
            sim.nodes.remove(b);
            Sim.Node again = sim.node(Sim.at(2, 4719), restarts, Optional.of(restartsKem), sim.registry, none);
            again.connect(new RemotePeer(a.address, stays.nodeId(), staysKem.publicKey()));
            sim.run(Sim.SECOND);
            assertThat(again.connected).as("seed %d", seed).hasSize(1);
            assertThat(again.closed).as("seed %d", seed).isEmpty();
            long fresh = a.up.get(1);
            a.send(fresh, Channels.ALERTS, new byte[] {7});
            if (a.closed.isEmpty()) {
                a.send(old, Channels.ALERTS, new byte[] {8});
            }
            sim.run(20 * Sim.SECOND);
            assertThat(again.messages)
                    .as("seed %d", seed)
                    .singleElement()
                    .matches(m -> Arrays.equals(m.bytes(), new byte[] {7}));
            assertThat(a.closed)
                    .as("seed %d", seed)
                    .extracting(Sim.Closed::sessionId)
                    .containsExactly(old);
            assertThat(a.machine.sessionsOpen()).as("seed %d", seed).isEqualTo(1);
        }
    }
}
