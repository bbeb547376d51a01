package com.hookprobe.node.fleet.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One tenant's fleet in made-up time: messages that are lost, sites that are away, refuse, break down under a policy, or lie, a ledger that
 * takes its time, and an MSSP that starts again with no more than what it has stored.
 */
final class FleetSimulation {
    private static final long SECOND = 1_000_000;
    private static final int TURN_SECONDS = 5;
    private static final String BAD = "bad";

    /** What a site is like. */
    enum Kind {
        HONEST,
        /** Takes no policies. */
        REFUSING,
        /** Says that it follows and is well, whatever it does. */
        LYING
    }

    private static final class Site {
        private final FleetNode node;
        private final Kind kind;
        private boolean here = true;
        private long follows;
        private String content = "";
        private long refused;

        Site(FleetNode node, Kind kind) {
            this.node = node;
            this.kind = kind;
        }

        boolean honest() {
            return kind == Kind.HONEST;
        }

        boolean well() {
            return kind == Kind.LYING || !content.startsWith(BAD);
        }
    }

    /** What the MSSP sees; gone when it starts again. */
    private static final class Seen {
        private boolean present;
        private long sinceMicros;
        private long acknowledged;
        private long refused;
        private boolean healthy;
        private long healthMicros;
        private long sentMicros = -1;
        private long sent;
    }

    private final SplittableRandom random;
    private final int lossPercent;
    private final List<Site> sites = new ArrayList<>();
    private final Map<NodeId, Seen> seen = new HashMap<>();
    private final Map<Long, Long> sealedAt = new HashMap<>();
    private final Set<Long> everProven = new HashSet<>();
    private TenantFleet fleet = TenantFleet.NEW;
    private long now = 1_000 * SECOND;
    private long highest;

    FleetSimulation(long seed, int count, int lossPercent, int liarPercent, int refusingPercent) {
        this.random = new SplittableRandom(seed);
        this.lossPercent = lossPercent;
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[32];
            for (int j = 0; j < id.length; j++) {
                id[j] = (byte) random.nextInt();
            }
            Kind kind = i < count * liarPercent / 100
                    ? Kind.LYING
                    : i < count * (liarPercent + refusingPercent) / 100 ? Kind.REFUSING : Kind.HONEST;
            FleetNode node = new FleetNode(NodeId.of(id), "site-" + i, Tier.GUARDIAN, new TreeSet<>());
            sites.add(new Site(node, kind));
        }
    }

    void group(String name, String selector, Plan plan) {
        fleet = Staging.group(fleet, name, Selector.parse(selector), plan);
    }

    void propose(String name, String yaml) {
        fleet = Staging.propose(fleet, name, yaml, "an operator", 0, now);
    }

    void rollBack(String name) {
        fleet = Staging.rollBack(fleet, name, "an operator", "an operator", now);
    }

    TenantFleet fleet() {
        return fleet;
    }

    void remove(String name) {
        fleet = Staging.remove(fleet, name);
    }

    /** Of all sites so many percent go, or all come back. */
    void away(int percent) {
        for (int i = 0; i < sites.size(); i++) {
            boolean here = i >= sites.size() * percent / 100;
            Site site = sites.get(sites.size() - 1 - i);
            if (site.here != here) {
                site.here = here;
                session(site);
            }
        }
    }

    private void session(Site site) {
        Seen at = seen.computeIfAbsent(site.node.id(), id -> new Seen());
        at.present = site.here;
        at.sinceMicros = now;
        at.sentMicros = -1;
    }

    /** All that is not stored is gone. */
    void restart() {
        seen.clear();
        for (Site site : sites) {
            if (site.here) {
                session(site);
            }
        }
    }

    void run(int seconds) {
        for (int i = 0; i < seconds; i += TURN_SECONDS) {
            now += TURN_SECONDS * SECOND;
            ledger();
            for (Site site : sites) {
                report(site);
            }
            List<FleetNode> nodes = sites.stream().map(site -> site.node).toList();
            TenantFleet before = fleet;
            fleet = Staging.tick(fleet, nodes, this::standing, now, TURN_SECONDS * SECOND);
            watched(before);
            for (Site site : sites) {
                send(site);
            }
        }
    }

    private void ledger() {
        for (Policy policy : fleet.policies().values()) {
            if (policy.block().isEmpty()) {
                fleet = Staging.sealed(fleet, policy.number(), "block " + policy.number());
                sealedAt.put(policy.number(), now + random.nextInt(1, 40) * SECOND);
            } else if (!policy.proven() && now >= sealedAt.getOrDefault(policy.number(), 0L)) {
                fleet = Staging.proven(fleet, policy.number());
                everProven.add(policy.number());
            }
        }
    }

    private Standing standing(NodeId id) {
        Seen at = seen.get(id);
        return at == null
                ? Standing.NEVER
                : new Standing(
                        at.present,
                        now - at.sinceMicros,
                        at.acknowledged,
                        at.refused,
                        at.healthy,
                        now - at.healthMicros,
                        0);
    }

    private void report(Site site) {
        if (!site.here || random.nextInt(100) < lossPercent || random.nextInt(3) != 0) {
            return;
        }
        Seen at = seen.computeIfAbsent(site.node.id(), id -> new Seen());
        at.present = true;
        boolean healthy = site.well();
        if (healthy != at.healthy || at.acknowledged != site.follows) {
            at.healthMicros = now;
        }
        at.healthy = healthy;
        // What was never sent to it, it cannot follow; after its own restart the MSSP sends it again.
        at.acknowledged = site.follows <= at.sent ? site.follows : at.acknowledged;
        at.refused = site.refused;
    }

    private void send(Site site) {
        Seen at = seen.computeIfAbsent(site.node.id(), id -> new Seen());
        Optional<Policy> due = at.present ? Staging.due(fleet, site.node, standing(site.node.id())) : Optional.empty();
        boolean time = at.sentMicros < 0 || now - at.sentMicros >= 20 * SECOND;
        if (due.isEmpty() || !time && at.sent == due.get().number()) {
            return;
        }
        at.sentMicros = now;
        at.sent = Math.max(at.sent, due.get().number());
        if (site.here && random.nextInt(100) >= lossPercent) {
            take(site, due.get());
        }
    }

    private void take(Site site, Policy policy) {
        assertThat(everProven).as("sealed before it went out").contains(policy.number());
        if (policy.number() == site.follows) {
            return;
        }
        if (policy.number() < site.follows || site.kind == Kind.REFUSING) {
            site.refused = policy.number();
            return;
        }
        site.follows = policy.number();
        site.content = policy.yaml();
        site.refused = 0;
    }

    /** What must hold at each moment. */
    private void watched(TenantFleet before) {
        assertThat(fleet.issued()).as("numbers rise").isGreaterThanOrEqualTo(highest);
        highest = fleet.issued();
        for (Group group : fleet.groups()) {
            Optional<Rollout> was = before.group(group.name()).flatMap(Group::rollout);
            Optional<Rollout> is = group.rollout();
            boolean on = was.isPresent()
                    && is.isPresent()
                    && is.get().number() == was.get().number()
                    && was.get().phase() == Rollout.Phase.RUNNING
                    && (is.get().stage() > was.get().stage() || is.get().phase() == Rollout.Phase.DONE);
            if (on) {
                List<FleetNode> nodes = Staging.nodes(
                        before, group, sites.stream().map(site -> site.node).toList());
                Outlook outlook = Staging.outlook(before, group, was.get().stage(), nodes, this::standing);
                assertThat(2 * outlook.good())
                        .as("half of the stage vouches: %s", outlook)
                        .isGreaterThanOrEqualTo(outlook.nodes());
            }
        }
    }

    /** How many honest sites ever got what is bad. */
    long honestThatFollow(String content) {
        return sites.stream()
                .filter(Site::honest)
                .filter(site -> site.content.equals(content))
                .count();
    }

    long honest() {
        return sites.stream().filter(Site::honest).count();
    }

    Rollout rollout(String group) {
        return fleet.group(group).flatMap(Group::rollout).orElseThrow();
    }

    /** All of a run, for two runs of a seed to be compared. */
    String trace() {
        StringBuilder text = new StringBuilder().append(fleet);
        sites.forEach(site -> text.append(site.node.name()).append(site.follows).append(site.content));
        return text.toString();
    }
}
