package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.NonceWatch;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.MemoryBudget;
import com.hookprobe.htp.core.shape.GhostBudget;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.XWing;
import com.hookprobe.testsupport.SimNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Machines on a seeded network in virtual time. Every seal is watched for a repeated nonce. */
final class Sim {
    static final long SECOND = 1_000_000_000L;

    /** Decides about a datagram before the network does; false swallows it. */
    interface Tap {
        boolean pass(InetSocketAddress from, InetSocketAddress to, byte[] datagram);
    }

    record Captured(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        int type() {
            return Bytes.u16(bytes, Wire.TYPE_OFFSET);
        }
    }

    record Message(long sessionId, int channel, byte[] bytes) {}

    record Closed(long sessionId, CloseCode code, String reason) {}

    final class Node {
        /** Where the node is now; it may move. */
        InetSocketAddress address;

        final EndpointMachine machine;
        final List<Long> up = new ArrayList<>();
        final Map<Long, SessionInfo> infos = new HashMap<>();
        final List<Message> messages = new ArrayList<>();
        final List<Long> sent = new ArrayList<>();
        final List<Closed> closed = new ArrayList<>();
        final List<Long> connected = new ArrayList<>();
        final List<Exception> failures = new ArrayList<>();
        final List<InetSocketAddress> moved = new ArrayList<>();
        final List<InetSocketAddress> seenAt = new ArrayList<>();
        final List<Message> datagrams = new ArrayList<>();
        final List<byte[]> bundles = new ArrayList<>();
        final List<TransmissionMode> shapes = new ArrayList<>();
        final List<byte[]> evidence = new ArrayList<>();
        private final List<Effect> effects = new ArrayList<>();
        private final EffectSink sink = new EffectSink() {
            @Override
            public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
                byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
                captured.add(new Captured(address, to, datagram));
                if (tap.pass(address, to, datagram)) {
                    network.send(address, to, datagram, nowNs);
                }
            }

            @Override
            public void then(Effect effect) {
                effects.add(effect);
            }
        };
        final EffectSink effectSink = sink;
        private long nextSendId = 1;

        Node(InetSocketAddress address, MachineConfig config) {
            this.address = address;
            this.machine = new EndpointMachine(config, new SplittableRandom(seed * 1000 + nodes.size()), nowNs);
        }

        long connect(RemotePeer peer) {
            long id = machine.connect(peer, nowNs, sink);
            settle();
            return id;
        }

        long send(long sessionId, int channel, byte[] message) {
            long sendId = nextSendId++;
            if (!machine.send(sessionId, channel, message, sendId, nowNs)) {
                throw new IllegalStateException("not sent");
            }
            settle();
            return sendId;
        }

        void close(long sessionId, CloseCode code) {
            machine.close(sessionId, code, "", nowNs, sink);
            settle();
        }

        /** A datagram out of nowhere. */
        void inject(InetSocketAddress from, byte[] datagram) {
            machine.onDatagram(from, datagram.clone(), 0, datagram.length, nowNs, sink);
            settle();
        }

        void settle() {
            machine.tick(nowNs, sink);
            for (Effect effect : List.copyOf(effects)) {
                if (effect instanceof Effect.PeerMoved m) {
                    moved.add(m.address());
                } else if (effect instanceof Effect.Datagram d) {
                    datagrams.add(new Message(d.sessionId(), d.channel(), d.data()));
                } else if (effect instanceof Effect.AddressSeen a) {
                    seenAt.add(a.address());
                } else if (effect instanceof Effect.BundleReceived b) {
                    bundles.add(b.bundle());
                } else if (effect instanceof Effect.Shaped s) {
                    shapes.add(s.peer());
                } else if (effect instanceof Effect.Evidence e) {
                    evidence.add(e.rdvAndPosf());
                } else if (effect instanceof Effect.SessionUp s) {
                    up.add(s.sessionId());
                    infos.put(s.sessionId(), s.info());
                } else if (effect instanceof Effect.Deliver d) {
                    messages.add(new Message(d.sessionId(), d.channel(), d.message()));
                } else if (effect instanceof Effect.Sent s) {
                    sent.add(s.sendId());
                } else if (effect instanceof Effect.SessionClosed c) {
                    closed.add(new Closed(c.sessionId(), c.code(), c.reason()));
                } else if (effect instanceof Effect.Connected c) {
                    connected.add(c.sessionId());
                } else if (effect instanceof Effect.ConnectFailed f) {
                    failures.add(f.failure());
                }
            }
            effects.clear();
        }
    }

    final long seed;
    final SimNetwork<InetSocketAddress> network;
    final NonceWatch watch = new NonceWatch(AeadProviders.best());
    final List<Node> nodes = new ArrayList<>();
    final List<Captured> captured = new ArrayList<>();
    final XWing.SecretKey kem;
    final TestNode validatorNode = new TestNode(-1);
    final TestNode.Registry registry = new TestNode.Registry();
    Tap tap = (from, to, datagram) -> true;
    HtpLimits limits = HtpLimits.builder()
            .connectTimeout(Duration.ofSeconds(180))
            .handshakesPerNodeMinute(1000)
            .build();
    /** Of the nodes made from now on. */
    Optional<MachineConfig.Introducing> introducing = Optional.empty();

    boolean creditByHand;
    long heartbeatNs = 30 * SECOND;
    long idleTimeoutNs = 120 * SECOND;
    long nowNs = 1_000_000;

    Sim(long seed, SimNetwork.Faults faults) {
        this.seed = seed;
        this.network = new SimNetwork<>(seed, faults);
        this.kem = XWing.generate(new SplittableRandom(seed ^ 0x5eed));
    }

    static Sim quiet(long seed) {
        return new Sim(seed, SimNetwork.Faults.NONE);
    }

    static InetSocketAddress at(int a, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, (byte) (a >> 8), (byte) a}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    Node validator() {
        return node(at(1, 4719), validatorNode, Optional.of(kem), registry, ResonanceBinding.none(new byte[64]));
    }

    Node edge(int number) {
        TestNode identity = new TestNode(number);
        registry.know(identity);
        return edge(number, identity, ResonanceBinding.none(filled(64, number)));
    }

    Node edge(int number, LocalIdentity identity, ResonanceBinding binding) {
        return node(at(number, 5000), identity, Optional.empty(), registry, binding);
    }

    Node node(
            InetSocketAddress address,
            LocalIdentity identity,
            Optional<XWing.SecretKey> key,
            Directory directory,
            ResonanceBinding binding) {
        MachineConfig config = new MachineConfig(
                identity,
                binding,
                key.map(k -> new MachineConfig.Accepting(k, directory)),
                limits,
                watch,
                com.hookprobe.htp.crypto.Suite.STANDARD,
                heartbeatNs,
                idleTimeoutNs,
                creditByHand,
                introducing);
        Node node = new Node(address, config);
        nodes.add(node);
        return node;
    }

    RemotePeer peer(Node validator) {
        return new RemotePeer(validator.address, validatorNode.nodeId(), kem.publicKey());
    }

    static byte[] filled(int length, int value) {
        byte[] b = new byte[length];
        Arrays.fill(b, (byte) value);
        return b;
    }

    /** Runs until the condition holds; false when the time is up first. */
    boolean runUntil(BooleanSupplier done, long forNs) {
        long endNs = nowNs + forNs;
        while (!done.getAsBoolean()) {
            long nextNs = network.nextNs();
            for (Node node : nodes) {
                nextNs = Math.min(nextNs, node.machine.nextDeadlineNs());
            }
            if (nextNs > endNs) {
                nowNs = endNs;
                return false;
            }
            nowNs = Math.max(nowNs, nextNs);
            step();
        }
        return true;
    }

    void run(long forNs) {
        runUntil(() -> false, forNs);
    }

    private void step() {
        for (var due = network.poll(nowNs); due != null; due = network.poll(nowNs)) {
            for (Node node : nodes) {
                if (node.address.equals(due.to())) {
                    node.machine.onDatagram(due.from(), due.bytes(), 0, due.bytes().length, nowNs, node.sink);
                    node.settle();
                }
            }
        }
        for (Node node : nodes) {
            if (node.machine.nextDeadlineNs() <= nowNs) {
                node.settle();
            }
        }
    }

    /** A pair with a session, both ends confirmed. */
    record Pair(Node edge, long edgeSession, Node validator, long validatorSession) {}

    Pair connected() {
        return connectedBetween(edge(2), validator());
    }

    Pair connectedBetween(Node edge, Node validator) {
        edge.connect(peer(validator));
        if (!runUntil(() -> !edge.connected.isEmpty() && other(edge, validator) >= 0, 200 * SECOND)) {
            throw new AssertionError("seed " + seed + ": no session; failures " + edge.failures + ", validator drops "
                    + validator.machine.counters().drops());
        }
        return new Pair(edge, edge.connected.get(0), validator, other(edge, validator));
    }

    /** The validator's end of the edge's first session: a lost confirmation can leave an older one behind. */
    private static long other(Node edge, Node validator) {
        byte[] exporter = edge.infos.get(edge.connected.get(0)).exporter();
        return validator.up.stream()
                .filter(id -> Arrays.equals(validator.infos.get(id).exporter(), exporter))
                .findFirst()
                .orElse(-1L);
    }

    /** For a test that makes a part of the validator's machine by itself. */
    MachineContext validatorContext() {
        return new MachineContext(
                new MachineConfig(
                        validatorNode,
                        ResonanceBinding.none(new byte[64]),
                        Optional.of(new MachineConfig.Accepting(kem, registry)),
                        limits,
                        watch,
                        30 * SECOND,
                        120 * SECOND),
                new SplittableRandom(1),
                new Counters(),
                new MemoryBudget(256L << 20),
                new GhostBudget(64),
                new EnergyState(),
                new PacketScratch(),
                new FrameReader());
    }
}
