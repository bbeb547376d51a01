package com.hookprobe.htp.sim;

import static com.hookprobe.htp.sim.Simulation.MILLISECOND;
import static com.hookprobe.htp.sim.Simulation.SECOND;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.TransmissionMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Everything drawn from the seed: one to four edges, each behind a path with a mix of faults of its own, that connect, send
 * messages of all sizes and datagrams both ways on several channels, idle, renew keys, close, connect again and move, with or
 * without knowing it, while paths carry more or less than before and the validator renews its KEM keys. Small enough that
 * ten thousand seeds take some minutes.
 *
 * <p>On paths with bounded faults every connect must succeed and no session may end by itself; on others
 * ({@link Simulation#rough}) both may happen, but what was promised about messages, nonces, amplification and memory holds.
 */
final class RandomScenario implements Scenario {
    /** All messages of a run together: what bounds its cost. */
    private static final int BYTES_MAX = 450_000;
    /** In one run of so many there is more to send than credit and memory allow at once. */
    private static final int HEAVY_EVERY = 16;

    private static final int HEAVY_BYTES_MAX = 5_000_000;

    /** Keys live half as long again as they are used: with this interval, longer than bounded losses last. */
    private static final int KEYS_LAST_S = 20;

    /** A little more than packets have room for: some are refused, or dropped when the path carries less. */
    private static final int DATAGRAM_BYTES_MAX = 1100;

    private static final int[] CHANNELS = {
        Channels.TELEMETRY, Channels.FILES, Channels.DSM, Channels.ALERTS, Channels.USER, 17, 254
    };

    @Override
    public String name() {
        return "random";
    }

    @Override
    public String about() {
        return "1 to 4 edges, faults, sizes, channels, datagrams, new keys, closes, reconnects and moves drawn from the seed";
    }

    @Override
    public void play(Simulation simulation) {
        new Play(simulation).run();
    }

    /** One run. */
    private static final class Play implements SimApp {
        private final Simulation simulation;
        private final SplittableRandom random;
        private final SimNode validator;
        private final List<SimNode> edges = new ArrayList<>();
        private final boolean reconnects;
        private final boolean heavy;
        private int bytesLeft = BYTES_MAX;
        private int connectsLeft = 7;
        private int moves;

        Play(Simulation simulation) {
            this.simulation = simulation;
            this.random = simulation.random();
            if (random.nextInt(4) == 0) {
                simulation.timeouts((5 + random.nextInt(20)) * SECOND, (60 + random.nextInt(60)) * SECOND);
            }
            this.reconnects = random.nextBoolean();
            this.heavy = random.nextInt(HEAVY_EVERY) == 0;
            if (heavy) {
                heavy();
            } else if (random.nextInt(4) == 0) {
                rekeyOften(2 + random.nextInt(19));
            }
            LinkConfig access = random.nextInt(3) == 0 ? path() : LinkConfig.PERFECT;
            this.validator = simulation.validator(access, access);
            // Handshakes are most of the cost of a run: one edge is the rule.
            int count = Math.max(1, random.nextInt(7) - 2);
            for (int i = 0; i < count; i++) {
                LinkConfig path = path();
                // The way back is like the way there, or another.
                edges.add(simulation.edge(path, random.nextInt(3) == 0 ? path() : path, nat(i)));
            }
        }

        void run() {
            long lastNs = 0;
            for (SimNode edge : edges) {
                edge.app(this);
                simulation.at(random.nextLong(SECOND), () -> connect(edge));
                int actions = 1 + random.nextInt(12);
                for (int i = 0; i < actions; i++) {
                    long whenNs = SECOND + random.nextLong(random.nextInt(8) == 0 ? 300 * SECOND : 10 * SECOND);
                    lastNs = Math.max(lastNs, whenNs);
                    simulation.at(whenNs, () -> act(edge));
                }
            }
            simulation.run(lastNs);
            simulation.finish(600 * SECOND);
        }

        private void rekeyOften(int everySeconds) {
            if (everySeconds < KEYS_LAST_S) {
                simulation.keysMayExpire();
            }
            simulation.limits(HtpLimits.builder()
                    .connectTimeout(Duration.ofMinutes(3))
                    .handshakesPerNodeMinute(1000)
                    .rekeyAfter(Duration.ofSeconds(everySeconds))
                    .build());
        }

        /** Little memory, and often readers that are slower than the network. */
        private void heavy() {
            bytesLeft = HEAVY_BYTES_MAX;
            simulation.limits(HtpLimits.builder()
                    .connectTimeout(Duration.ofMinutes(3))
                    .handshakesPerNodeMinute(1000)
                    .reassemblyBytesMax(4L << 20 + random.nextInt(3))
                    .build());
            if (random.nextInt(3) != 0) {
                simulation.slowReaders(1 + random.nextLong(2 * SECOND));
            }
        }

        /** What carries some megabytes in a time that is worth simulating. */
        private LinkConfig goodPath() {
            LinkConfig link =
                    LinkConfig.delay(random.nextLong(30 * MILLISECOND)).withLoss(Loss.uniform(random.nextDouble(0.02)));
            return random.nextBoolean()
                    ? link
                    : link.withReorder(random.nextDouble(0.1), random.nextLong(5 * MILLISECOND));
        }

        private LinkConfig path() {
            if (heavy) {
                return goodPath();
            }
            LinkConfig link = LinkConfig.delay(delayNs());
            switch (random.nextInt(6)) {
                case 0 -> {}
                case 1 -> link = link.withLoss(Loss.uniform(random.nextDouble(0.10)));
                case 2 -> link = link.withLoss(Loss.uniform(random.nextDouble(0.30), 3));
                case 3 -> {
                    simulation.rough();
                    link = link.withLoss(Loss.bursts(random.nextDouble(0.15), 1 + random.nextInt(20)));
                }
                case 4 -> link = link.withCorrupt(random.nextDouble(0.08));
                default ->
                    link = link.withLoss(Loss.uniform(random.nextDouble(0.05)))
                            .withDuplicate(random.nextDouble(0.10))
                            .withCorrupt(random.nextDouble(0.03));
            }
            if (random.nextInt(3) == 0) {
                link = link.withDelay(link.delayNs(), random.nextLong(20 * MILLISECOND));
            }
            if (random.nextInt(3) == 0) {
                link = link.withReorder(random.nextDouble(0.2), random.nextLong(60 * MILLISECOND));
            }
            if (random.nextInt(3) == 0) {
                long bits = 1_000_000L << random.nextInt(7);
                link = link.withBandwidth(bits, 10 + random.nextInt(200));
                if (random.nextBoolean()) {
                    link = link.withQueueBytes(15_000 + random.nextInt(200_000));
                }
            }
            if (random.nextInt(12) == 0) {
                simulation.rough();
                BlackHole hole = random.nextBoolean()
                        ? BlackHole.once(random.nextLong(8 * SECOND), 1 + random.nextLong(25 * SECOND))
                        : new BlackHole(
                                random.nextLong(5 * SECOND),
                                1 + random.nextLong(6 * SECOND),
                                random.nextLong(6 * SECOND),
                                60 * SECOND);
                link = link.withBlackHole(hole);
            }
            return link.withMtu(1200 + random.nextInt(300));
        }

        private long delayNs() {
            return switch (random.nextInt(4)) {
                case 0 -> random.nextLong(MILLISECOND);
                case 1 -> random.nextLong(200 * MILLISECOND);
                default -> random.nextLong(40 * MILLISECOND);
            };
        }

        private @Nullable Nat nat(int edge) {
            if (random.nextInt(3) != 0) {
                return null;
            }
            NatKind kind = List.of(NatKind.values()).get(random.nextInt(4));
            long timeoutNs = (random.nextInt(3) == 0 ? 15 + random.nextInt(15) : 45 + random.nextInt(200)) * SECOND;
            return simulation.network().nat(kind, Simulation.ip(100, 64, edge, 1), timeoutNs);
        }

        private void connect(SimNode edge) {
            if (connectsLeft > 0) {
                connectsLeft--;
                edge.connect(validator);
            }
        }

        private void act(SimNode edge) {
            switch (random.nextInt(19)) {
                case 0 -> connect(edge);
                case 1 -> close(random.nextInt(3) == 0 ? validator : edge);
                case 2 -> move(edge);
                case 3 -> renew(random.nextInt(3) == 0 ? validator : edge);
                case 4 -> other(edge);
                case 5 -> look(random.nextInt(3) == 0 ? validator : edge);
                default -> {
                    SimNode sender = random.nextInt(3) == 0 ? validator : edge;
                    for (int count = 1 + random.nextInt(5); count > 0; count--) {
                        send(sender);
                    }
                }
            }
        }

        private void send(SimNode node) {
            List<Long> sessions = node.sessions();
            if (sessions.isEmpty()) {
                return;
            }
            long session = sessions.get(random.nextInt(sessions.size()));
            int channel = CHANNELS[random.nextInt(CHANNELS.length)];
            if (random.nextInt(6) == 0) {
                node.sendDatagram(session, channel, random.nextInt(DATAGRAM_BYTES_MAX));
                return;
            }
            int length = Math.min(length(), bytesLeft);
            bytesLeft -= length;
            node.send(session, channel, length);
        }

        private int length() {
            int kind = random.nextInt(100);
            if (kind < 5) {
                return 0;
            }
            if (kind < 45) {
                return random.nextInt(100);
            }
            if (kind < 80) {
                return random.nextInt(2500);
            }
            if (heavy) {
                return kind < 90 ? random.nextInt(100_000) : random.nextInt(1 << 20);
            }
            return kind < 96 ? random.nextInt(30_000) : random.nextInt(300_001);
        }

        private void close(SimNode node) {
            List<Long> sessions = node.sessions();
            if (!sessions.isEmpty()) {
                node.close(sessions.get(random.nextInt(sessions.size())), CloseCode.NORMAL);
            }
        }

        /** To another port or address; the NAT in front changes if there is one. */
        private void move(SimNode edge) {
            moves++;
            Nat nat = edge.host().nat();
            boolean portOnly = random.nextBoolean();
            if (nat != null && portOnly) {
                nat.rebindPorts();
            } else if (nat != null) {
                simulation.network().rebind(nat, Simulation.ip(100, 65, moves, 1));
            } else {
                byte[] ip = edge.address().getAddress().getAddress();
                simulation
                        .network()
                        .rebind(
                                edge.host(),
                                portOnly
                                        ? Simulation.address(ip[0], ip[1], ip[2], ip[3], 6000 + moves)
                                        : Simulation.address(10, 2, moves, 1, 5000));
            }
            simulation.note(edge.name(), "moves, number ", moves, portOnly ? " to another port" : " to another", "");
            if (random.nextBoolean()) {
                edge.moved();
            }
        }

        /** Nobody can be sure to find it again: an edge's NAT may not let it in, or the edge moved too. */
        private void moveValidator() {
            simulation.rough();
            moves++;
            simulation.network().rebind(validator.host(), Simulation.address(10, 3, moves, 1, 4719));
            simulation.note(validator.name(), "moves, number ", moves, "", "");
            if (random.nextInt(3) != 0) {
                validator.moved();
            }
        }

        private void renew(SimNode node) {
            List<Long> sessions = node.sessions();
            if (sessions.isEmpty()) {
                return;
            }
            long session = sessions.get(random.nextInt(sessions.size()));
            node.renewKeys(session);
            if (random.nextInt(4) == 0) {
                // In the midst of it.
                SimNode closer = random.nextBoolean() ? validator : node;
                simulation.after(random.nextLong(400 * MILLISECOND), () -> close(closer));
            }
        }

        /** Another look of the packets, or evidence in them. With much to send GHOST would take hours. */
        private void look(SimNode node) {
            List<Long> sessions = node.sessions();
            if (sessions.isEmpty()) {
                return;
            }
            long session = sessions.get(random.nextInt(sessions.size()));
            switch (random.nextInt(7)) {
                case 5 -> node.lowEnergy(true);
                case 6 -> node.lowEnergy(false);
                case 0, 1 -> node.evidence(session, simulation.makeEvidence());
                case 2 -> node.shape(session, TransmissionMode.BURST);
                case 3 -> node.shape(session, TransmissionMode.BALANCED);
                default -> node.shape(session, heavy ? TransmissionMode.BALANCED : TransmissionMode.GHOST);
            }
        }

        private void other(SimNode edge) {
            switch (random.nextInt(6)) {
                case 0 -> moveValidator();
                case 1 -> {
                    moveValidator();
                    move(edge);
                }
                case 2, 3 -> validator.rotateKem();
                default -> {
                    Link link = random.nextBoolean()
                            ? edge.host().up()
                            : edge.host().down();
                    link.config(link.config().withMtu(1200 + random.nextInt(300)));
                }
            }
        }

        @Override
        public void onMessage(SimNode node, long session, int channel, byte[] message) {
            // The edges' app only: some messages are answered.
            if (message.length > 0 && message.length % 3 == 0 && bytesLeft > 0) {
                int length = Math.min(message.length / 2, bytesLeft);
                bytesLeft -= length;
                node.send(session, channel, length);
            }
        }

        @Override
        public void onClosed(SimNode node, long session, CloseCode code, String reason) {
            if (reconnects) {
                simulation.after(random.nextLong(5 * SECOND), () -> connect(node));
            }
        }
    }
}
