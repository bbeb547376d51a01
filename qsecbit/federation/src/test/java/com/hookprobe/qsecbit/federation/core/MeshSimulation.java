package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Sites, liars and a correlator in virtual time. Messages travel as bytes; they are delayed, lost and sent again,
 * doubled, reordered, and replayed at random by whoever listens. The last owners lie: they have many nodes, report
 * anything, seal garbage, veto, take back, and shift their clocks.
 */
final class MeshSimulation {
    static final long SECOND = 1_000_000;

    /** The longest way of a message: 10 attempts of one second, and 2 seconds. */
    static final long DELIVERY_MICROS = 12 * SECOND;

    private record Event(long atMicros, long serial, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(atMicros, other.atMicros);
            return order != 0 ? order : Long.compare(serial, other.serial);
        }
    }

    private static final int NODES_PER_LIAR = 5;
    private static final Samples.Toy MSSP = new Samples.Toy(-1);

    final Random random;
    final int owners;
    final int liars;
    final int blockOwners;
    final List<SimSite> sites = new ArrayList<>();
    final Correlator correlator;
    long now = NOW;

    /** When the correlator got the reports of distinct honest owners about a value. */
    final Map<IndicatorValue, Map<Integer, Long>> honestReports = new HashMap<>();

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final List<Runnable> heard = new ArrayList<>();
    private long serial;
    private long sequence;

    MeshSimulation(long seed, int owners, int liars, int blockOwners) {
        this.random = new Random(seed);
        this.owners = owners;
        this.liars = liars;
        this.blockOwners = blockOwners;
        this.correlator = new Correlator(CorrelatorConfig.standard().withBlockOwners(blockOwners), owners);
        for (int owner = 1; owner <= owners - liars; owner++) {
            sites.add(new SimSite(owner, MSSP));
        }
    }

    int liarsMax() {
        return (owners - 1) / 3;
    }

    void at(long micros, Runnable action) {
        queue.add(new Event(micros, serial++, action));
    }

    /** Runs to a time, with a tick each second. */
    void run(long untilMicros) {
        for (long tick = now; tick < untilMicros; tick += SECOND) {
            at(tick, () -> effects(correlator.tick(now)));
        }
        while (!queue.isEmpty() && queue.peek().atMicros() <= untilMicros) {
            Event event = queue.poll();
            now = event.atMicros();
            event.action().run();
        }
        now = untilMicros;
    }

    /** The attacker comes to a site, which detects it and reports. */
    void attack(SimSite site, IndicatorValue attacker) {
        site.history.onDetection(attacker.addresses().orElseThrow().address(), now);
        site.attackedBy.add(attacker);
        byte[] report = AttackSignature.build(
                        attacker, Samples.facts(Severity.HIGH, now), Samples.keys(1), site.node, random, site.key)
                .encode();
        Reporter reporter = new Reporter(site.node, Samples.id(site.owner), 1, 100);
        toCorrelator(
                report,
                reporter,
                site.key,
                () -> honestReports
                        .computeIfAbsent(attacker, key -> new HashMap<>())
                        .putIfAbsent(site.owner, now));
    }

    /** A liar does something about a value. */
    void lie(int liar, IndicatorValue value) {
        int owner = owners - liar;
        Bytes32 node = Samples.id(1000L * owner + random.nextInt(NODES_PER_LIAR));
        Samples.Toy key = new Samples.Toy(owner);
        Reporter reporter = new Reporter(node, Samples.id(owner), 1, 100);
        TagKey tag = new TagKey(value.type(), 1, Samples.keys(1).tag(value));
        long time = now + (random.nextInt(40) - 20) * MINUTE;
        byte[] message = switch (random.nextInt(6)) {
            case 0 -> Veto.build(tag, time, key).encode();
            case 1 ->
                Retraction.build(tag, Samples.id(random.nextInt(9)), time, key).encode();
            case 2 -> garbage(report(value, time, node, key), key);
            default -> report(value, time, node, key);
        };
        toCorrelator(message, reporter, key, () -> {});
    }

    /** A liar reports the right tag with a value that opens for no one. */
    void reportGarbage(int liar, IndicatorValue value) {
        int owner = owners - liar;
        Samples.Toy key = new Samples.Toy(owner);
        Bytes32 node = Samples.id(1000L * owner);
        Reporter reporter = new Reporter(node, Samples.id(owner), 1, 100);
        toCorrelator(garbage(report(value, now, node, key), key), reporter, key, () -> {});
    }

    /** Someone repeats something it has heard, to whom it was sent. */
    void replay() {
        if (!heard.isEmpty()) {
            heard.get(random.nextInt(heard.size())).run();
        }
    }

    void effects(List<CorrelatorEffect> effects) {
        for (CorrelatorEffect effect : effects) {
            byte[] message = null;
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                message = MeshDecision.sign(broadcast.draft(), sequence++, now, List.of(now), MSSP)
                        .encode();
            } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
                message = MeshCancel.sign(cancel.draft(), sequence++, now, MSSP).encode();
            }
            if (message != null) {
                byte[] bytes = message;
                sites.forEach(site -> send(() -> toSite(site, bytes)));
            }
        }
    }

    /** When the k-th honest owner's report came to the correlator. */
    long confirmedMicros(IndicatorValue value) {
        List<Long> all =
                new ArrayList<>(honestReports.getOrDefault(value, Map.of()).values());
        all.sort(null);
        return all.size() >= blockOwners ? all.get(blockOwners - 1) : Long.MAX_VALUE;
    }

    private void toSite(SimSite site, byte[] message) {
        try {
            for (TagKey veto : site.take(message, now)) {
                Reporter reporter = new Reporter(site.node, Samples.id(site.owner), 1, 100);
                toCorrelator(Veto.build(veto, now, site.key).encode(), reporter, site.key, () -> {});
            }
        } catch (MalformedException e) {
            throw new AssertionError("the correlator sent what no one can read", e);
        }
    }

    private void toCorrelator(byte[] message, Reporter reporter, Samples.Toy key, Runnable arrived) {
        send(() -> {
            effects(take(message, reporter, key));
            arrived.run();
        });
    }

    private List<CorrelatorEffect> take(byte[] message, Reporter reporter, Samples.Toy key) {
        try {
            if (message.length == 143 && message[1] == 1) {
                Veto veto = Veto.decode(message);
                return veto.verify(key) ? correlator.veto(veto, reporter, now) : List.of();
            }
            if (message.length == 143) {
                Retraction retraction = Retraction.decode(message);
                return retraction.verify(key) ? correlator.retract(retraction, reporter, now) : List.of();
            }
            AttackSignature report = AttackSignature.decode(message);
            return report.verify(key) ? correlator.report(report, reporter, now) : List.of();
        } catch (MalformedException e) {
            return List.of();
        }
    }

    private void send(Runnable delivery) {
        heard.add(delivery);
        int attempts = 0;
        while (attempts < 10 && random.nextInt(10) < 3) {
            attempts++;
        }
        at(now + attempts * SECOND + random.nextInt(2_000_000), delivery);
        if (random.nextInt(5) == 0) {
            at(now + random.nextInt(12_000_000), delivery);
        }
    }

    private byte[] report(IndicatorValue value, long time, Bytes32 node, Samples.Toy key) {
        return AttackSignature.build(value, Samples.facts(Severity.CRITICAL, time), Samples.keys(1), node, random, key)
                .encode();
    }

    /** The right tag over a value that opens for no one, properly signed by the liar. */
    private static byte[] garbage(byte[] report, Samples.Toy key) {
        byte[] bytes = report.clone();
        Arrays.fill(bytes, 43, 60, (byte) 0x55);
        byte[] label = "HOOKPROBE ATTACK SIGNATURE V1\0".getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(label, label.length + bytes.length - 64);
        System.arraycopy(bytes, 0, message, label.length, bytes.length - 64);
        System.arraycopy(key.sign(message), 0, bytes, bytes.length - 64, 64);
        return bytes;
    }
}
