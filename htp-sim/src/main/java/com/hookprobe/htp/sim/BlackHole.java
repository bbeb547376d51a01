package com.hookprobe.htp.sim;

/**
 * Times at which a link swallows everything: dark from {@code startNs} for {@code darkNs}, then light for {@code lightNs},
 * over and over until {@code endNs}. Both directions of a host's path need one each.
 *
 * @param startNs virtual time of the first darkness
 * @param darkNs length of a darkness, at least 1
 * @param lightNs time between two, {@link Long#MAX_VALUE} for a single one
 * @param endNs no darkness from here on
 */
public record BlackHole(long startNs, long darkNs, long lightNs, long endNs) {
    /** Checks the ranges. */
    public BlackHole {
        if (darkNs < 1 || lightNs < 0) {
            throw new IllegalArgumentException(
                    "darkNs 1 or more and lightNs 0 or more wanted, got " + darkNs + ", " + lightNs);
        }
    }

    /** One darkness. */
    public static BlackHole once(long startNs, long darkNs) {
        return new BlackHole(startNs, darkNs, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    boolean dark(long nowNs) {
        if (nowNs < startNs || nowNs >= endNs) {
            return false;
        }
        long since = nowNs - startNs;
        return lightNs == Long.MAX_VALUE ? since < darkNs : since % (darkNs + lightNs) < darkNs;
    }
}
