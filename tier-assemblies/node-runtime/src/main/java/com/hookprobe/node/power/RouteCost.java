package com.hookprobe.node.power;

/** What it costs to hand a report to a next hop (routing 2.1): transmissions, the hop's battery, and how far it is trusted. */
public final class RouteCost {
    /** Nothing is relayed by a node with less in its battery. */
    public static final double RESERVE_MIN = EnergyBand.LOW_BELOW;

    /** Nothing is relayed by a node that is trusted less. */
    public static final double TRUST_MIN = 0.5;

    private static final double BATTERY_WEIGHT = 2;
    private static final double TRUST_WEIGHT = 0.5;

    private RouteCost() {}

    /**
     * ETX x (1 + 2 (1 - b)^2) + (1 - T) / 2.
     *
     * @param loss of packets to it, 0 to {@link LossWindow#LOSS_MAX}
     * @param reserve its battery, 0 to 1; 1 on mains or when unknown
     * @param trust 0 to 1
     */
    public static double of(double loss, double reserve, double trust) {
        share("loss", loss, LossWindow.LOSS_MAX);
        share("reserve", reserve, 1);
        share("trust", trust, 1);
        double empty = 1 - reserve;
        return etx(loss) * (1 + BATTERY_WEIGHT * empty * empty) + TRUST_WEIGHT * (1 - trust);
    }

    /** Expected transmissions until a packet and its acknowledgement have both come, if both ways lose the same. */
    static double etx(double loss) {
        return 1 / ((1 - loss) * (1 - loss));
    }

    /** May this node relay for others? */
    public static boolean relays(double reserve, double trust) {
        return reserve >= RESERVE_MIN && trust >= TRUST_MIN;
    }

    private static void share(String what, double value, double max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException(what + " must be 0 to " + max + ", is " + value);
        }
    }
}
