package com.hookprobe.qsecbit.exchange;

/**
 * What came of pulling a source.
 *
 * @param taken indicators and sightings that the node took
 * @param passedOver objects that say nothing of attackers
 * @param refused what was not understood, and what should have been there and was not
 * @param full true: not all was taken, for the node had no room or a bound of one pull was reached; the next goes on from there, soon
 */
public record Pulled(int taken, int passedOver, int refused, boolean full) {
    /** Nothing new. */
    public static final Pulled NOTHING = new Pulled(0, 0, 0, false);

    /** No room. */
    public static final Pulled FULL = new Pulled(0, 0, 0, true);

    /** Both together. */
    public Pulled plus(Pulled other) {
        return new Pulled(
                taken + other.taken, passedOver + other.passedOver, refused + other.refused, full || other.full);
    }
}
