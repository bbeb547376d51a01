package com.hookprobe.qsecbit.exchange;

import java.util.UUID;

/**
 * A decision as others are told of it.
 *
 * @param id a number of its own for ever, from 1; it survives restarts
 * @param name what the node calls it, 1 to 128 characters of {@code [0-9A-Za-z:._/@-]}
 * @param subject what it is about
 * @param remedy what is done
 * @param origin who decided, 1 to 64 characters of the same
 * @param scenario the kind of attack, 1 to 128 characters of the same
 * @param owner the machine account whose alert alone it rests on, 0 to 64 characters of the same; only it may have it deleted
 * @param reason one line for people, at most 256 characters
 * @param confidence 0 to 100, as STIX has it
 * @param sightings how often it was seen, from 0
 * @param createdMicros when it was first made, in microseconds since the epoch
 * @param changedMicros when it was told of, made or renewed; no two changes have the same
 * @param untilMicros when it ends by itself
 */
public record Decided(
        long id,
        String name,
        Subject subject,
        Remedy remedy,
        String origin,
        String scenario,
        String owner,
        String reason,
        int confidence,
        int sightings,
        long createdMicros,
        long changedMicros,
        long untilMicros) {
    /** The longest name and scenario. */
    public static final int NAME_CHARS_MAX = 128;

    /** The longest origin and owner. */
    public static final int WORD_CHARS_MAX = 64;

    /** The longest reason. */
    public static final int REASON_CHARS_MAX = 256;

    /** The highest confidence. */
    public static final int CONFIDENCE_MAX = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Decided {
        require(id >= 1, "an id from 1");
        require(ExchangeText.isName(name, NAME_CHARS_MAX), "a name of 1 to 128 plain characters");
        require(ExchangeText.isName(origin, WORD_CHARS_MAX), "an origin of 1 to 64 plain characters");
        require(ExchangeText.isName(scenario, NAME_CHARS_MAX), "a scenario of 1 to 128 plain characters");
        require(owner.isEmpty() || ExchangeText.isName(owner, WORD_CHARS_MAX), "an owner of at most 64 characters");
        require(confidence >= 0 && confidence <= CONFIDENCE_MAX, "a confidence from 0 to 100");
        require(sightings >= 0, "sightings from 0");
        require(createdMicros >= 0 && createdMicros <= changedMicros, "created from 0, and changed not before");
        require(untilMicros > createdMicros, "an end after the beginning");
        reason = ExchangeText.oneLine(reason, REASON_CHARS_MAX);
    }

    /** The name as a UUID (EXCHANGE 2.2). */
    public UUID uuid() {
        return Uuid5.ofDecision(name);
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("a decision has " + expected);
        }
    }
}
