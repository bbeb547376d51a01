package com.hookprobe.identity.registry;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Places from MaxMind DB files that the operator has: one of cities (GeoLite2 or GeoIP2 City, or of that shape) and one of
 * networks (ASN). Names are the English ones. The files are read once and mapped into memory; a newer file needs a new locator.
 * Safe for use by many threads.
 */
public final class MaxMindLocator implements GeoLocator, AutoCloseable {
    private static final int NAME_CHARS_MAX = 128;

    private final @Nullable Reader city;
    private final @Nullable Reader asn;

    private MaxMindLocator(@Nullable Reader city, @Nullable Reader asn) {
        this.city = city;
        this.asn = asn;
    }

    /**
     * Opens the files that there are.
     *
     * @throws IOException when one cannot be read or is not a MaxMind DB
     */
    public static MaxMindLocator open(Optional<Path> cityFile, Optional<Path> asnFile) throws IOException {
        @Nullable Reader city = reader(cityFile);
        try {
            return new MaxMindLocator(city, reader(asnFile));
        } catch (IOException e) {
            if (city != null) {
                city.close();
            }
            throw e;
        }
    }

    @Override
    public Place locate(InetAddress address) {
        Map<?, ?> place = look(city, address);
        Map<?, ?> network = look(asn, address);
        Map<?, ?> location = map(place, "location");
        return new Place(
                text(map(place, "country"), "iso_code"),
                text(map(first(place, "subdivisions"), "names"), "en"),
                text(map(map(place, "city"), "names"), "en"),
                degrees(location, "latitude", 90),
                degrees(location, "longitude", 180),
                number(network),
                text(network, "autonomous_system_organization"));
    }

    @Override
    public void close() throws IOException {
        if (city != null) {
            city.close();
        }
        if (asn != null) {
            asn.close();
        }
    }

    private static @Nullable Reader reader(Optional<Path> file) throws IOException {
        return file.isEmpty() ? null : new Reader(file.get().toFile(), new CHMCache());
    }

    /** A damaged record is as good as none: where a device is must not decide whether it is heard. */
    private static Map<?, ?> look(@Nullable Reader reader, InetAddress address) {
        if (reader == null) {
            return Map.of();
        }
        try {
            Map<?, ?> found = reader.get(address, Map.class);
            return found == null ? Map.of() : found;
        } catch (IOException | RuntimeException e) {
            return Map.of();
        }
    }

    private static Map<?, ?> map(Map<?, ?> of, String key) {
        return of.get(key) instanceof Map<?, ?> inner ? inner : Map.of();
    }

    private static Map<?, ?> first(Map<?, ?> of, String key) {
        return of.get(key) instanceof java.util.List<?> list
                        && !list.isEmpty()
                        && list.get(0) instanceof Map<?, ?> inner
                ? inner
                : Map.of();
    }

    private static Optional<String> text(Map<?, ?> of, String key) {
        return of.get(key) instanceof String value
                        && value.length() <= NAME_CHARS_MAX
                        && value.chars().noneMatch(Character::isISOControl)
                ? Optional.of(value)
                : Optional.empty();
    }

    private static OptionalDouble degrees(Map<?, ?> of, String key, double most) {
        return of.get(key) instanceof Number value && Math.abs(value.doubleValue()) <= most
                ? OptionalDouble.of(value.doubleValue())
                : OptionalDouble.empty();
    }

    private static OptionalLong number(Map<?, ?> network) {
        return network.get("autonomous_system_number") instanceof Number value
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }
}
