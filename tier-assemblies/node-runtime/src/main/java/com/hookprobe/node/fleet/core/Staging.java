package com.hookprobe.node.fleet.core;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.fleet.core.Rollout.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings policies to groups in stages, and back (docs/spec/fleet.md, 5 and 6): what a tenant's fleet comes to by a word of an operator,
 * by the ledger, or by time. Pure: each method gives the next state, to be stored before anything of it goes out.
 *
 * <p>It fails to the safe side: nodes that lie can hold a policy up or have it taken back, which leaves everybody with the policy before;
 * to push a bad one on they must be half of a stage, while the rest of it is away.
 */
public final class Staging {
    private Staging() {}

    // -- words of an operator --------------------------------------------------------------------------------------

    /** A new group, asked after those that are there; or another selector and plan of one that is. */
    public static TenantFleet group(TenantFleet fleet, String name, Selector selector, Plan plan) {
        Optional<Group> known = fleet.group(name);
        if (known.isEmpty() && fleet.groups().size() >= TenantFleet.GROUPS_MAX) {
            throw new IllegalArgumentException("a tenant has at most " + TenantFleet.GROUPS_MAX + " groups");
        }
        known.ifPresent(Staging::idle);
        return fleet.put(
                known.map(group -> group.with(selector, plan)).orElse(new Group(name, selector, plan, 0, null)));
    }

    /** No such group any more: its nodes are in others, or in none. */
    public static TenantFleet remove(TenantFleet fleet, String name) {
        idle(known(fleet, name));
        return fleet.without(name);
    }

    /**
     * A policy begins its way.
     *
     * @param number to give it; 0 for the next one
     */
    public static TenantFleet propose(
            TenantFleet fleet, String name, String yaml, String by, long number, long nowMicros) {
        Group group = known(fleet, name);
        idle(group);
        long given = number == 0 ? fleet.issued() + 1 : number;
        if (given <= fleet.issued() || given > TenantFleet.NUMBER_MAX) {
            throw new IllegalArgumentException("a number expects more than " + fleet.issued() + ", found " + number);
        }
        return fleet.issue(given, name, 0, yaml, by)
                .put(group.rollout(Rollout.begin(given, group.stable(), nowMicros)))
                .pruned();
    }

    /** To the next stage now. */
    public static TenantFleet promote(TenantFleet fleet, String name, long nowMicros) {
        Group group = known(fleet, name);
        Rollout at = group.rollout()
                .filter(rollout -> rollout.phase() == Phase.RUNNING || rollout.phase() == Phase.PAUSED)
                .orElseThrow(() -> new IllegalArgumentException("no policy of this group is at a stage"));
        return fleet.put(next(group, at, nowMicros, "an operator"));
    }

    /** The policy of the last roll-out is taken back, also after its last stage. */
    public static TenantFleet rollBack(TenantFleet fleet, String name, String why, String by, long nowMicros) {
        Group group = known(fleet, name);
        Rollout at = group.rollout()
                .filter(rollout -> rollout.phase() != Phase.ROLLED_BACK)
                .orElseThrow(() -> new IllegalArgumentException("no policy of this group is to be taken back"));
        Group back = group.rollout(at.to(Phase.ROLLED_BACK, at.stage(), nowMicros, why));
        if (at.phase() == Phase.SEALING) {
            return fleet.put(back);
        }
        Policy before = fleet.policies().get(at.before());
        TenantFleet issued =
                before == null ? fleet.issue(name, 0, "", by) : fleet.issue(name, before.content(), before.yaml(), by);
        return issued.put(back.stable(issued.issued())).pruned();
    }

    /** It goes no further by itself. */
    public static TenantFleet pause(TenantFleet fleet, String name, long nowMicros) {
        return turn(fleet, name, Phase.RUNNING, Phase.PAUSED, "an operator", nowMicros);
    }

    /** It goes on by itself. */
    public static TenantFleet resume(TenantFleet fleet, String name, long nowMicros) {
        return turn(fleet, name, Phase.PAUSED, Phase.RUNNING, "", nowMicros);
    }

    private static TenantFleet turn(TenantFleet fleet, String name, Phase from, Phase to, String why, long nowMicros) {
        Group group = known(fleet, name);
        Rollout at = group.rollout()
                .filter(rollout -> rollout.phase() == from)
                .orElseThrow(() -> new IllegalArgumentException("expected a roll-out that is " + from + ", found "
                        + group.rollout()
                                .map(rollout -> rollout.phase().toString())
                                .orElse("none")));
        return fleet.put(group.rollout(at.to(to, at.stage(), nowMicros, why)));
    }

    private static Group known(TenantFleet fleet, String name) {
        return fleet.group(name)
                .filter(group -> !group.name().equals(TenantFleet.NONE))
                .orElseThrow(() -> new IllegalArgumentException("there is no group " + name));
    }

    private static void idle(Group group) {
        if (group.isOpen()) {
            throw new IllegalArgumentException(
                    "policy " + group.rollout().orElseThrow().number() + " is on its way to group " + group.name()
                            + ": promote it to its end, or roll it back, before");
        }
    }

    // -- the ledger ------------------------------------------------------------------------------------------------

    /** A policy is in a block. */
    public static TenantFleet sealed(TenantFleet fleet, long number, String block) {
        return fleet.policy(number, policy -> policy.sealed(block));
    }

    /** That block is final. */
    public static TenantFleet proven(TenantFleet fleet, long number) {
        return fleet.policy(number, Policy::shown);
    }

    // -- time ------------------------------------------------------------------------------------------------------

    /**
     * A look at everything.
     *
     * @param members all nodes of the tenant
     * @param elapsedMicros since the last look, by a clock that does not jump; 0 at the first
     */
    public static TenantFleet tick(
            TenantFleet fleet,
            List<FleetNode> members,
            Function<NodeId, Standing> standings,
            long nowMicros,
            long elapsedMicros) {
        TenantFleet next = fleet;
        for (Group group : fleet.groups()) {
            if (group.isOpen()) {
                List<FleetNode> nodes = nodes(next, group, members);
                next = watch(next, group, nodes, standings, nowMicros, elapsedMicros);
            }
        }
        for (FleetNode node : members) {
            next = joined(next, node, standings.apply(node.id()));
        }
        return next;
    }

    private static TenantFleet watch(
            TenantFleet fleet,
            Group group,
            List<FleetNode> nodes,
            Function<NodeId, Standing> standings,
            long nowMicros,
            long elapsedMicros) {
        Rollout at = group.rollout().orElseThrow();
        if (at.phase() == Phase.SEALING) {
            boolean proven = Optional.ofNullable(fleet.policies().get(at.number()))
                    .filter(Policy::proven)
                    .isPresent();
            return proven ? fleet.put(group.rollout(at.to(Phase.RUNNING, 0, nowMicros, ""))) : fleet;
        }
        Outlook outlook = outlook(fleet, group, at.stage(), nodes, standings);
        if (outlook.isBad(group.plan())) {
            return rollBack(
                    fleet, group.name(), outlook.failures(group.plan().name(at.stage())), "failures", nowMicros);
        }
        if (at.phase() == Phase.PAUSED) {
            return fleet;
        }
        if (!outlook.isWell()) {
            return at.wellMicros() == 0 ? fleet : fleet.put(group.rollout(at.well(0)));
        }
        long well = at.wellMicros() + Math.max(1, elapsedMicros);
        boolean soaked = outlook.nodes() == 0 || well >= group.plan().soakSeconds() * 1_000_000;
        return fleet.put(soaked ? next(group, at, nowMicros, "") : group.rollout(at.well(well)));
    }

    private static Group next(Group group, Rollout at, long nowMicros, String why) {
        int stage = at.stage() + 1;
        return stage < group.plan().stages()
                ? group.rollout(at.to(Phase.RUNNING, stage, nowMicros, why))
                : group.rollout(at.to(Phase.DONE, at.stage(), nowMicros, why)).stable(at.number());
    }

    /**
     * A node that follows the policy of a group that it is not in any more gets that of its own, which therefore needs a higher number:
     * no node goes to a lower one.
     */
    private static TenantFleet joined(TenantFleet fleet, FleetNode node, Standing standing) {
        Policy followed = fleet.policies().get(standing.acknowledged());
        Optional<Group> in = fleet.groupOf(node);
        String name = in.map(Group::name).orElse(TenantFleet.NONE);
        if (followed == null || followed.group().equals(name)) {
            return fleet;
        }
        Group group = in.or(() -> fleet.group(TenantFleet.NONE))
                .orElse(new Group(TenantFleet.NONE, Selector.parse("all"), Plan.STANDARD, 0, null));
        if (group.isOpen() || group.stable() > followed.number()) {
            return fleet;
        }
        Policy stable = fleet.policies().get(group.stable());
        TenantFleet issued = stable == null
                ? fleet.issue(name, 0, "", followed.by())
                : fleet.issue(name, stable.content(), stable.yaml(), stable.by());
        return issued.put(group.stable(issued.issued())).pruned();
    }

    /** True when nothing has changed but that stages have been well for longer: what a crash may take back without harm. */
    public static boolean onlySoaked(TenantFleet before, TenantFleet next) {
        if (before.issued() != next.issued()
                || before.groups().size() != next.groups().size()
                || !before.policies().equals(next.policies())) {
            return false;
        }
        for (int i = 0; i < next.groups().size(); i++) {
            Group was = before.groups().get(i);
            Group is = next.groups().get(i);
            long well = is.rollout().map(Rollout::wellMicros).orElse(0L);
            boolean longer = was.rollout()
                    .filter(at -> well > at.wellMicros())
                    .filter(at -> was.rollout(at.well(well)).equals(is))
                    .isPresent();
            if (!was.equals(is) && !longer) {
                return false;
            }
        }
        return true;
    }

    // -- questions -------------------------------------------------------------------------------------------------

    /** The members that are in a group. */
    public static List<FleetNode> nodes(TenantFleet fleet, Group group, List<FleetNode> members) {
        List<FleetNode> in = new ArrayList<>();
        for (FleetNode node : members) {
            if (fleet.groupOf(node)
                    .filter(one -> one.name().equals(group.name()))
                    .isPresent()) {
                in.add(node);
            }
        }
        return in;
    }

    /** How a stage of a group's roll-out looks. */
    public static Outlook outlook(
            TenantFleet fleet, Group group, int stage, List<FleetNode> nodes, Function<NodeId, Standing> standings) {
        long number = group.rollout().orElseThrow().number();
        List<FleetNode> in =
                nodes.stream().filter(node -> isIn(group, number, stage, node)).toList();
        return Outlook.of(in, number, group.plan(), standings);
    }

    private static boolean isIn(Group group, long number, int stage, FleetNode node) {
        return group.plan().has(stage, node, id -> place(group.name(), number, id));
    }

    /** The policy that a node is to follow; 0 for none. */
    public static long wanted(TenantFleet fleet, FleetNode node) {
        Optional<Group> in = fleet.groupOf(node).or(() -> fleet.group(TenantFleet.NONE));
        if (in.isEmpty()) {
            return 0;
        }
        Group group = in.get();
        boolean staged = group.rollout()
                .filter(at -> at.phase() == Phase.RUNNING || at.phase() == Phase.PAUSED)
                .filter(at -> isIn(group, at.number(), at.stage(), node))
                .isPresent();
        return staged ? group.rollout().orElseThrow().number() : group.stable();
    }

    /** The policy that is to be sent to a node now: it is final, and newer than what the node follows. */
    public static Optional<Policy> due(TenantFleet fleet, FleetNode node, Standing standing) {
        long wanted = wanted(fleet, node);
        return wanted > standing.acknowledged()
                ? Optional.ofNullable(fleet.policies().get(wanted)).filter(Policy::proven)
                : Optional.empty();
    }

    /** Another order of the nodes for each policy; nobody can choose to be among the first. */
    private static long place(String group, long number, NodeId node) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(StageLabels.STAGE.getBytes(StandardCharsets.US_ASCII));
            hash.update(ByteBuffer.allocate(8).putLong(number).array());
            hash.update(node.bytes());
            hash.update(group.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
