package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.XWing;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * An upload from machine to machine, acknowledgements included: what both of them allocate per packet, without the arrays
 * that whole messages are delivered in. The network is made of arrays that are there before.
 */
class MachineAllocationTest {
    private static final int MESSAGE_BYTES = 1 << 20;
    private static final int WAITING = 3;
    private static final int WARMUP_MESSAGES = 100;
    private static final int MESSAGES = 200;
    /** What the objects of a message of 1 MiB, about 1,100 packets with the acknowledgements, come to for each of them. */
    private static final double OBJECTS_PER_MESSAGE = 2;
    /** Conscrypt 2.9.0 copies the AAD: 80 bytes at sealing, 80 at opening. */
    private static final double CONSCRYPT = 160;

    /** One machine, and the datagrams that are on their way to it. */
    private static final class End implements EffectSink {
        private static final int SLOTS = 1 << 14;

        final EndpointMachine machine;
        final InetSocketAddress address;
        private final byte[][] datagrams = new byte[SLOTS][Wire.DATAGRAM_BYTES];
        private final int[] lengths = new int[SLOTS];
        private int first;
        private int waiting;

        End peer = this;
        long sessionId = -1;
        long packets;
        long delivered;
        int unacknowledged;

        End(InetSocketAddress address, MachineConfig config, long seed, long nowNs) {
            this.address = address;
            this.machine = new EndpointMachine(config, new SplittableRandom(seed), nowNs);
        }

        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            packets++;
            peer.take(buffer, offset, length);
        }

        private void take(byte[] buffer, int offset, int length) {
            if (waiting == SLOTS) {
                throw new AssertionError("the network is full");
            }
            int slot = (first + waiting) % SLOTS;
            System.arraycopy(buffer, offset, datagrams[slot], 0, length);
            lengths[slot] = length;
            waiting++;
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionUp up) {
                sessionId = up.sessionId();
            } else if (effect instanceof Effect.Deliver) {
                delivered++;
            } else if (effect instanceof Effect.Sent) {
                unacknowledged--;
            } else if (effect instanceof Effect.SessionClosed closed) {
                throw new AssertionError(closed.code() + " " + closed.reason());
            }
        }

        void cycle(long nowNs) {
            for (int left = waiting; left > 0; left--) {
                machine.onDatagram(peer.address, datagrams[first], 0, lengths[first], nowNs, this);
                first = (first + 1) % SLOTS;
                waiting--;
            }
            machine.tick(nowNs, this);
        }
    }

    private static double bytesPerPacket(AeadFactory aeads) {
        long nowNs = 1_000_000;
        TestNode edgeNode = new TestNode(2);
        TestNode validatorNode = new TestNode(-1);
        TestNode.Registry registry = new TestNode.Registry();
        registry.know(edgeNode);
        XWing.SecretKey kem = XWing.generate(new SplittableRandom(5));
        HtpLimits limits =
                HtpLimits.builder().datagramBytesMax(Wire.DATAGRAM_BYTES).build();
        ResonanceBinding binding = ResonanceBinding.none(Sim.filled(64, 2));
        End edge = new End(
                Sim.at(2, 5000),
                new MachineConfig(
                        edgeNode, binding, Optional.empty(), limits, aeads, 30 * Sim.SECOND, 120 * Sim.SECOND),
                1,
                nowNs);
        End validator = new End(
                Sim.at(1, 4719),
                new MachineConfig(
                        validatorNode,
                        ResonanceBinding.none(new byte[64]),
                        Optional.of(new MachineConfig.Accepting(kem, registry)),
                        limits,
                        aeads,
                        30 * Sim.SECOND,
                        120 * Sim.SECOND),
                2,
                nowNs);
        edge.peer = validator;
        validator.peer = edge;
        edge.machine.connect(new RemotePeer(validator.address, validatorNode.nodeId(), kem.publicKey()), nowNs, edge);
        byte[] message = new byte[MESSAGE_BYTES];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long bytesBefore = 0;
        long packetsBefore = 0;
        long deliveredBefore = 0;
        boolean measuring = false;
        while (validator.delivered < WARMUP_MESSAGES + MESSAGES) {
            if (!measuring && validator.delivered >= WARMUP_MESSAGES) {
                measuring = true;
                deliveredBefore = validator.delivered;
                packetsBefore = edge.packets + validator.packets;
                bytesBefore = threads.getThreadAllocatedBytes(thread);
            }
            if (edge.sessionId >= 0 && edge.unacknowledged < WAITING) {
                assertThat(edge.machine.send(edge.sessionId, Channels.FILES, message, 1, nowNs))
                        .isTrue();
                edge.unacknowledged++;
            }
            edge.cycle(nowNs);
            validator.cycle(nowNs);
            nowNs += 100_000;
        }
        long bytes = threads.getThreadAllocatedBytes(thread) - bytesBefore;
        long arrays = (validator.delivered - deliveredBefore) * (MESSAGE_BYTES + 16L);
        long packets = edge.packets + validator.packets - packetsBefore;
        assertThat(packets).as("packets").isGreaterThan(MESSAGES * 950L);
        return (bytes - arrays) / (double) packets;
    }

    @Test
    void machinesAllocateNothingPerPacket() {
        assertThat(bytesPerPacket(PacketAllocationTest.COPY)).isLessThan(OBJECTS_PER_MESSAGE);
    }

    @Test
    void withConscryptItsCopiesOfTheAadComeOnTop() {
        AeadFactory conscrypt = AeadProviders.conscrypt().orElse(null);
        Assumptions.assumeTrue(conscrypt != null, "no native library here");
        assertThat(bytesPerPacket(conscrypt)).isLessThan(CONSCRYPT + OBJECTS_PER_MESSAGE);
    }
}
