package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a site would cut itself off by: gateway, name servers, its own addresses, management hosts, the operators' sessions
 * (RESPONSE 3.6). Unlike the allowlist it is read from the system and changes with it. Immutable.
 */
public final class LockoutGuard {
    /** The most addresses of a guard; a host has about ten. */
    public static final int ENTRIES_MAX = 4096;

    private static final LockoutGuard NONE = new LockoutGuard(Map.of(), Map.of());

    private final PrefixTrie<String> addresses = new PrefixTrie<>();
    private final Map<Cidr, String> prefixes;
    private final Map<MacAddress, String> stations;

    /**
     * A guard over these, each with what it is.
     *
     * @throws IllegalArgumentException for more than {@link #ENTRIES_MAX}
     */
    public LockoutGuard(Map<Cidr, String> prefixes, Map<MacAddress, String> stations) {
        if (prefixes.size() + stations.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException(
                    "a guard holds at most " + ENTRIES_MAX + " addresses, got " + (prefixes.size() + stations.size()));
        }
        this.prefixes = Map.copyOf(prefixes);
        this.stations = Map.copyOf(stations);
        prefixes.forEach(addresses::put);
    }

    /** A guard over nothing. */
    public static LockoutGuard none() {
        return NONE;
    }

    /** Why an indicator must not be cut off: what of the site it would hit. */
    public Optional<String> objection(Indicator indicator) {
        if (indicator.isMac()) {
            return Optional.ofNullable(stations.get(indicator.mac()));
        }
        Optional<String> around = addresses.longestAround(indicator.prefix());
        return around.isPresent() ? around : addresses.anyInside(indicator.prefix());
    }

    /** The guarded addresses, with what each is. */
    public Map<Cidr, String> prefixes() {
        return prefixes;
    }

    /** The guarded stations, with what each is. */
    public Map<MacAddress, String> stations() {
        return stations;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LockoutGuard guard
                && prefixes.equals(guard.prefixes)
                && stations.equals(guard.stations);
    }

    @Override
    public int hashCode() {
        return Objects.hash(prefixes, stations);
    }
}
