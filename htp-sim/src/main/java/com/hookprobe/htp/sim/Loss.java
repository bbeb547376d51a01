package com.hookprobe.htp.sim;

/**
 * How a link loses datagrams: a chain with a good and a bad state (Gilbert-Elliott), of which uniform loss is the case
 * with one state. Immutable; the state of the chain belongs to the {@link Link}.
 *
 * @param goodToBad chance per datagram to fall into the bad state, 0 to 1
 * @param badToGood chance per datagram to leave it, 0 to 1; its inverse is the mean length of a burst in datagrams
 * @param lossGood chance to lose a datagram in the good state, 0 to 1
 * @param lossBad chance to lose a datagram in the bad state, 0 to 1
 * @param burstMax never lose more than that many in a row, at least 1
 */
public record Loss(double goodToBad, double badToGood, double lossGood, double lossBad, int burstMax) {
    /** Loses nothing. */
    public static final Loss NONE = new Loss(0, 1, 0, 0, Integer.MAX_VALUE);

    /** Checks the ranges. */
    public Loss {
        chance(goodToBad, "goodToBad");
        chance(badToGood, "badToGood");
        chance(lossGood, "lossGood");
        chance(lossBad, "lossBad");
        if (burstMax < 1) {
            throw new IllegalArgumentException("burstMax expects 1 or more, got " + burstMax);
        }
    }

    /** Each datagram alone, with that chance. */
    public static Loss uniform(double chance) {
        return new Loss(0, 1, chance, 0, Integer.MAX_VALUE);
    }

    /** Each datagram alone, but never more than {@code burstMax} in a row. */
    public static Loss uniform(double chance, int burstMax) {
        return new Loss(0, 1, chance, 0, burstMax);
    }

    /** Bursts in which everything is lost, of that mean length in datagrams, with that share of datagrams lost in all. */
    public static Loss bursts(double share, double meanLength) {
        double leave = 1 / meanLength;
        return new Loss(share >= 1 ? 1 : Math.min(1, leave * share / (1 - share)), leave, 0, 1, Integer.MAX_VALUE);
    }

    static void chance(double value, String name) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " expects 0 to 1, got " + value);
        }
    }
}
