package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** FEDERATION 7.1: the level that a set of statements reaches does not depend on the order of their arrival. */
class OrderFreeTest {
    private static final TagKey KEY =
            report(ip("203.0.113.7"), Severity.HIGH, NOW, 1).key();

    private static List<Consumer<Correlator>> statements(Random random) {
        List<Consumer<Correlator>> statements = new ArrayList<>();
        // A node's standing is that of its owner, and the same for everything it says.
        int standing = random.nextInt(5);
        for (int i = 2 + random.nextInt(12); i > 0; i--) {
            long node = 1 + random.nextInt(8);
            double trust = new double[] {0.4, 0.5, 0.6, 0.8, 1}[(int) (node + standing) % 5];
            Reporter who = new Reporter(id(node), id(node / 2), trust, (int) node * 3);
            long seen = NOW - random.nextInt(3) * MINUTE;
            Severity severity = Severity.values()[random.nextInt(5)];
            switch (random.nextInt(6)) {
                case 0 -> {
                    Veto veto = Veto.build(KEY, seen, new Samples.Toy(node));
                    statements.add(correlator -> correlator.veto(veto, who, NOW));
                }
                case 1 -> {
                    Retraction retraction = Retraction.build(KEY, id(node), seen, new Samples.Toy(node));
                    statements.add(correlator -> correlator.retract(retraction, who, NOW));
                }
                default -> {
                    var report = report(ip("203.0.113.7"), severity, seen, node);
                    statements.add(correlator -> correlator.report(report, who, NOW));
                }
            }
        }
        return statements;
    }

    private static Correlator play(List<Consumer<Correlator>> statements) {
        Correlator correlator = new Correlator(CorrelatorConfig.standard(), 7);
        statements.forEach(statement -> statement.accept(correlator));
        return correlator;
    }

    @Property(tries = 500)
    void anyOrderReachesTheSameLevel(@ForAll long seed) {
        Random random = new Random(seed);
        List<Consumer<Correlator>> statements = statements(random);
        Correlator first = play(statements);
        for (int i = 0; i < 4; i++) {
            List<Consumer<Correlator>> shuffled = new ArrayList<>(statements);
            shuffled.addAll(statements.subList(0, random.nextInt(statements.size())));
            Collections.shuffle(shuffled, random);
            Correlator other = play(shuffled);
            assertThat(other.level(KEY, NOW)).as("seed %d", seed).isEqualTo(first.level(KEY, NOW));
        }
    }
}
