package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Standings;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/** One run: owners with their sites, a correlator, a network between them, and what its {@link Plan} wants. */
final class Simulation {
    private static final Outages ALWAYS_THERE = new Outages();

    /** Small, so that floods fill them; with room for what the honest say. */
    private static final int ENTRIES_PER_OWNER = 72;

    private static final int LIFTED_AT_ONCE = 8;

    final Plan plan;
    final Clockwork clock = new Clockwork();
    final Random random;
    final Post post;
    final Truth truth;
    final Mssp mssp;
    final List<Site> sites = new ArrayList<>();
    final Liars liars;
    final Exercised exercised = new Exercised();
    final Damage damage;
    final Oracle oracle;
    private final Auditor auditor;
    private final Consumer<String> tracer;
    private final Script script;
    private final List<Spoken> spoken = new ArrayList<>();
    private final Map<TagKey, List<byte[]>> decisions = new HashMap<>();

    /** Decisions that were cancelled since. */
    private final List<byte[]> lifted = new ArrayList<>();

    private long epoch = 1;
    private long pardonedSince = Long.MAX_VALUE;
    private long nextTick;
    private long lastTraffic;

    private record Spoken(Member by, byte[] message) {}

    Simulation(Plan plan, Consumer<String> tracer) {
        this.plan = plan;
        this.tracer = tracer;
        this.random = new Random(plan.seed());
        this.post = new Post(clock, random, plan.lossPercent());
        this.truth = new Truth(plan.blockOwners());
        this.mssp = new Mssp(clock, config(plan), plan.owners(), truth, new Outlet());
        this.liars = new Liars(this, random);
        this.damage = new Damage(this);
        this.auditor = new Auditor(this, exercised);
        this.oracle = new Oracle(this, plan, exercised, auditor);
        this.script = new Script(this, random);
    }

    private static CorrelatorConfig config(Plan plan) {
        CorrelatorConfig config = CorrelatorConfig.standard().withBlockOwners(plan.blockOwners());
        int entries = plan.owners() * ENTRIES_PER_OWNER;
        return plan.floods() ? config.withEntries(entries, entries) : config;
    }

    void run() {
        script.prepare();
        lastTraffic = clock.now();
        tickAt(clock.now());
        clock.run(plan.endMicros());
        damage.end();
    }

    long epoch() {
        return epoch;
    }

    void trace(String what) {
        tracer.accept((clock.now() - Clockwork.START) / Clockwork.MILLI + " ms: " + what);
    }

    /** Once a second while messages are on their way, as production does; seldom when nothing moves. */
    private void tickAt(long micros) {
        nextTick = micros;
        clock.at(micros, () -> {
            if (nextTick == micros) {
                if (!mssp.outages.awayAt(micros)) {
                    mssp.tick();
                }
                damage.step();
                auditor.check();
                oracle.checkAll();
                boolean busy = micros - lastTraffic < 40 * Clockwork.SECOND;
                tickAt(micros + (busy ? 1 : plan.slow() ? 120 : 20) * Clockwork.SECOND);
            }
        });
    }

    private void moved() {
        lastTraffic = clock.now();
        if (nextTick > lastTraffic + Clockwork.SECOND) {
            tickAt(lastTraffic + Clockwork.SECOND);
        }
    }

    static ReportFacts facts(Severity severity, long seenMicros, int validMinutes) {
        long minutes = ReportFacts.minutes(seenMicros);
        Context context = new Context(6, 22, 1, 4);
        Bytes32 evidence = new Bytes32(5, 5, 5, 5);
        return new ReportFacts(7, 1110, context, 90, severity, minutes, minutes, 5, evidence, validMinutes);
    }

    /** A node's message on its way to the correlator. */
    void send(Member by, byte[] message) {
        Outages from = by.honest ? sites.get(by.owner).outages : ALWAYS_THERE;
        if (by.honest) {
            spoken.add(new Spoken(by, message));
        }
        post.send(from, mssp.outages, () -> {
            moved();
            mssp.take(by.node(), message);
        });
    }

    /** A liar says as its own what another has signed. */
    void copyTo(Member liar) {
        if (!spoken.isEmpty()) {
            send(liar, spoken.get(random.nextInt(spoken.size())).message());
        }
    }

    /** Somebody who has listened tells the sites once more some of what was cancelled. */
    void replayLifted() {
        for (int i = 0; i < LIFTED_AT_ONCE && !lifted.isEmpty(); i++) {
            tellSites(lifted.get(random.nextInt(lifted.size())));
        }
    }

    void tellSites(byte[] message) {
        for (Site site : sites) {
            post.send(mssp.outages, site.outages, () -> atSite(site, message));
        }
    }

    private void atSite(Site site, byte[] message) {
        moved();
        veto(site, site.take(message, clock.now()));
        oracle.check(site);
    }

    private void veto(Site site, List<TagKey> tags) {
        Member by = site.nodes.get(0);
        tags.forEach(tag -> trace(by + " vetoes " + Cast.valueOf(tag)));
        tags.forEach(tag ->
                send(by, Veto.build(tag, clock.now() + site.skewMicros, by.key).encode()));
    }

    /** An honest site detects, and each of these nodes reports. */
    void report(Site site, Member by, Site.Seen seen) {
        byte[] message = AttackSignature.build(
                        seen.value(),
                        facts(Severity.HIGH, seen.micros() + site.skewMicros, seen.validMinutes()),
                        Cast.keys(site.newestEpoch()),
                        by.node(),
                        random,
                        by.key)
                .encode();
        trace(by + " reports " + seen.value() + " for " + seen.validMinutes() + " min");
        send(by, message);
    }

    void restart(Site site) {
        trace("the site of owner " + site.owner + " restarts");
        veto(site, site.restart(clock.now()));
        oracle.check(site);
    }

    void restartCorrelator() {
        trace("the correlator restarts");
        mssp.restart();
        oracle.checkAll();
    }

    void pardon(IndicatorValue value) {
        trace("a person pardons " + value);
        oracle.pardons(value);
        pardonedSince = Math.min(pardonedSince, clock.now());
        for (long each = 1; each <= epoch; each++) {
            mssp.suppress(Cast.tag(value, each), plan.endMicros());
        }
    }

    boolean isPardoned(IndicatorValue value) {
        return value.equals(Cast.PARDONED.value) && pardonedSince <= clock.now();
    }

    long pardonedSince() {
        return pardonedSince;
    }

    /** FEDERATION 3.5: everyone gets the new keys, and says again under them what it said and what still counts. */
    void newEpoch() {
        epoch++;
        trace("key epoch " + epoch);
        if (isPardoned(Cast.PARDONED.value)) {
            mssp.suppress(Cast.PARDONED.tag(epoch), plan.endMicros());
        }
        long newest = epoch;
        for (Site site : sites) {
            post.send(ALWAYS_THERE, site.outages, () -> script.giveKeys(site, newest));
        }
        for (int liar = 0; liar < plan.liars(); liar++) {
            if (liars.nodes(liar).get(0).enrolled) {
                liars.give(liar, newest);
            }
        }
    }

    void giveKeys(Site site, long newest) {
        veto(site, site.give(newest, clock.now()));
        oracle.check(site);
    }

    boolean away(Site site) {
        return site.outages.awayAt(clock.now()) || mssp.outages.awayAt(clock.now());
    }

    /** When the site and the correlator were last cut off from each other. */
    long backBefore(Site site) {
        return Math.max(site.outages.backBefore(clock.now()), mssp.outages.backBefore(clock.now()));
    }

    /** How many honest owners could veto a value. */
    int friendsOf(Cast each) {
        int friends = 0;
        for (Site site : sites) {
            boolean alibi = false;
            for (long old = 1; old <= epoch; old++) {
                alibi |= hasAlibi(site, each.value, each.tag(old));
            }
            friends += alibi || site.isFriend(each) || site.allows(each) ? 1 : 0;
        }
        return friends;
    }

    /** FEDERATION 8.2: it had good flows here before the first report, which is one of its key epoch and not older than a day. */
    boolean hasAlibi(Site site, IndicatorValue value, TagKey key) {
        long asked = Math.max(auditor.firstMicros(key), clock.now() - Clockwork.DAY);
        return site.alibis.getOrDefault(value, Long.MAX_VALUE) < asked;
    }

    /** FEDERATION 11: P4 is about vetoing owners of full weight. */
    boolean vetoesInFull(Site site) {
        Member by = site.nodes.get(0);
        double trust = mssp.standings().weigh(Standings.Word.VETO, by.ownerId(), by.trust, clock.now());
        return trust >= 0.8 && by.ageDays >= 7;
    }

    private final class Outlet implements Mssp.Outlet {
        @Override
        public void decided(CorrelatorEffect.Broadcast broadcast, byte[] message) {
            trace("decided " + broadcast.draft().level() + " about "
                    + Cast.valueOf(broadcast.draft().key()) + " for "
                    + broadcast.draft().ttlSeconds() + " s");
            auditor.decided(broadcast.draft());
            if (Cast.valueOf(broadcast.draft().key()) != null) {
                decisions
                        .computeIfAbsent(broadcast.draft().key(), key -> new ArrayList<>())
                        .add(message);
            }
            tellSites(message);
        }

        @Override
        public void cancelled(CorrelatorEffect.Cancel cancel, byte[] message) {
            trace("cancelled " + Cast.valueOf(cancel.draft().key()) + ": "
                    + cancel.draft().reason());
            auditor.cancelled(cancel.draft());
            lifted.addAll(
                    Objects.requireNonNullElse(decisions.remove(cancel.draft().key()), List.of()));
            tellSites(message);
        }
    }
}
