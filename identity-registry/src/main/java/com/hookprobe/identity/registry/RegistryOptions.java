package com.hookprobe.identity.registry;

import java.time.Clock;

/**
 * What goes with a registry beside its database.
 *
 * @param clock dates the changes
 * @param guard remembers the head of the chain outside of the database
 * @param locator tells where addresses are
 */
public record RegistryOptions(Clock clock, RollbackGuard guard, GeoLocator locator) {
    /** The system's clock, no guard, no places. */
    public static final RegistryOptions DEFAULT =
            new RegistryOptions(Clock.systemUTC(), RollbackGuard.NONE, GeoLocator.NONE);

    /** As these, with another clock. */
    public RegistryOptions withClock(Clock other) {
        return new RegistryOptions(other, guard, locator);
    }

    /** As these, with another guard. */
    public RegistryOptions withGuard(RollbackGuard other) {
        return new RegistryOptions(clock, other, locator);
    }

    /** As these, with another locator. */
    public RegistryOptions withLocator(GeoLocator other) {
        return new RegistryOptions(clock, guard, other);
    }
}
