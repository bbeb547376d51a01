package com.hookprobe.dsm.sim;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be wrong in a run (DSM 3.11). */
public enum Fault {
    LOSS(Kind.NETWORK, "messages vanish"),
    DUPLICATE(Kind.NETWORK, "messages come twice"),
    SPIKES(Kind.NETWORK, "some messages take very long, so that others overtake them"),
    PARTITION(Kind.NETWORK, "groups that cannot hear each other, or one of them the other"),
    FLAPPING(Kind.NETWORK, "links that are down for moments, again and again"),
    CLOG(Kind.NETWORK, "links that hold messages back and then deliver all at once"),
    MTU(Kind.NETWORK, "links that drop what is above a size"),
    CORRUPT(Kind.NETWORK, "flipped bits on the way"),
    CRASH(Kind.MACHINE, "processes and machines end between any two steps"),
    POWER_CUT(Kind.MACHINE, "all machines lose power at once"),
    DISK_FULL(Kind.MACHINE, "writes fail half way"),
    DISK_SLOW(Kind.MACHINE, "syncs take seconds"),
    DISK_READ(Kind.MACHINE, "reads fail"),
    LOG_LOST(Kind.MACHINE, "a vote log is deleted; later an operator makes a new one as the rules say"),
    LOG_RESTORED(Kind.MACHINE, "a machine is restored from an old backup, as the rules say"),
    CLOCK(Kind.MACHINE, "clocks are wrong, jump and run backwards"),
    PAUSE(Kind.MACHINE, "processes stand still for a while"),
    BUGGIFY(Kind.MACHINE, "rare things made common: early timers, needless wakes, very late messages"),
    TWIN(Kind.LIAR, "two machines with one key"),
    EQUIVOCATING_LEADER(Kind.LIAR, "another proposal for each half"),
    EQUIVOCATING_VOTER(Kind.LIAR, "votes for everything, and against it"),
    SILENT(Kind.LIAR, "a validator that says nothing"),
    SELECTIVE(Kind.LIAR, "a validator that talks to some only"),
    WITHHOLDING(Kind.LIAR, "blocks and bodies are promised and not given"),
    STALE(Kind.LIAR, "old messages again"),
    WRONG_SET(Kind.LIAR, "votes and certificates of another set"),
    GARBAGE(Kind.LIAR, "random bytes, flipped bits, huge lengths"),
    AMPLIFY(Kind.LIAR, "questions with large answers, many of them"),
    FORGERY(Kind.LIAR, "certificates without the votes, justifications with holes"),
    BAD_PROPOSAL(Kind.LIAR, "proposals that break one rule each"),
    FORKING_SOURCE(Kind.SOURCE, "a source that signs one number twice"),
    SOURCE_REWIND(Kind.SOURCE, "a source that goes back in time"),
    SOURCE_FLOOD(Kind.SOURCE, "a source that writes very much"),
    USURPER(Kind.LIAR, "members put out without a quorum's approval, next sets that do not follow"),
    JOIN(Kind.SET, "nodes that join the validators"),
    LEAVE(Kind.SET, "validators that leave"),
    ROTATE_KEY(Kind.SET, "validators that change their vote key"),
    SUSPEND(Kind.SET, "honest validators that the others put out, and take in again"),
    ATTESTATION(Kind.SET, "attestations that age: who does not renew them leaves the set"),
    BEYOND_F(Kind.LIAR, "more liars than can be borne: agreement may break, nobody honest may be accused");

    /** What a fault belongs to. */
    enum Kind {
        NETWORK,
        MACHINE,
        LIAR,
        SOURCE,
        SET
    }

    private final Kind kind;
    private final String about;

    Fault(Kind kind, String about) {
        this.kind = kind;
        this.about = about;
    }

    Kind kind() {
        return kind;
    }

    /** One line for people. */
    public String about() {
        return about;
    }

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of a name. */
    static Optional<Fault> of(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst();
    }

    /** Every fault that leaves the promises standing. */
    static Set<Fault> borne() {
        return EnumSet.complementOf(EnumSet.of(BEYOND_F));
    }

    static String text(Set<Fault> faults) {
        return faults.isEmpty() ? "none" : faults.stream().map(Fault::label).collect(Collectors.joining(","));
    }
}
