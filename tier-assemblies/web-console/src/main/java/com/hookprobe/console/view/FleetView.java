package com.hookprobe.console.view;

/** An MSSP's fleet: nodes of tenants, their groups and policies. Safe for use by many threads; answers as {@link NodeView} does. */
public interface FleetView {
    /** One page of what a question is about. */
    FleetPage page(FleetQuery query) throws NodeAwayException;

    /**
     * Has a group's roll-out go to its next stage, or back.
     *
     * @param by the operator's login
     * @return why nothing was done; empty when it was
     */
    String order(String tenant, String group, Deed deed, String by) throws NodeAwayException;

    /** What can be done to a roll-out. */
    enum Deed {
        /** To its next stage now. */
        PROMOTE,
        /** All nodes go back to the policy before. */
        ROLLBACK
    }
}
