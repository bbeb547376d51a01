package com.hookprobe.qsecbit.federation;

/**
 * In what traffic an attack was seen, coarse enough to say nothing about a site.
 *
 * @param protocol the IP protocol number, 0 to 255
 * @param service a class of service, 0 to 255; 0 is none
 * @param direction 0 unknown, 1 inbound, 2 outbound, 3 inside
 * @param rate a bucket of events in a minute: {@link Buckets#of}
 */
public record Context(int protocol, int service, int direction, int rate) {
    /** Says nothing. */
    public static final Context NONE = new Context(0, 0, 0, 0);

    static final int DIRECTION_MAX = 3;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Context {
        if (((protocol | service) & ~0xff) != 0
                || direction < 0
                || direction > DIRECTION_MAX
                || rate < 0
                || rate > Buckets.MAX) {
            throw new IllegalArgumentException(
                    "context out of range: " + protocol + ", " + service + ", " + direction + ", " + rate);
        }
    }
}
