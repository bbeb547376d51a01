package com.hookprobe.network.core;

import org.jspecify.annotations.Nullable;

/**
 * Everything that is written down, in one piece: so that no crash leaves two halves that disagree.
 *
 * @param inForce what was confirmed last
 * @param proposed what comes to be in force when {@code application} is confirmed
 * @param application the last one; null when there never was one
 */
public record Book(
        InForce inForce, InForce proposed, @Nullable Application application) {
    /** Of a machine on which nothing was ever applied. */
    public static final Book EMPTY = new Book(InForce.NOTHING, InForce.NOTHING, null);

    Book with(Application next) {
        boolean now = next.phase() == Phase.CONFIRMED;
        return new Book(now ? proposed : inForce, proposed, next);
    }
}
