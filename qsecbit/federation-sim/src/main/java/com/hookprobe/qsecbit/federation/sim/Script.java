package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Who is there, who knows whom, and what happens besides lies. */
final class Script {
    private static final int REPLAYS = 30;
    private static final int LIFTED_REPLAYS = 4;
    private static final int SIEGE_ROUNDS = 6;
    private static final long SIEGE_MICROS = 45 * Clockwork.MINUTE;

    /** Of an honest report: little more than a block's half-life, a block's life, and the longest that counts. */
    private static final List<Integer> VALID_MINUTES = List.of(31, 60, 1440);

    private final Simulation mesh;
    private final Plan plan;
    private final Random random;
    private final int honest;

    Script(Simulation mesh, Random random) {
        this.mesh = mesh;
        this.plan = mesh.plan;
        this.random = random;
        this.honest = plan.owners() - plan.liars();
    }

    void prepare() {
        for (int owner = 0; owner < honest; owner++) {
            site(owner);
        }
        for (int liar = 0; liar < plan.liars(); liar++) {
            liar(liar);
        }
        relations();
        attacks();
        mistake();
        network();
        plan.lies()
                .forEach(lie -> at(lie.atMicros(), () -> {
                    mesh.trace("liar " + lie.liar() + ": " + lie.kind() + " " + lie.value() + " " + lie.shiftMinutes());
                    mesh.liars.act(lie);
                }));
    }

    private void site(int owner) {
        Site site = new Site(owner, mesh.mssp.key, plan.floods() ? Site.TAGS_FLOODED : Site.TAGS);
        site.skewMicros = (random.nextInt(120) - 60) * Clockwork.SECOND;
        int kind = random.nextInt(20);
        for (int node = 0; node <= random.nextInt(3); node++) {
            Member member = new Member(owner, node, true);
            // A few are young, a few not trusted in full.
            member.ageDays = kind == 0 ? 3 : 100;
            member.trust = kind == 1 ? 0.65 : 1;
            site.nodes.add(member);
            mesh.mssp.enrol(member);
        }
        site.give(1, Clockwork.START);
        site.allowlist.add(Cast.GATEWAY.value);
        mesh.sites.add(site);
    }

    private void liar(int liar) {
        int owner = honest + liar;
        boolean young = random.nextInt(6) == 0;
        List<Member> nodes = new ArrayList<>();
        int trusted = 1 + random.nextInt(4);
        for (int node = 0; node < trusted + 2; node++) {
            Member member = new Member(owner, node, false);
            member.ageDays = young ? 2 : 100;
            member.trust = node == trusted ? 0.3 : 1;
            nodes.add(member);
            if (node <= trusted) {
                mesh.mssp.enrol(member);
            }
        }
        mesh.liars.add(nodes);
        mesh.liars.give(liar, 1);
    }

    private void relations() {
        List<Site> full = new ArrayList<>(mesh.sites);
        full.removeIf(site -> site.nodes.get(0).ageDays < 7 || site.nodes.get(0).trust < 1);
        Collections.shuffle(full, random);
        int wanted = plan.liarsMax() + 1 + (plan.leaves() ? 1 : 0);
        full.stream().limit(wanted).forEach(site -> befriend(site, Cast.PARTNER.value));
        befriend(any(), Cast.CUSTOMER.value);
        for (Site site : mesh.sites) {
            if (random.nextBoolean()) {
                site.allowlist.add(Cast.RESOLVER.value);
            }
        }
        mesh.sites.stream().filter(site -> site.owner % 3 == 0).forEach(site -> site.warned.add(Cast.INNOCENT.value));
        for (int i = random.nextInt(3); i > 0; i--) {
            befriend(any(), Cast.SLEEPER.value);
        }
        Site acquainted = any();
        acquainted.acquaintances.add(Cast.INNOCENT.value);
        acquainted.acquaintances.add(Cast.NEIGHBOURHOOD.value);
        flow(acquainted, Cast.INNOCENT.value, Clockwork.START - 2 * Clockwork.DAY);
    }

    private Site any() {
        return mesh.sites.get(random.nextInt(mesh.sites.size()));
    }

    private static void befriend(Site site, IndicatorValue value) {
        site.friends.add(value);
        for (int day = 2; day <= 5; day++) {
            flow(site, value, Clockwork.START - day * Clockwork.DAY);
        }
    }

    private static void flow(Site site, IndicatorValue value, long micros) {
        IpAddress address = value.addresses().orElseThrow().address();
        site.history.onGoodFlow(address, micros);
    }

    private void attacks() {
        int span = (int) (plan.actionMicros() / Clockwork.SECOND);
        for (Cast attacker : List.of(Cast.ATTACKER, Cast.DROPPER, Cast.PARDONED, Cast.SLEEPER)) {
            List<Site> victims = new ArrayList<>(mesh.sites);
            victims.removeIf(site -> site.friends.contains(attacker.value));
            Collections.shuffle(victims, random);
            int many = Math.min(victims.size(), plan.blockOwners() + random.nextInt(3));
            int burst = random.nextBoolean() ? 60 : span;
            int begins = random.nextInt(Math.max(1, span - burst));
            for (Site victim : victims.subList(0, many)) {
                attack(victim, attacker, (begins + random.nextInt(burst)) * Clockwork.SECOND);
            }
            if (plan.slow() && attacker == Cast.ATTACKER) {
                siege(victims.subList(0, many));
            }
            if (plan.slow() && attacker == Cast.ATTACKER && victims.size() > many) {
                alibi(victims.get(0), victims.get(victims.size() - 1));
            }
        }
        at(plan.actionMicros() * 2 / 3, () -> mesh.pardon(Cast.PARDONED.value));
    }

    private void attack(Site victim, Cast attacker, long at) {
        at(at, () -> {
            attacker.value
                    .addresses()
                    .ifPresent(addresses -> victim.history.onDetection(addresses.address(), mesh.clock.now()));
            Site.Seen seen = seen(attacker);
            victim.attackers.add(seen);
            for (Member node : victim.nodes) {
                mesh.report(victim, node, seen);
                if (random.nextInt(3) > 0) {
                    break;
                }
            }
        });
        if (random.nextInt(3) == 0) {
            long later = at + (30 + random.nextInt(600)) * Clockwork.SECOND;
            at(later, () -> mesh.report(victim, victim.nodes.get(0), seen(attacker)));
        }
    }

    private Site.Seen seen(Cast value) {
        return new Site.Seen(value.value, mesh.clock.now(), VALID_MINUTES.get(random.nextInt(VALID_MINUTES.size())));
    }

    /** It comes again and again, before a block ends and when the reports before it may be over. */
    private void siege(List<Site> victims) {
        long begins = random.nextInt(12) * Clockwork.HOUR;
        for (int round = 0; round < SIEGE_ROUNDS; round++) {
            for (Site victim : victims) {
                attack(victim, Cast.ATTACKER, begins + round * SIEGE_MICROS + random.nextInt(60) * Clockwork.SECOND);
            }
        }
    }

    /** While it attacks one site all day, the attacker makes good flows with another: too late to be an old friend. */
    private void alibi(Site victim, Site courted) {
        courted.alibis.put(Cast.ATTACKER.value, Clockwork.START + 30 * Clockwork.MINUTE);
        for (int hour = 0; hour < 34; hour++) {
            at(hour * Clockwork.HOUR, () -> mesh.report(victim, victim.nodes.get(0), seen(Cast.ATTACKER)));
            at(
                    hour * Clockwork.HOUR + 30 * Clockwork.MINUTE,
                    () -> flow(courted, Cast.ATTACKER.value, mesh.clock.now()));
        }
    }

    /** Honest owners are wrong, and say so. */
    private void mistake() {
        IndicatorValue value = Cast.MISTAKEN.value;
        long begins = random.nextInt(60) * Clockwork.SECOND;
        List<Site> wrong = new ArrayList<>(mesh.sites);
        Collections.shuffle(wrong, random);
        for (Site site : wrong.subList(0, Math.min(wrong.size(), plan.blockOwners()))) {
            Member node = site.nodes.get(0);
            at(begins, () -> mesh.report(site, node, seen(Cast.MISTAKEN)));
            at(begins + (60 + random.nextInt(60)) * Clockwork.SECOND, () -> {
                for (long epoch = 1; epoch <= mesh.epoch(); epoch++) {
                    long until = mesh.clock.now() + site.skewMicros + Clockwork.MINUTE;
                    Bytes32 any = new Bytes32(1, 1, 1, 1);
                    mesh.send(
                            node,
                            Retraction.build(Cast.tag(value, epoch), any, until, node.key)
                                    .encode());
                }
            });
        }
    }

    private void network() {
        long span = plan.actionMicros();
        for (int i = 0; i < plan.cuts(); i++) {
            Outages who = random.nextInt(4) == 0 ? mesh.mssp.outages : any().outages;
            who.add(Clockwork.START + (long) (random.nextDouble() * span), random.nextInt(40) * Clockwork.SECOND);
        }
        for (int i = 0; i < plan.restarts(); i++) {
            long when = (long) (random.nextDouble() * span);
            Site site = any();
            at(when, random.nextBoolean() ? mesh::restartCorrelator : () -> mesh.restart(site));
        }
        for (int i = 0; i < plan.newEpochs(); i++) {
            long earliest = plan.slow() ? 24 * Clockwork.HOUR : 0;
            at(earliest + (long) (random.nextDouble() * (span - earliest)), mesh::newEpoch);
        }
        for (int i = 0; i < REPLAYS; i++) {
            at((long) (random.nextDouble() * span * 1.5), mesh.post::replay);
        }
        // Elsewhere what was cancelled is remembered.
        for (int i = 0; plan.floods() && i < LIFTED_REPLAYS; i++) {
            at((long) (random.nextDouble() * span * 1.5), mesh::replayLifted);
        }
        if (plan.leaves()) {
            at((long) (random.nextDouble() * span), this::leave);
        }
    }

    /** An owner is put out: all its nodes at once, and the others get new keys. */
    private void leave() {
        if (plan.liars() == 0) {
            return;
        }
        List<Member> nodes = mesh.liars.nodes(random.nextInt(plan.liars()));
        mesh.trace(nodes.get(0) + " is put out");
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).enrolled) {
                mesh.mssp.revoke(nodes.get(i), i == nodes.size() - 2);
            }
        }
        mesh.newEpoch();
    }

    /** A site has new keys; what it said and what still counts it says again. */
    void giveKeys(Site site, long epoch) {
        if (site.newestEpoch() >= epoch) {
            return;
        }
        mesh.giveKeys(site, epoch);
        for (Site.Seen seen : List.copyOf(site.attackers)) {
            if (seen.micros() + seen.validMinutes() * Clockwork.MINUTE > mesh.clock.now()) {
                mesh.report(site, site.nodes.get(0), seen);
            }
        }
    }

    private void at(long afterStart, Runnable action) {
        mesh.clock.at(Clockwork.START + afterStart, action);
    }
}
