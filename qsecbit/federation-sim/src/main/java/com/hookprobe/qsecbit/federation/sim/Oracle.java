package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The invariants of FEDERATION 1.4, checked after everything that happens at a site and as time passes. */
final class Oracle {
    private record Met(Site site, TagKey key, long sinceMicros) {}

    private final Simulation mesh;
    private final Plan plan;
    private final Exercised exercised;
    private final Auditor auditor;
    private final Set<Met> met = new HashSet<>();
    private final Set<Site> atPardon = new HashSet<>();
    private final long goalMicros;

    Oracle(Simulation mesh, Plan plan, Exercised exercised, Auditor auditor) {
        this.mesh = mesh;
        this.plan = plan;
        this.exercised = exercised;
        this.auditor = auditor;
        this.goalMicros = goal(plan);
    }

    /** FEDERATION 7.3: once on the way, and once more for each eight owners that sealed garbage. */
    private static long goal(Plan plan) {
        boolean garbage =
                plan.lies().stream().anyMatch(lie -> lie.kind() == LieKind.GARBAGE || lie.kind() == LieKind.SWAPPED);
        long resends = garbage ? 1 + (plan.liarsMax() + 1) / DecisionDraft.SEALED_MAX : 0;
        return Post.DELIVERY_MICROS + resends * 11 * Clockwork.SECOND;
    }

    private int fewest() {
        return ((plan.leaves() ? plan.owners() - 1 : plan.owners()) - 1) / 3;
    }

    private boolean fewLie() {
        return plan.liars() <= fewest();
    }

    void checkAll() {
        mesh.sites.forEach(this::check);
    }

    void check(Site site) {
        for (Cast each : Cast.ALL) {
            counted(site, each);
            if (fewLie()) {
                held(site, each);
                vetoed(site, each);
            }
        }
        own(site);
        pardoned(site);
    }

    /** P1, for any number of liars. */
    private void own(Site site) {
        if (site.inForce.isEmpty() && auditor.isQuiet()) {
            return;
        }
        long now = mesh.clock.now();
        for (IndicatorValue mine : site.allowlist) {
            if (site.touchedBy(mine, false, now)) {
                throw broken(Invariant.P1, "enforces what it allows", site, mine);
            }
            ownAtStake(mine);
        }
        for (IndicatorValue friend : site.friends) {
            if (site.touchedBy(friend, true, now)) {
                throw broken(Invariant.P1, "blocks whom it has good relations with", site, friend);
            }
            ownAtStake(friend);
        }
        for (IndicatorValue warned : site.warned) {
            if (site.blocks(warned, now)) {
                throw broken(Invariant.P1, "blocks what its warning lists name", site, warned);
            }
            ownAtStake(warned);
        }
    }

    private void ownAtStake(IndicatorValue mine) {
        if (auditor.isStrong(mine)) {
            exercised.had(Invariant.P1);
        }
    }

    /** P2, and P6 for what honest owners have taken back. */
    private void counted(Site site, Cast each) {
        IndicatorValue value = each.value;
        long now = mesh.clock.now();
        int most = 0;
        boolean lied = false;
        long fell = Long.MIN_VALUE;
        for (long epoch = 1; epoch <= mesh.epoch(); epoch++) {
            TagKey key = each.tag(epoch);
            most = Math.max(most, mesh.truth.honest(key) + plan.liars());
            lied |= mesh.truth.lied(key);
            fell = Math.max(fell, mesh.truth.fellMicros(key));
        }
        boolean few = most < Math.min(2, plan.blockOwners());
        boolean noBlock = most < plan.blockOwners();
        if (!noBlock) {
            return;
        }
        boolean after = fell > Long.MIN_VALUE;
        Invariant which = after ? Invariant.P6 : Invariant.P2;
        if (lied || (after && site.everEnforced.contains(value))) {
            exercised.had(which);
        }
        long since = Math.max(fell, mesh.backBefore(site));
        if (after && (mesh.away(site) || now <= since + Post.DELIVERY_MICROS)) {
            return;
        }
        if (few && site.enforces(value, now)) {
            throw broken(which, "enforces what " + most + " owners say", site, value);
        }
        if (site.blocks(value, now)) {
            throw broken(which, "blocks what " + most + " owners say", site, value);
        }
    }

    /** P3. */
    private void held(Site site, Cast each) {
        IndicatorValue value = each.value;
        long now = mesh.clock.now();
        if (mesh.isPardoned(value)
                || site.allows(each)
                || site.isFriend(each)
                || site.acquaintances.contains(value)
                || mesh.friendsOf(each) + plan.liars() > fewest()) {
            return;
        }
        for (long epoch = 1; epoch <= mesh.epoch(); epoch++) {
            TagKey key = each.tag(epoch);
            Truth.Confirmed confirmed = mesh.truth.confirmed(key);
            if (confirmed == null || mesh.away(site) || mesh.hasAlibi(site, value, key)) {
                continue;
            }
            long from = Math.max(Math.max(confirmed.sinceMicros(), mesh.backBefore(site)), site.hasKeysSince(epoch));
            boolean blocks = site.blocks(value, now);
            boolean first = blocks && now >= from && met.add(new Met(site, key, confirmed.sinceMicros()));
            // Where liars had it blocked before, there is nothing to measure.
            if (first && site.blockedSince(value) >= from) {
                exercised.banTook(now - from);
            }
            if (now >= from + goalMicros && now < confirmed.lastMicros() + Truth.HELD_MICROS) {
                exercised.had(Invariant.P3);
                if (!blocks) {
                    throw broken(
                            Invariant.P3,
                            "does not block what k honest owners confirmed "
                                    + (now - confirmed.sinceMicros()) / Clockwork.MILLI + " ms ago",
                            site,
                            value);
                }
            }
        }
    }

    /** P4: a decision goes out, vetoes come back, a cancel goes out. */
    private void vetoed(Site site, Cast each) {
        boolean known = each == Cast.PARTNER || each == Cast.NEIGHBOURHOOD;
        if (!known || !site.blocks(each.value, mesh.clock.now())) {
            return;
        }
        long now = mesh.clock.now();
        long since = Math.max(site.blockedSince(each.value), mesh.backBefore(site));
        int proven = 0;
        for (Site friend : mesh.sites) {
            if (friend.isFriend(each) && mesh.vetoesInFull(friend)) {
                proven++;
                if (mesh.away(friend)) {
                    return;
                }
                since = Math.max(since, mesh.backBefore(friend));
            }
        }
        if (mesh.away(site) || proven <= (plan.owners() - 1) / 3) {
            return;
        }
        exercised.had(Invariant.P4);
        if (now > since + 2 * Post.DELIVERY_MICROS + goalMicros) {
            throw broken(Invariant.P4, "still blocks what f + 1 honest owners vetoed", site, each.value);
        }
    }

    /** A person pardons, and these sites have something to lift. */
    void pardons(IndicatorValue value) {
        mesh.sites.stream()
                .filter(site -> site.enforces(value, mesh.clock.now()))
                .forEach(atPardon::add);
    }

    /** P6 for a person's word. */
    private void pardoned(Site site) {
        IndicatorValue value = Cast.PARDONED.value;
        long now = mesh.clock.now();
        if (!mesh.isPardoned(value) || mesh.away(site)) {
            return;
        }
        long from = Math.max(mesh.pardonedSince(), mesh.backBefore(site));
        boolean enforced = site.enforces(value, now);
        if (site.everEnforced.contains(value)) {
            if (!enforced && atPardon.remove(site)) {
                exercised.pardonTook(now - from);
            }
            exercised.had(Invariant.P6);
        }
        if (enforced && now > from + Post.DELIVERY_MICROS) {
            throw broken(Invariant.P6, "enforces what a person pardoned", site, value);
        }
    }

    private SimulationFailure broken(Invariant invariant, String what, Site site, IndicatorValue value) {
        return new SimulationFailure(
                invariant + ": the site of owner " + site.owner + " " + what + ", " + value + " at " + at());
    }

    private String at() {
        return (mesh.clock.now() - Clockwork.START) / Clockwork.MILLI + " ms";
    }

    static List<Cast> innocents() {
        return List.of(Cast.PARTNER, Cast.CUSTOMER, Cast.RESOLVER, Cast.GATEWAY, Cast.INNOCENT, Cast.NEIGHBOURHOOD);
    }
}
