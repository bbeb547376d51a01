package com.hookprobe.qsecbit.federation.tool.mesh;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.federation.core.Standings;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Sites and one correlator in virtual time. Nothing here decides: messages are encoded, signed, delayed, decoded and
 * verified, and the machines of production do the rest. Key epochs are days, and all sites are members throughout.
 *
 * <p>The caller plays its records in the order of time: {@link #advance} to each record's time, then look and report. What
 * arrives at that very time is there before. Not thread-safe.
 */
public final class VirtualMesh {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long EPOCH_MICROS = 86_400 * SECOND_MICROS;

    /** How long after a message the correlator's clock ticks; a decision is sent again at most each 10 s. */
    private static final long TICKING_MICROS = 60 * SECOND_MICROS;

    /** FEDERATION 7.7: how long a BLOCK_LONG waits for vetoes. */
    private static final long SETTLES_MICROS = 3_600 * SECOND_MICROS;

    private record Due(long atMicros, long serial, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = Long.compare(atMicros, other.atMicros);
            return order != 0 ? order : Long.compare(serial, other.serial);
        }
    }

    private final MeshSettings settings;
    private final SplittableRandom random;
    private final byte[] groupSecret = new byte[GroupKeys.SECRET_BYTES];
    private final NodeKey correlatorKey;
    private final Correlator correlator;
    private final Standings standings = new Standings();
    private final List<VirtualSite> sites = new ArrayList<>();
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final MeshCounts counts = new MeshCounts();
    private long nowMicros;
    private long tickUntilMicros;
    private boolean ticking;
    private long serial;
    private long sequence;

    /**
     * A mesh without sites.
     *
     * @param startMicros when its time begins, microseconds since the epoch
     */
    public VirtualMesh(MeshSettings settings, long startMicros) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        random.nextBytes(groupSecret);
        this.correlatorKey = new NodeKey(random);
        this.correlator = new Correlator(settings.correlator(), 0);
        this.nowMicros = startMicros;
        long epoch = startMicros / EPOCH_MICROS;
        schedule((epoch + 1) * EPOCH_MICROS, () -> newEpoch(epoch + 1));
    }

    /**
     * Lets an owner with one site take part.
     *
     * @param relations what the site itself knows
     */
    public VirtualSite join(String name, RelationLookup relations) {
        VirtualSite site = new VirtualSite(name, random.split(), correlatorKey, relations);
        site.renew(GroupKeys.derive(groupSecret, nowMicros / EPOCH_MICROS), nowMicros);
        sites.add(site);
        correlator.activeOwners(sites.size());
        return site;
    }

    /**
     * Delivers everything that is due up to a time.
     *
     * @throws IllegalArgumentException when the time runs backwards
     */
    public void advance(long toMicros) {
        if (toMicros < nowMicros) {
            throw new IllegalArgumentException("time runs backwards, from " + nowMicros + " to " + toMicros);
        }
        for (Due due = queue.peek(); due != null && due.atMicros() <= toMicros; due = queue.peek()) {
            queue.remove(due);
            nowMicros = due.atMicros();
            due.action().run();
        }
        nowMicros = toMicros;
    }

    /** A site reports a value now; the report arrives later. */
    public void report(VirtualSite site, IndicatorValue value, ReportFacts facts) {
        sendReport(site, site.report(value, facts));
    }

    /** What was sent so far. */
    public MeshCounts counts() {
        return counts;
    }

    private void newEpoch(long epoch) {
        schedule((epoch + 1) * EPOCH_MICROS, () -> newEpoch(epoch + 1));
        for (VirtualSite site : sites) {
            site.renew(GroupKeys.derive(groupSecret, epoch), nowMicros).forEach(report -> sendReport(site, report));
        }
    }

    private void sendReport(VirtualSite site, byte[] message) {
        schedule(nowMicros + settings.upMicros(), () -> {
            AttackSignature report = decoded(() -> AttackSignature.decode(message));
            counts.report();
            if (report.verify(site.key())) {
                carryOut(correlator.report(
                        report, site.reporter(standings, Standings.Word.REPORT, nowMicros), nowMicros));
            }
        });
    }

    private void sendVeto(VirtualSite site, TagKey tag) {
        byte[] message = Veto.build(tag, nowMicros, site.key()).encode();
        schedule(nowMicros + settings.upMicros(), () -> {
            Veto veto = decoded(() -> Veto.decode(message));
            counts.veto();
            if (veto.verify(site.key())) {
                carryOut(correlator.veto(veto, site.reporter(standings, Standings.Word.VETO, nowMicros), nowMicros));
            }
        });
    }

    private void carryOut(List<CorrelatorEffect> effects) {
        for (CorrelatorEffect effect : effects) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                counts.decision();
                byte[] message = MeshDecision.sign(
                                broadcast.draft(), sequence++, nowMicros, List.of(nowMicros), correlatorKey)
                        .encode();
                toSites(site -> site.decision(message, nowMicros));
                if (broadcast.draft().level() == DecisionLevel.BLOCK_LONG) {
                    schedule(nowMicros + SETTLES_MICROS, () -> carryOut(correlator.tick(nowMicros)));
                }
            } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
                counts.cancel();
                byte[] message = MeshCancel.sign(cancel.draft(), sequence++, nowMicros, correlatorKey)
                        .encode();
                toSites(site -> {
                    site.cancel(message, nowMicros);
                    return List.of();
                });
            } else if (effect instanceof CorrelatorEffect.Penalise penalise) {
                standings.wronged(penalise.owners(), nowMicros);
            } else if (effect instanceof CorrelatorEffect.Confirm confirm) {
                standings.confirmed(confirm.owners(), nowMicros);
                standings.outvoted(confirm.outvoted(), nowMicros);
            } else if (effect instanceof CorrelatorEffect.Ignored) {
                counts.ignore();
            }
        }
        tickUntilMicros = nowMicros + TICKING_MICROS;
        if (!ticking) {
            ticking = true;
            schedule(nowMicros + SECOND_MICROS, this::tick);
        }
    }

    private void tick() {
        List<CorrelatorEffect> effects = correlator.tick(nowMicros);
        ticking = nowMicros < tickUntilMicros || !effects.isEmpty();
        if (ticking) {
            schedule(nowMicros + SECOND_MICROS, this::tick);
        }
        if (!effects.isEmpty()) {
            carryOut(effects);
        }
    }

    private interface Delivery {
        List<TagKey> to(VirtualSite site) throws MalformedException;
    }

    private void toSites(Delivery delivery) {
        schedule(nowMicros + settings.downMicros(), () -> {
            for (VirtualSite site : sites) {
                decoded(() -> delivery.to(site)).forEach(tag -> sendVeto(site, tag));
            }
        });
    }

    private interface Decoding<T> {
        T run() throws MalformedException;
    }

    private static <T> T decoded(Decoding<T> decoding) {
        try {
            return decoding.run();
        } catch (MalformedException e) {
            throw new IllegalStateException("what this mesh encodes decodes", e);
        }
    }

    private void schedule(long atMicros, Runnable action) {
        queue.add(new Due(atMicros, serial++, action));
    }
}
