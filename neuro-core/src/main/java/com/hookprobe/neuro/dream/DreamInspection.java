package com.hookprobe.neuro.dream;

import java.util.List;
import java.util.Optional;

/**
 * What a look at all of a log has found. NEURO 10.4, 10.5.
 *
 * @param info what the log holds by its counts
 * @param records that are readable and continue each other but for the gaps
 * @param gaps records that are missing or cannot be read, oldest first
 * @param damages oldest first, at most {@link #DAMAGES_MAX}; bad slots that touch each other are one
 * @param damagesLeftOut how many more there are
 * @param tornTail the end of the newest segment that the next opening cuts
 * @param leftovers names of segments that were half made at a crash; the next opening removes them
 */
public record DreamInspection(
        DreamLogInfo info,
        long records,
        List<Gap> gaps,
        List<Damage> damages,
        int damagesLeftOut,
        Optional<TornTail> tornTail,
        List<String> leftovers) {
    /** Most damages, and most gaps, that are kept. */
    public static final int DAMAGES_MAX = 1000;

    /**
     * Bytes that are not what they have to be, and were durable once.
     *
     * @param file its name without the directory
     * @param position byte in the file where the bad header or slot begins
     * @param expected what had to be there
     * @param found what is there
     */
    public record Damage(String file, long position, String expected, String found) {
        @Override
        public String toString() {
            return "byte " + position + " of " + file + ": expected " + expected + ", found " + found;
        }
    }

    /**
     * Records that are missing or cannot be read.
     *
     * @param fromCount the first one
     * @param toCount the next one that is there
     */
    public record Gap(long fromCount, long toCount) {}

    /**
     * What a crash has left of a write.
     *
     * @param file its name without the directory
     * @param position byte from which on it is cut
     * @param bytes how many are cut
     */
    public record TornTail(String file, long position, long bytes) {}

    /** Copies the lists. */
    public DreamInspection {
        gaps = List.copyOf(gaps);
        damages = List.copyOf(damages);
        leftovers = List.copyOf(leftovers);
    }

    /** True when every record can be read. A torn tail and leftovers are no damage: a crash makes them. */
    public boolean sound() {
        return damages.isEmpty() && gaps.isEmpty();
    }
}
