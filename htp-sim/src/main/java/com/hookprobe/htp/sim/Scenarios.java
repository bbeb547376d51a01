package com.hookprobe.htp.sim;

import static com.hookprobe.htp.sim.Simulation.MILLISECOND;
import static com.hookprobe.htp.sim.Simulation.SECOND;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The plays by name. Those with the names of the QUIC interop runner's test cases have its numbers, so that figures can be
 * laid beside each other; {@link RandomScenario} draws everything from the seed.
 */
public final class Scenarios {
    /** The interop runner's usual path: 15 ms one way, 10 Mbit/s, 25 datagrams of queue. */
    static final LinkConfig INTEROP = LinkConfig.delay(15 * MILLISECOND).withBandwidth(10_000_000, 25);

    private record Named(String name, String about, Consumer<Simulation> script) implements Scenario {
        @Override
        public void play(Simulation simulation) {
            script.accept(simulation);
        }
    }

    private static final List<Scenario> ALL = List.of(
            new RandomScenario(),
            new Week(pair -> {}),
            named("transfer", "2, 3 and 5 MB at once on three channels; 10 Mbit/s, 15 ms", Scenarios::transfer),
            named("goodput", "10 MB; 10 Mbit/s, 15 ms", simulation -> bulk(simulation, INTEROP, 10_000_000, 60)),
            named("handshakeloss", "50 x (handshake and 1 KB) at 30 % loss, bursts of at most 3", Scenarios::loss),
            named("handshakecorruption", "50 x (handshake and 1 KB), 30 % corrupted", Scenarios::corruption),
            named(
                    "transferloss",
                    "2 MB at 2 % loss",
                    simulation -> bulk(simulation, INTEROP.withLoss(Loss.uniform(0.02)), 2_000_000, 120)),
            named(
                    "transfercorruption",
                    "2 MB, 2 % corrupted",
                    simulation -> bulk(simulation, INTEROP.withCorrupt(0.02), 2_000_000, 120)),
            named(
                    "longrtt",
                    "100 KB at 750 ms one way",
                    simulation -> bulk(simulation, INTEROP.withDelay(750 * MILLISECOND, 0), 100_000, 60)),
            named("blackhole", "10 MB; 5 s of network, 2 s of nothing, over and over", Scenarios::blackHole),
            named("darkness", "1 MB; 2 s of network, 5 s of nothing, over and over", Scenarios::darkness),
            named("amplificationlimit", "the edge's datagrams 2 to 7 are lost", Scenarios::amplificationLimit),
            named("crosstraffic", "two sessions share 10 Mbit/s, 5 MB each; reports fairness", Scenarios::crossTraffic),
            named("reorder", "2 MB; 5 % of the datagrams late by up to 20 ms, 2 % twice", Scenarios::reorder),
            named("nat", "behind each kind of NAT: 10 minutes idle, then messages both ways", Scenarios::nat),
            named("idle", "an hour idle, heartbeats only, then messages both ways", Scenarios::idle),
            named(
                    "mtu1200",
                    "2 MB over a path that carries 1200 bytes",
                    simulation -> bulk(simulation, INTEROP.withMtu(1200), 2_000_000, 60)),
            named(
                    "rebind-port",
                    "10 MB; another port after 1 s, then every 5 s",
                    simulation -> rebind(simulation, false)),
            named(
                    "rebind-addr",
                    "10 MB; another address after 1 s, then every 5 s",
                    simulation -> rebind(simulation, true)),
            named(
                    "nat-timeout",
                    "behind each kind of NAT with mappings that live 20 s: idle, then messages both ways",
                    Scenarios::natTimeout),
            named("urgent", "200 KB on a channel, then 500 KB of alerts; 30 % loss, 200 ms one way", Scenarios::urgent),
            named(
                    "mtu-grows",
                    "10 MB over a path that carries 1472 bytes: most datagrams must be larger than 1400",
                    Scenarios::mtuGrows),
            named("mtu-shrinks", "10 MB; the path carries 1472 bytes, after 3 s only 1280", Scenarios::mtuShrinks));

    private Scenarios() {}

    /** All plays. */
    public static List<Scenario> all() {
        return ALL;
    }

    /** The play of that name. */
    public static Optional<Scenario> byName(String name) {
        return ALL.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    private static Scenario named(String name, String about, Consumer<Simulation> script) {
        return new Named(name, about, script);
    }

    private static void bulk(Simulation simulation, LinkConfig link, long bytes, long limitSeconds) {
        new Pair(simulation, link)
                .connect()
                .send(Channels.FILES, bytes)
                .delivered(limitSeconds * SECOND)
                .finish();
    }

    private static void transfer(Simulation simulation) {
        new Pair(simulation, INTEROP)
                .connect()
                .send(Channels.USER, 2_000_000)
                .send(Channels.USER + 1, 3_000_000)
                .send(Channels.USER + 2, 5_000_000)
                .delivered(60 * SECOND)
                .finish();
    }

    private static void loss(Simulation simulation) {
        handshakes(new Pair(simulation, INTEROP.withLoss(Loss.uniform(0.3, 3))));
    }

    private static void corruption(Simulation simulation) {
        // With 30 % of 1200-byte packets changed and PTOs of a second, a dozen probes in a row may be hit.
        simulation.rough();
        handshakes(new Pair(simulation, INTEROP.withCorrupt(0.3)));
    }

    private static void handshakes(Pair pair) {
        long startNs = pair.simulation.nowNs();
        double slowest = 0;
        for (int i = 0; i < 50; i++) {
            long beganNs = pair.simulation.nowNs();
            pair.connect().send(Channels.USER, 1024).delivered(60 * SECOND);
            slowest = Math.max(slowest, (pair.simulation.nowNs() - beganNs) / 1e9);
            pair.edge.close(pair.session, CloseCode.NORMAL);
        }
        pair.simulation.metric("seconds", (pair.simulation.nowNs() - startNs) / 1e9);
        pair.simulation.metric("slowest_s", slowest);
        pair.finish();
    }

    private static void blackHole(Simulation simulation) {
        Pair pair = new Pair(simulation, INTEROP).connect();
        dark(pair, 5 * SECOND, 2 * SECOND, 5 * SECOND);
        pair.send(Channels.FILES, 10_000_000).delivered(120 * SECOND).finish();
    }

    private static void darkness(Simulation simulation) {
        Pair pair = new Pair(simulation, INTEROP).connect();
        dark(pair, 0, 5 * SECOND, 2 * SECOND);
        pair.send(Channels.FILES, 1_000_000).delivered(120 * SECOND).finish();
    }

    private static void dark(Pair pair, long afterNs, long darkNs, long lightNs) {
        // Until five minutes from now, so that the end of the run has a network again.
        long nowNs = pair.simulation.nowNs();
        BlackHole hole = new BlackHole(nowNs + afterNs, darkNs, lightNs, nowNs + 300 * SECOND);
        pair.edge.host().up().config(pair.edge.host().up().config().withBlackHole(hole));
        pair.edge.host().down().config(pair.edge.host().down().config().withBlackHole(hole));
    }

    private static void amplificationLimit(Simulation simulation) {
        Pair pair = new Pair(simulation, INTEROP);
        InetSocketAddress edge = pair.edge.address();
        int[] sent = {0};
        simulation.network().tap((from, to, buffer, offset, length, nowNs) -> {
            if (!from.equals(edge)) {
                return true;
            }
            sent[0]++;
            return sent[0] < 2 || sent[0] > 7;
        });
        pair.connect().send(Channels.FILES, 5_000).delivered(60 * SECOND);
        simulation.metric("worst_ratio", pair.validator.worstAmplification());
        pair.finish();
    }

    private static void crossTraffic(Simulation simulation) {
        SimNode validator = simulation.validator(INTEROP, INTEROP);
        List<SimNode> edges = new ArrayList<>();
        long[] sessions = new long[2];
        for (int i = 0; i < 2; i++) {
            int which = i;
            SimNode edge = simulation.edge(LinkConfig.PERFECT, LinkConfig.PERFECT, null);
            edge.app(new SimApp() {
                @Override
                public void onConnected(SimNode node, long connect, long session) {
                    sessions[which] = session;
                }
            });
            edges.add(edge);
            edge.connect(validator);
        }
        simulation.runUntil(() -> sessions[0] > 0 && sessions[1] > 0, 60 * SECOND);
        long startNs = simulation.nowNs();
        for (int i = 0; i < 2; i++) {
            for (int m = 0; m < 100; m++) {
                edges.get(i).send(sessions[i], Channels.FILES, 50_000);
            }
        }
        simulation.runUntil(
                () -> edges.get(0).unacknowledged(sessions[0]) == 0
                        || edges.get(1).unacknowledged(sessions[1]) == 0,
                120 * SECOND);
        double first = 100 - edges.get(0).unacknowledged(sessions[0]);
        double second = 100 - edges.get(1).unacknowledged(sessions[1]);
        simulation.metric("jain_index", (first + second) * (first + second) / (2 * (first * first + second * second)));
        simulation.runUntil(
                () -> edges.get(0).unacknowledged(sessions[0]) + edges.get(1).unacknowledged(sessions[1]) == 0,
                120 * SECOND);
        double seconds = (simulation.nowNs() - startNs) / 1e9;
        simulation.metric("mbit_per_s", 2 * 100 * 50_000 * 8 / 1e6 / seconds);
        simulation.finish(10 * SECOND);
    }

    private static void reorder(Simulation simulation) {
        bulk(simulation, INTEROP.withReorder(0.05, 20 * MILLISECOND).withDuplicate(0.02), 2_000_000, 60);
    }

    private static void nat(Simulation simulation) {
        behindNats(simulation, 60 * SECOND);
    }

    private static void natTimeout(Simulation simulation) {
        behindNats(simulation, 20 * SECOND);
    }

    private static void behindNats(Simulation simulation, long timeoutNs) {
        SimNode validator = simulation.validator(INTEROP, INTEROP);
        List<SimNode> edges = new ArrayList<>();
        for (NatKind kind : NatKind.values()) {
            Nat nat = simulation.network().nat(kind, Simulation.ip(100, 64, 0, edges.size() + 1), timeoutNs);
            SimNode edge = simulation.edge(LinkConfig.delay(5 * MILLISECOND), LinkConfig.delay(5 * MILLISECOND), nat);
            edges.add(edge);
            edge.connect(validator);
        }
        simulation.run(600 * SECOND);
        for (SimNode edge : edges) {
            bothWays(simulation, edge, edge.sessions().size());
        }
        bothWays(simulation, validator, edges.size());
        simulation.run(10 * SECOND);
        if (validator.messagesReceived() != edges.size()
                || edges.stream().anyMatch(edge -> edge.messagesReceived() != 1)) {
            throw simulation.failure("not every message came through the NATs: validator "
                    + validator.messagesReceived() + " of " + edges.size());
        }
        simulation.finish(60 * SECOND);
    }

    private static void idle(Simulation simulation) {
        Pair pair = new Pair(simulation, INTEROP).connect();
        simulation.run(3600 * SECOND);
        bothWays(simulation, pair.edge, 1);
        bothWays(simulation, pair.validator, 1);
        pair.finish();
    }

    /** A message on each session of the node. */
    private static void bothWays(Simulation simulation, SimNode node, int sessions) {
        if (node.sessions().size() != sessions || sessions == 0) {
            throw simulation.failure(node + " has " + node.sessions().size() + " sessions up");
        }
        for (long session : node.sessions()) {
            node.send(session, Channels.ALERTS, 500);
        }
    }

    private static void rebind(Simulation simulation, boolean address) {
        Nat nat = simulation.network().nat(NatKind.PORT_RESTRICTED, Simulation.ip(100, 64, 0, 1), 300 * SECOND);
        Pair pair = new Pair(simulation, INTEROP, nat).connect();
        int[] count = {0};
        Runnable change = new Runnable() {
            @Override
            public void run() {
                count[0]++;
                if (address) {
                    simulation.network().rebind(nat, Simulation.ip(100, 64, 1, count[0]));
                } else {
                    nat.rebindPorts();
                }
                simulation.after(5 * SECOND, this);
            }
        };
        simulation.after(SECOND, change);
        pair.send(Channels.FILES, 10_000_000).delivered(120 * SECOND);
        simulation.metric("rebinds", count[0]);
        pair.finish();
    }

    private static void urgent(Simulation simulation) {
        LinkConfig link = INTEROP.withLoss(Loss.uniform(0.3, 3)).withDelay(200 * MILLISECOND, 0);
        Pair pair = new Pair(simulation, link).connect().send(Channels.USER, 200_000);
        simulation.run(2 * SECOND);
        pair.send(Channels.ALERTS, 500_000).delivered(600 * SECOND).finish();
    }

    private static void mtuGrows(Simulation simulation) {
        Pair pair = new Pair(simulation, INTEROP.withMtu(1472)).connect();
        int[] counts = new int[2];
        simulation.network().tap((from, to, buffer, offset, length, nowNs) -> {
            if (length > 1000) {
                counts[length > 1400 ? 1 : 0]++;
            }
            return true;
        });
        pair.send(Channels.FILES, 10_000_000).delivered(60 * SECOND);
        simulation.metric("large_share", counts[1] / (double) (counts[0] + counts[1]));
        if (counts[1] < counts[0]) {
            throw simulation.failure(counts[1] + " datagrams above 1400 bytes, " + counts[0] + " from 1000 to 1400");
        }
        pair.finish();
    }

    private static void mtuShrinks(Simulation simulation) {
        Pair pair = new Pair(simulation, INTEROP.withMtu(1472)).connect();
        simulation.after(3 * SECOND, () -> {
            pair.edge.host().up().config(INTEROP.withMtu(1280));
            pair.edge.host().down().config(INTEROP.withMtu(1280));
        });
        pair.send(Channels.FILES, 10_000_000).delivered(60 * SECOND).finish();
    }
}
