package com.hookprobe.qsecbit.response;

import java.util.List;

/**
 * Carries decisions out. Called on the caller's thread, by one thread at a time; a call may take some milliseconds.
 *
 * <p>The indicators of one list are distinct.
 */
public interface Enforcer {
    /**
     * Makes changes as one batch: 300 changes cost one transaction, and either all hold or none.
     *
     * @throws EnforcementException when they do not hold; the caller tries again later
     */
    void apply(List<Change> changes, long nowMicros) throws EnforcementException;

    /**
     * Forgets everything enforced before and enforces exactly this.
     *
     * @throws EnforcementException when it does not hold; some of it may
     */
    void replaceAll(List<Change.Enforce> standing, long nowMicros) throws EnforcementException;

    /**
     * Looks, cheaply, whether what was enforced is still there; others may have reset the machine's rules.
     *
     * @throws EnforcementException when it is not; {@link #replaceAll} brings it back
     */
    void check() throws EnforcementException;

    /** One line for people: what enforces here. */
    String describe();
}
