package com.hookprobe.node.fleet.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group of a tenant. Immutable.
 *
 * @param name 1 to 63 of a-z, 0-9, '.' and '-'; empty for the nodes of no group
 * @param selector which nodes are meant
 * @param plan how policies come to it
 * @param stable number of the policy of all who are not in a stage; 0 for none
 * @param last the last roll-out; null before the first
 */
public record Group(
        String name,
        Selector selector,
        Plan plan,
        long stable,
        @Nullable Rollout last) {
    /** The last roll-out. */
    public Optional<Rollout> rollout() {
        return Optional.ofNullable(last);
    }

    Group with(Selector otherSelector, Plan otherPlan) {
        return new Group(name, otherSelector, otherPlan, stable, last);
    }

    Group stable(long number) {
        return new Group(name, selector, plan, number, last);
    }

    Group rollout(Rollout next) {
        return new Group(name, selector, plan, stable, next);
    }

    /** True while a policy is on its way. */
    public boolean isOpen() {
        return rollout().filter(at -> at.phase().isOpen()).isPresent();
    }
}
