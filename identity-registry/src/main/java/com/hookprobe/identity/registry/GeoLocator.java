package com.hookprobe.identity.registry;

import java.net.InetAddress;

/** Tells where an address is. It must not ask the network: that would tell others which addresses a customer has. */
@FunctionalInterface
public interface GeoLocator {
    /** Knows nothing. */
    GeoLocator NONE = address -> Place.UNKNOWN;

    /** Looks an address up; {@link Place#UNKNOWN} when nothing is known or the lookup fails. Called by many threads. */
    Place locate(InetAddress address);
}
