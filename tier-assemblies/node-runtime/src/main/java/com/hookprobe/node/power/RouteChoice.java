package com.hookprobe.node.power;

/**
 * By relay or directly (routing 2.3). The relay is the way of choice, for it exists to take load from the end of the way; the direct
 * one is taken when the relay costs clearly more, and left again when it no longer does. Not thread-safe.
 */
public final class RouteChoice {
    /** So much more the relay may cost before the direct way is taken. */
    static final double LEAVE_ABOVE = 0.5;
    /** At so much or less it is the way again. */
    static final double RETURN_AT = 0.25;

    /**
     * One way, as it is now.
     *
     * @param open there is a session
     * @param eligible may be used although open; always true for the direct way
     * @param cost {@link RouteCost#of}
     */
    public record Way(boolean open, boolean eligible, double cost) {
        boolean usable() {
            return open && eligible;
        }
    }

    private boolean direct;

    /**
     * True when a report should go directly. With no other way open a relay that is not eligible is still one: it can read and forge
     * nothing, and a report that is not sent protects nobody. With none open at all the last choice stands.
     */
    public boolean direct(Way relay, Way straight) {
        if (relay.usable() && straight.usable()) {
            double more = relay.cost() - straight.cost();
            direct = direct ? more > RETURN_AT : more > LEAVE_ABOVE;
        } else if (relay.open() || straight.open()) {
            direct = straight.usable();
        }
        return direct;
    }
}
