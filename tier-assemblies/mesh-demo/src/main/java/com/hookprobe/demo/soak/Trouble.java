package com.hookprobe.demo.soak;

import java.util.List;
import java.util.Set;

/**
 * One thing that goes wrong and is over after a while.
 *
 * @param at seconds after the load began
 * @param seconds until it is over: the node is started again, the network is whole, the clock is right
 * @param nodes whom it hits: killed, paused, moved in time; with CUT and LOSS those on one side of the network
 * @param amount percent of datagrams lost (LOSS), milliseconds of a clock (CLOCK), else 0
 */
record Trouble(int at, int seconds, Kind kind, List<String> nodes, long amount) {
    /** What goes wrong. */
    enum Kind {
        /** kill -9. */
        KILL,
        /** kill -9 of all validators at once. */
        KILL_VALIDATORS,
        /** SIGSTOP. */
        PAUSE,
        /** Nothing goes between the nodes and all others. */
        CUT,
        /** Some datagrams between the nodes and all others are lost. */
        LOSS,
        /** PostgreSQL is stopped. */
        DATABASE,
        /** The wall clock is wrong. */
        CLOCK
    }

    Trouble {
        nodes = List.copyOf(nodes);
    }

    int end() {
        return at + seconds;
    }

    boolean overlaps(Trouble other) {
        return at < other.end() && other.at < end();
    }

    /** True when others cannot be expected to be ready while it lasts: they need whom it hits. */
    boolean hitsAll(Set<String> validators, int faulty) {
        boolean verifier = nodes.contains("mssp-1") || kind == Kind.DATABASE;
        return verifier || nodes.stream().filter(validators::contains).count() > faulty;
    }

    /** For people, without its time. */
    String words() {
        return "%s %s for %d s%s"
                .formatted(
                        kind,
                        String.join(", ", nodes),
                        seconds,
                        kind == Kind.LOSS
                                ? ", " + amount + " % lost"
                                : kind == Kind.CLOCK ? ", " + amount / 1000.0 + " s off" : "");
    }
}
