package com.hookprobe.qsecbit.exchange;

import java.util.List;

/**
 * An alert of an engine that is not ours. What is not named here was not kept: log lines, users, payload.
 *
 * @param machine the account that sent it
 * @param weight of that account, in [0, 1]: nothing that follows from this alert may count for more
 * @param subject who attacked
 * @param scenario the kind of attack as the engine calls it
 * @param message one line for people
 * @param events how many events it was made from, from 0
 * @param startMicros first of them, in microseconds since the epoch, as the engine says
 * @param stopMicros last of them, not before the first
 * @param simulated true: nothing is to follow
 * @param wishes what the engine would have done; a wish, no more
 */
public record ForeignAlert(
        String machine,
        double weight,
        Subject subject,
        String scenario,
        String message,
        int events,
        long startMicros,
        long stopMicros,
        boolean simulated,
        List<Wish> wishes) {
    /** The most wishes of one alert. */
    public static final int WISHES_MAX = 100;

    /**
     * What an engine would have done.
     *
     * @param ttlMicros how long, above 0
     */
    public record Wish(Subject subject, Remedy remedy, long ttlMicros, String origin, String scenario) {}

    public ForeignAlert {
        wishes = List.copyOf(wishes);
    }
}
