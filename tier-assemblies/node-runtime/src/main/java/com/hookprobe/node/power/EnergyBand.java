package com.hookprobe.node.power;

/** How much a node must spare its battery (routing 1.3). Ordered: later ones spare more. */
public enum EnergyBand {
    /** On mains, or half full and more, or nothing known. */
    NORMAL,
    /** Below half: peers avoid it as a relay. */
    THRIFTY,
    /** Below a fifth: no GHOST, no SWARM, no relaying, and HTP saves energy. */
    LOW;

    /** Below it a node on battery is THRIFTY. */
    public static final double THRIFTY_BELOW = 0.50;

    /** Below it a node on battery is LOW. */
    public static final double LOW_BELOW = 0.20;

    /** So much above its bound a band is left again, so that it does not flutter. */
    static final double HYSTERESIS = 0.05;

    /** The band after this one, given what the machine reads now. */
    public EnergyBand next(PowerReading reading) {
        if (!reading.onBattery() || reading.charge().isEmpty()) {
            return NORMAL;
        }
        double charge = reading.charge().getAsDouble();
        EnergyBand reached = of(charge);
        if (reached.compareTo(this) >= 0) {
            return reached;
        }
        EnergyBand risen = of(Math.max(0, charge - HYSTERESIS));
        return risen.compareTo(this) < 0 ? risen : this;
    }

    private static EnergyBand of(double charge) {
        return charge < LOW_BELOW ? LOW : charge < THRIFTY_BELOW ? THRIFTY : NORMAL;
    }
}
