package com.hookprobe.dsm.search;

/**
 * The scope of a search.
 *
 * @param views 1 to 3: nobody times out in a later view, and no proposal of one is delivered
 * @param restarts honest validators may lose power at any moment, as often as they like, and come back with what was durable
 * @param statesMax the search gives up, with an exception, beyond so many states of one place of the liar
 */
public record SearchConfig(int views, boolean restarts, long statesMax) {
    /** The most views that the search has room for. */
    public static final int VIEWS_MAX = 3;

    /** Checks the ranges. */
    public SearchConfig {
        if (views < 1 || views > VIEWS_MAX) {
            throw new IllegalArgumentException("views must be 1 to " + VIEWS_MAX + ", is " + views);
        }
        if (statesMax < 1) {
            throw new IllegalArgumentException("statesMax must be at least 1, is " + statesMax);
        }
    }

    /** A scope without restarts and with room for a hundred million states. */
    public static SearchConfig of(int views) {
        return new SearchConfig(views, false, 100_000_000L);
    }

    /** The same scope with restarts. */
    public SearchConfig withRestarts() {
        return new SearchConfig(views, true, statesMax);
    }
}
