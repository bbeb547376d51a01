package com.hookprobe.node.fleet.core;

import java.util.Optional;

/**
 * A group of a tenant. Immutable.
 *
 * @param name 1 to 63 of a-z, 0-9, '.' and '-'; empty for the nodes of no group
 * @param selector as {@link Selector} reads it
 * @param plan how policies come to it
 * @param stable number of the policy of all who are not in a stage; 0 for none
 * @param rollout the last one
 */
public record Group(String name, String selector, Plan plan, long stable, Optional<Rollout> rollout) {
    /** Which nodes are meant. */
    public Selector nodes() {
        return Selector.parse(selector);
    }

    Group with(String otherSelector, Plan otherPlan) {
        return new Group(name, otherSelector, otherPlan, stable, rollout);
    }

    Group stable(long number) {
        return new Group(name, selector, plan, number, rollout);
    }

    Group rollout(Rollout next) {
        return new Group(name, selector, plan, stable, Optional.of(next));
    }

    /** True while a policy is on its way. */
    public boolean isOpen() {
        return rollout.filter(at -> at.phase().isOpen()).isPresent();
    }
}
