package com.hookprobe.dsm.sim;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A named mix of faults.
 *
 * @param faults exactly these on every seed; empty: each seed draws its own
 * @param real with real BLS and Ed25519 keys
 */
record Scenario(String name, String about, Optional<Set<Fault>> faults, boolean real) {
    private static Scenario of(String name, String about, Fault... faults) {
        Set<Fault> set = EnumSet.noneOf(Fault.class);
        set.addAll(Arrays.asList(faults));
        return new Scenario(name, about, Optional.of(set), false);
    }

    static List<Scenario> all() {
        return List.of(
                new Scenario("random", "each seed draws validators, faults and lies", Optional.empty(), false),
                new Scenario("real-bls", "the same with real BLS and Ed25519: slow", Optional.empty(), true),
                of("calm", "nothing is wrong"),
                of("bad-network", "every fault of the network", faults(Fault.Kind.NETWORK)),
                of("bad-machines", "every fault of machines, disks and clocks", faults(Fault.Kind.MACHINE)),
                of("bad-sources", "every fault of sources", faults(Fault.Kind.SOURCE)),
                of(
                        "changing-set",
                        "validators that come, go and change keys, in a good network",
                        faults(Fault.Kind.SET)),
                of(
                        "changing-set-in-trouble",
                        "the same with losses, crashes, partitions and a usurper",
                        Fault.JOIN,
                        Fault.LEAVE,
                        Fault.ROTATE_KEY,
                        Fault.SUSPEND,
                        Fault.USURPER,
                        Fault.LOSS,
                        Fault.CRASH,
                        Fault.PARTITION),
                of("power-cuts", "crashes and power cuts only", Fault.CRASH, Fault.POWER_CUT),
                of("lost-logs", "vote logs lost and restored", Fault.LOG_LOST, Fault.LOG_RESTORED, Fault.CRASH),
                of("clocks", "wrong clocks and pauses", Fault.CLOCK, Fault.PAUSE),
                of("twins", "two machines with one key, and partitions", Fault.TWIN, Fault.PARTITION),
                of(
                        "equivocation",
                        "leaders and voters that say two things, and partitions",
                        Fault.EQUIVOCATING_LEADER,
                        Fault.EQUIVOCATING_VOTER,
                        Fault.PARTITION,
                        Fault.SPIKES),
                of(
                        "censors",
                        "leaders that break a rule each time, and withhold",
                        Fault.BAD_PROPOSAL,
                        Fault.WITHHOLDING,
                        Fault.FORGERY),
                of(
                        "garbage",
                        "noise, stale messages, floods of questions",
                        Fault.GARBAGE,
                        Fault.STALE,
                        Fault.AMPLIFY,
                        Fault.WRONG_SET),
                of(
                        "beyond-f",
                        "more than f liars and a split network: agreement breaks, nobody honest may be accused",
                        Fault.BEYOND_F));
    }

    private static Fault[] faults(Fault.Kind kind) {
        return Fault.borne().stream().filter(fault -> fault.kind() == kind).toArray(Fault[]::new);
    }

    static Optional<Scenario> byName(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
