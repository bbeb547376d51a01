package com.hookprobe.htp.sim;

import static com.hookprobe.htp.sim.Simulation.MILLISECOND;
import static com.hookprobe.htp.sim.Simulation.SECOND;

import com.hookprobe.htp.Channels;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One session that lives for seven days behind a NAT: new keys every two minutes, another port or address every hour or so,
 * losses, bursts of messages both ways every few minutes, and paths that carry more or less than before. It must be the same
 * session at the end, with every message delivered, and it must not have grown.
 */
final class Week implements Scenario {
    private static final int DAYS = 7;
    private static final long DAY = 86_400 * SECOND;
    /** Keys are renewed every 108 to 120 s. */
    private static final long GENERATIONS_MIN = DAYS * 86_400L / 120;

    private final Consumer<Pair> daily;

    /** That is called after each day, when nothing is under way. */
    Week(Consumer<Pair> daily) {
        this.daily = daily;
    }

    @Override
    public String name() {
        return "week";
    }

    @Override
    public String about() {
        return "one session for seven days: 5,040 new keys and more, roams, losses, bursts of messages";
    }

    @Override
    public void play(Simulation simulation) {
        LinkConfig link = LinkConfig.delay(20 * MILLISECOND).withLoss(Loss.uniform(0.02, 3));
        Nat nat = simulation.network().nat(NatKind.PORT_RESTRICTED, Simulation.ip(100, 64, 0, 1), 120 * SECOND);
        Pair pair = new Pair(simulation, link, nat).connect();
        new Life(simulation, pair, nat, link).begin();
        for (int day = 0; day < DAYS; day++) {
            simulation.run(DAY);
            if (!simulation.runUntil(() -> quiet(pair), 600 * SECOND)) {
                throw simulation.failure("day " + day + " does not end");
            }
            daily.accept(pair);
        }
        long generation = pair.edge.stats(pair.session).orElseThrow().keyGeneration();
        simulation.metric("generations", generation);
        simulation.metric("sessions", pair.edge.sessionsSeen());
        if (!pair.edge.isOpen(pair.session) || pair.edge.sessionsSeen() != 1 || generation < GENERATIONS_MIN) {
            throw simulation.failure("not the same session for a week: " + pair.edge.sessionsSeen()
                    + " sessions, keys of generation " + generation);
        }
        pair.finish();
    }

    private static boolean quiet(Pair pair) {
        return pair.edge.openEnds().stream().allMatch(end -> end.unacknowledged == 0)
                && pair.validator.openEnds().stream().allMatch(end -> end.unacknowledged == 0);
    }

    private static final class Life {
        private final Simulation simulation;
        private final SplittableRandom random;
        private final Pair pair;
        private final Nat nat;
        private final LinkConfig link;
        private int moves;

        Life(Simulation simulation, Pair pair, Nat nat, LinkConfig link) {
            this.simulation = simulation;
            this.random = simulation.random();
            this.pair = pair;
            this.nat = nat;
            this.link = link;
        }

        void begin() {
            every(240 * SECOND, this::burst);
            every(3600 * SECOND, this::move);
            every(7200 * SECOND, this::otherMtu);
        }

        /** From now on, after half to one and a half times that, again and again. */
        private void every(long aboutNs, Runnable action) {
            simulation.after(aboutNs / 2 + random.nextLong(aboutNs), () -> {
                action.run();
                every(aboutNs, action);
            });
        }

        private void burst() {
            send(pair.edge);
            if (random.nextBoolean()) {
                send(pair.validator);
            }
        }

        private void send(SimNode node) {
            for (long session : node.sessions()) {
                for (int count = 1 + random.nextInt(6); count > 0; count--) {
                    node.send(session, random.nextBoolean() ? Channels.TELEMETRY : Channels.USER, random.nextInt(4000));
                }
                node.sendDatagram(session, Channels.USER, random.nextInt(1000));
            }
        }

        private void move() {
            moves++;
            if (random.nextBoolean()) {
                nat.rebindPorts();
            } else {
                simulation.network().rebind(nat, Simulation.ip(100, 65, moves / 256, moves % 256));
            }
            if (random.nextBoolean()) {
                pair.edge.moved();
            }
        }

        private void otherMtu() {
            pair.edge.host().up().config(link.withMtu(1200 + random.nextInt(300)));
            pair.edge.host().down().config(link.withMtu(1200 + random.nextInt(300)));
        }
    }
}
