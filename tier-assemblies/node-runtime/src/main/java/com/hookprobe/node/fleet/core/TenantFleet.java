package com.hookprobe.node.fleet.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The groups and policies of one tenant. Immutable; stored whole before anything of it goes out.
 *
 * @param issued the highest number that a policy was ever given
 * @param groups in the order in which they are asked: a node is in the first that takes it
 * @param policies by number; those that are or were in force last
 */
public record TenantFleet(long issued, List<Group> groups, SortedMap<Long, Policy> policies) {
    /** Groups of a tenant. */
    public static final int GROUPS_MAX = 64;
    /** The greatest number. */
    public static final long NUMBER_MAX = 1L << 52;
    /** Policies that are kept of a tenant beside those in force. */
    static final int OLD_MAX = 64;
    /** The group of the nodes that no other takes; it is there once one of them must let a policy go. */
    public static final String NONE = "";

    /** Without groups. */
    public static final TenantFleet NEW = new TenantFleet(0, List.of(), new TreeMap<>());

    /** Copies the collections. */
    public TenantFleet {
        groups = List.copyOf(groups);
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    }

    /** A group by its name. */
    public Optional<Group> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** The group that a node is in. */
    public Optional<Group> groupOf(FleetNode node) {
        return groups.stream()
                .filter(group -> !group.name().equals(NONE) && group.selector().takes(node))
                .findFirst();
    }

    TenantFleet put(Group changed) {
        List<Group> all = new ArrayList<>(groups);
        all.replaceAll(group -> group.name().equals(changed.name()) ? changed : group);
        if (!all.contains(changed)) {
            all.add(changed);
        }
        return new TenantFleet(issued, all, policies);
    }

    TenantFleet without(String name) {
        List<Group> all = new ArrayList<>(groups);
        all.removeIf(group -> group.name().equals(name));
        return new TenantFleet(issued, all, policies);
    }

    /** Gives a number; the policy is not sealed yet. */
    TenantFleet issue(String group, long content, String yaml, String by) {
        return issue(issued + 1, group, content, yaml, by);
    }

    TenantFleet issue(long number, String group, long content, String yaml, String by) {
        if (number <= issued || number > NUMBER_MAX) {
            throw new IllegalStateException("a policy's number expects more than " + issued + ", found " + number);
        }
        TreeMap<Long, Policy> more = new TreeMap<>(policies);
        more.put(number, new Policy(number, group, content == 0 ? number : content, yaml, by, "", false));
        return new TenantFleet(number, groups, more);
    }

    TenantFleet policy(long number, UnaryOperator<Policy> change) {
        TreeMap<Long, Policy> all = new TreeMap<>(policies);
        all.computeIfPresent(number, (key, policy) -> change.apply(policy));
        return new TenantFleet(issued, groups, all);
    }

    /** Lets old policies go that nobody follows or goes back to. */
    TenantFleet pruned() {
        Set<Long> used = new HashSet<>();
        for (Group group : groups) {
            used.add(group.stable());
            group.rollout().ifPresent(at -> used.addAll(List.of(at.number(), at.before())));
        }
        TreeMap<Long, Policy> kept = new TreeMap<>(policies);
        List<Long> old =
                kept.keySet().stream().filter(number -> !used.contains(number)).toList();
        old.subList(0, Math.max(0, old.size() - OLD_MAX)).forEach(kept::remove);
        return new TenantFleet(issued, groups, kept);
    }
}
