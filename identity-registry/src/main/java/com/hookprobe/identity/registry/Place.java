package com.hookprobe.identity.registry;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Where an address is, as far as is known; it may be wrong by a country.
 *
 * @param country ISO 3166-1 code
 * @param region name of the largest part of the country
 * @param city name
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 * @param asn number of the network (autonomous system), 0 to 2^32-1
 * @param isp who runs the network
 */
public record Place(
        Optional<String> country,
        Optional<String> region,
        Optional<String> city,
        OptionalDouble latitude,
        OptionalDouble longitude,
        OptionalLong asn,
        Optional<String> isp) {
    /** Nothing is known. */
    public static final Place UNKNOWN = new Place(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Optional.empty());
}
