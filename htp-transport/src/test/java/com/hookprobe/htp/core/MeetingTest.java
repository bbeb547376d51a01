package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpNotIntroducedException;
import com.hookprobe.htp.HtpNotIntroducedException.Reason;
import com.hookprobe.htp.HtpTimeoutException;
import com.hookprobe.htp.IntroductionLimits;
import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 3.7 message by message: what is refused, what is bounded, what a lying validator or a flood achieves. */
class MeetingTest {
    @Test
    void twoEdgesMeetDirectlyAndTheCalledOnePunchesFiveTimes() {
        Play play = Play.open(1).offer().seek().met();
        play.sim.run(3 * Sim.SECOND);
        assertThat(play.caller.infos.get(play.meeting()).peerAddress()).isEqualTo(play.called.address);
        assertThat(play.punches()).hasSize(5).allSatisfy(p -> {
            assertThat(p.from()).isEqualTo(play.called.address);
            assertThat(p.to()).isEqualTo(play.caller.address);
            assertThat(p.bytes().length).isBetween(32, 48);
        });
        play.caller.send(play.meeting(), Channels.USER, new byte[5000]);
        play.sim.run(Sim.SECOND);
        assertThat(play.called.messages).hasSize(1);
    }

    @Test
    void whatCannotPassDirectlyComesThroughTheValidatorWhichSeesNoneOfIt() {
        Play play = Play.open(2).offer().apart().seek().met();
        assertThat(play.caller.infos.get(play.meeting()).peerAddress()).isInstanceOf(RelayAddress.class);
        byte[] message = new byte[20_000];
        new SplittableRandom(7).nextBytes(message);
        play.caller.send(play.meeting(), Channels.USER, message);
        play.sim.run(5 * Sim.SECOND);
        assertThat(play.called.messages).hasSize(1);
        assertThat(play.called.messages.get(0).bytes()).isEqualTo(message);
        assertThat(play.validator.messages).isEmpty();
        assertThat(play.validator.datagrams).isEmpty();
        assertThat(play.caller.seenAt).extracting(InetSocketAddress::getPort).containsOnly(5000);
        assertThat(play.sim.watch.reused()).isEmpty();
    }

    @Test
    void aCircuitEndsWhenThePolicyDoesNotAllowItAnyMore() {
        boolean[] allowed = {true};
        Play play = new Play(31, (caller, target) -> allowed[0], Play.LIMITS)
                .offer()
                .apart()
                .seek()
                .met();
        play.caller.send(play.meeting(), Channels.USER, new byte[100]);
        play.sim.run(5 * Sim.SECOND);
        assertThat(play.called.messages).hasSize(1);
        allowed[0] = false;
        play.caller.send(play.meeting(), Channels.USER, new byte[100]);
        play.sim.run(5 * Sim.SECOND);
        assertThat(play.called.messages).hasSize(1);
        assertThat(play.validator.machine.counters().drops()).containsKey(DropReason.CIRCUIT);
        allowed[0] = true;
        play.sim.run(5 * Sim.SECOND);
        assertThat(play.called.messages).as("it does not come back").hasSize(1);
    }

    @Test
    void theLargestDatagramOfARelayedSessionPasses() {
        Play play = Play.open(3).offer().apart().seek().met();
        assertThat(play.caller.machine.sendDatagram(play.meeting(), Channels.USER, new byte[881]))
                .isFalse();
        assertThat(play.caller.machine.sendDatagram(play.meeting(), Channels.USER, new byte[880]))
                .isTrue();
        play.caller.settle();
        play.sim.run(Sim.SECOND);
        assertThat(play.called.datagrams).hasSize(1);
    }

    @Test
    void aValidatorIntroducesNobodyUnlessToldTo() {
        Play play = new Play(4, Optional.empty()).offer().seek();
        assertThat(play.refusal()).isEqualTo(Reason.NOT_ALLOWED);
    }

    @Test
    void whoMayNotSeekDoesNotLearnWhetherTheNodeIsThereAndTheNodeHearsNothing() {
        Play play = new Play(5, (caller, target) -> false, Play.LIMITS).offer();
        assertThat(play.seek().refusal()).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(play.seek(new byte[32]).refusal()).isEqualTo(Reason.NOT_ALLOWED);
        play.sim.run(5 * Sim.SECOND);
        // Its offer, and no circuit.
        assertThat(play.called.machine.holdings().meetings()).isEqualTo(1);
        assertThat(play.punches()).isEmpty();
    }

    @Test
    void whoIsNotThereOrOfferedNothingIsNotFound() {
        Play play = Play.open(6);
        assertThat(play.seek().refusal()).isEqualTo(Reason.NOT_THERE);
        assertThat(play.seek(new byte[32]).refusal()).isEqualTo(Reason.NOT_THERE);
        assertThat(play.seek(play.callerNode.nodeId()).refusal()).isEqualTo(Reason.NOT_THERE);
        play.offer();
        play.called.close(play.calledsCarrier, CloseCode.NORMAL);
        play.sim.run(5 * Sim.SECOND);
        assertThat(play.seek().refusal()).isEqualTo(Reason.NOT_THERE);
    }

    @Test
    void anOfferForAnotherNodeOrWithAnotherSignatureIsIgnored() {
        Play play = Play.open(7);
        TestNode other = new TestNode(9);
        play.offer(play.bundle(other, play.calledKem).encode());
        assertThat(play.seek().refusal()).isEqualTo(Reason.NOT_THERE);
        byte[] forged = play.bundle(play.calledNode, play.calledKem).encode();
        forged[forged.length - 1] ^= 1;
        play.offer(forged);
        assertThat(play.seek().refusal()).isEqualTo(Reason.NOT_THERE);
    }

    /** A validator whose directory is false stands for one that lies. */
    @Test
    void aKeyThatTheNodeDidNotSignIsNotUsed() {
        Play play = Play.open(8);
        TestNode liar = new TestNode(10);
        LocalIdentity inTheNamesNode = new LocalIdentity() {
            @Override
            public byte[] nodeId() {
                return play.calledNode.nodeId();
            }

            @Override
            public byte[] sign(byte[] message) {
                return liar.sign(message);
            }
        };
        play.sim.registry.put(play.calledNode.nodeId(), liar.publicKey());
        play.offer(play.bundle(inTheNamesNode, play.calledKem).encode());
        int before = play.sim.captured.size();
        assertThat(play.seek().refusal()).isEqualTo(Reason.BAD_KEY);
        assertThat(play.sim.captured.subList(before, play.sim.captured.size()))
                .noneMatch(c -> c.from().equals(play.caller.address) && c.to().equals(play.called.address));
    }

    @Test
    void aKeyWhoseTimeIsOverIsNotUsed() {
        Play play = Play.open(9);
        KemBundle old = KemBundle.sign(
                play.calledNode,
                play.calledKem.publicKey(),
                Instant.ofEpochSecond(1),
                Instant.ofEpochSecond(Play.NOW_SECOND - 1));
        assertThat(play.offer(old.encode()).seek().refusal()).isEqualTo(Reason.BAD_KEY);
    }

    @Test
    void aFloodOfSeeksIsRefusedAndLeavesNoMoreCircuitsThanMayBe() {
        Play play = Play.open(10).offer();
        for (int i = 0; i < 100; i++) {
            play.seek();
        }
        play.sim.run(2 * Sim.SECOND);
        assertThat(play.caller.failures)
                .hasSize(88)
                .allSatisfy(failure -> assertThat(((HtpNotIntroducedException) failure).reason())
                        .isEqualTo(Reason.TOO_OFTEN));
        // Two circuits and one offer.
        assertThat(play.validator.machine.holdings().meetings()).isEqualTo(3);
        assertThat(play.punches().size()).isLessThanOrEqualTo(12 * 5);
        // Twelve connects to one node: each newer session replaces the one before.
        assertThat(play.called.closed).allMatch(c -> c.code() == CloseCode.REPLACED);
    }

    /** Each caller keeps to its limits; all of them speak in one turn of the validator. */
    @Test
    void callersCannotEndTheSessionOfWhomTheySeek() {
        Play play = new Play(21, (caller, target) -> true, IntroductionLimits.standard()).offer();
        List<Sim.Node> callers = new ArrayList<>();
        List<Long> carriers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Sim.Node caller = play.sim.edge(10 + i);
            carriers.add(play.sim.connectedBetween(caller, play.validator).edgeSession());
            callers.add(caller);
        }
        play.sim.run(Sim.SECOND);
        List<Sim.Captured> batch = new ArrayList<>();
        play.sim.tap = (from, to, datagram) -> {
            batch.add(new Sim.Captured(from, to, datagram));
            return false;
        };
        for (int i = 0; i < 6; i++) {
            Sim.Node caller = callers.get(i);
            for (int n = 0; n < 12; n++) {
                caller.machine.seek(
                        carriers.get(i),
                        play.calledNode.nodeId(),
                        play.calledNode.publicKey(),
                        Play.NOW_SECOND,
                        play.sim.nowNs,
                        caller.effectSink);
            }
            caller.settle();
        }
        play.sim.tap = (from, to, datagram) -> true;
        for (Sim.Captured one : batch) {
            play.validator.machine.onDatagram(
                    one.from(), one.bytes(), 0, one.bytes().length, play.sim.nowNs, play.validator.effectSink);
        }
        play.validator.settle();
        play.sim.run(Sim.SECOND);
        assertThat(play.validator.closed).isEmpty();
    }

    @Test
    void circuitsThatNobodyUsesEnd() {
        Play play = Play.open(11).offer().seek().met();
        assertThat(play.validator.machine.holdings().meetings()).isEqualTo(2);
        play.sim.run(61 * Sim.SECOND);
        assertThat(play.validator.machine.holdings().meetings()).isEqualTo(1);
        play.called.close(play.calledsCarrier, CloseCode.NORMAL);
        play.sim.run(5 * Sim.SECOND);
        assertThat(play.validator.machine.holdings().meetings()).isZero();
    }

    @Test
    void aSeekEndsWithTheSessionItWasSentOn() {
        Play play = Play.open(12).offer();
        play.sim.tap = (from, to, datagram) -> false;
        play.seek();
        play.caller.close(play.callersCarrier, CloseCode.NORMAL);
        assertThat(play.refusal()).isEqualTo(Reason.SESSION_OVER);
    }

    @Test
    void aNodeThatDoesNotAnswerIsGivenUpAfterTheConnectTimeout() {
        Play play = Play.open(13).offer();
        play.sim.tap = (from, to, datagram) -> !to.equals(play.called.address);
        play.seek();
        assertThat(play.sim.runUntil(() -> !play.caller.failures.isEmpty(), 200 * Sim.SECOND))
                .isTrue();
        assertThat(play.caller.failures.get(0)).isInstanceOf(HtpTimeoutException.class);
    }

    @Test
    void aPunchFromAnotherPortIsCalledAndOneFromAnotherHostIsNot() {
        Play play = Play.open(14).offer();
        play.sim.tap = (from, to, datagram) -> !from.equals(play.caller.address)
                || to.equals(play.validator.address)
                || datagram.length < Wire.PAYLOAD_OFFSET;
        play.seek();
        play.sim.run(Sim.SECOND);
        byte[] punch = play.punches().get(0).bytes();
        InetSocketAddress otherPort = new InetSocketAddress(play.called.address.getAddress(), 6001);
        InetSocketAddress victim = Sim.at(99, 6001);
        play.caller.inject(otherPort, punch);
        play.caller.inject(victim, punch);
        play.caller.inject(victim, punch.clone());
        byte[] wrong = punch.clone();
        wrong[0] ^= 1;
        play.caller.inject(new InetSocketAddress(play.called.address.getAddress(), 6002), wrong);
        for (int port = 7000; port < 7010; port++) {
            play.caller.inject(new InetSocketAddress(play.called.address.getAddress(), port), punch);
        }
        List<InetSocketAddress> called = play.sim.captured.stream()
                .filter(c -> c.from().equals(play.caller.address))
                .map(Sim.Captured::to)
                .distinct()
                .toList();
        assertThat(called).contains(otherPort).doesNotContain(victim).hasSize(4);
    }

    @Test
    void nobodyButAKnownCircuitGetsADatagramThrough() {
        Play play = Play.open(15).offer().seek().met();
        long before = play.validator.machine.counters().dropped(DropReason.CIRCUIT);
        RelayAddress unknown = new RelayAddress(play.callersCarrier, 0xffff_fff0L);
        assertThat(unknown.getAddress().getAddress()[0]).isEqualTo((byte) 1);
        byte[] claim = play.sim.captured.get(0).bytes();
        // From the network such an address is like any other: a HELLO from there is answered there, and into no
        // circuit.
        int sent = play.sim.captured.size();
        play.validator.inject(new InetSocketAddress(unknown.getAddress(), unknown.getPort()), claim);
        assertThat(play.sim.captured.subList(sent, play.sim.captured.size()))
                .allMatch(c -> !(c.to() instanceof RelayAddress));
        assertThat(play.validator.machine.counters().dropped(DropReason.CIRCUIT))
                .isEqualTo(before);
    }

    @Test
    void usersCannotSpeakOnTheRelayChannel() {
        Play play = Play.open(16);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> play.caller.send(play.callersCarrier, Channels.RELAY, new byte[10]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOfferIsForgottenWithItsSessionOnBothSides() {
        Play play = Play.open(17).offer();
        assertThat(play.called.machine.holdings().meetings()).isEqualTo(1);
        play.called.close(play.calledsCarrier, CloseCode.NORMAL);
        play.sim.run(10 * Sim.SECOND);
        assertThat(play.called.machine.holdings().meetings()).isZero();
        assertThat(play.validator.machine.holdings().meetings()).isZero();
    }

    @Test
    void messagesAreReadStrictly() {
        byte[] meet = new MeetMessage.Meet(new byte[32], 7, Sim.at(1, 2), false, 0xffff_ffffL, new byte[0]).encode();
        assertThat(meet).hasSize(64);
        MeetMessage.Meet read = (MeetMessage.Meet) MeetMessage.decode(meet);
        assertThat(read).isNotNull();
        assertThat(read.circuit()).isEqualTo(0xffff_ffffL);
        assertThat(read.address()).isEqualTo(Sim.at(1, 2));
        for (int role : new int[] {0, 2, 255}) {
            byte[] other = meet.clone();
            other[59] = (byte) role;
            assertThat(MeetMessage.decode(other)).isNull();
        }
        byte[] noPort = meet.clone();
        Bytes.put16(noPort, 57, 0);
        assertThat(MeetMessage.decode(noPort)).isNull();
        for (int kind = 0; kind <= 12; kind++) {
            byte[] odd = new byte[13];
            odd[0] = (byte) kind;
            assertThat(MeetMessage.decode(odd)).isNull();
        }
    }

    /** Circuits have such addresses within a machine; from the network they name nobody who could get an answer. */
    @Test
    void aDatagramFromThePrefixOfCircuitsIsDropped() {
        Sim sim = Sim.quiet(29);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        edge.connect(sim.peer(validator));
        byte[] hello = sim.captured.get(0).bytes();
        sim.captured.clear();
        RelayAddress circuit = new RelayAddress(1, 1);
        validator.inject(circuit, hello);
        validator.inject(new InetSocketAddress(circuit.getAddress(), circuit.getPort()), hello);
        assertThat(validator.machine.counters().drops()).containsEntry(DropReason.ADDRESS, 2L);
        assertThat(sim.captured).isEmpty();
        validator.inject(edge.address, hello);
        assertThat(sim.captured).as("the same HELLO from elsewhere is answered").hasSize(1);
    }
}
