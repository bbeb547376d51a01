package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryEntry.Sighting;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where devices were heard from. (identity.md, 10.7.) */
final class Sightings {
    private Sightings() {}

    static List<Sighting> of(Transaction transaction, NodeId id) throws DatabaseException {
        return transaction.query(
                RegistryRows::sighting,
                "SELECT timestamp, ip_address, country, region, city, latitude, longitude, asn, isp"
                        + " FROM device_locations WHERE device_id = ? AND {tenant} ORDER BY timestamp DESC, entry DESC",
                id.hex());
    }

    /** An observation with its place. */
    record Placed(Observation observation, Place place) {}

    /** False when the device is not here. */
    static boolean add(Journal journal, Placed placed) throws RegistryException, DatabaseException {
        Transaction sql = journal.sql();
        Observation observation = placed.observation();
        NodeId id = observation.device();
        Optional<RegisteredDevice> device = Devices.find(sql, id);
        if (device.isEmpty()) {
            return false;
        }
        long seconds = observation.when().getEpochSecond();
        sql.update(
                "UPDATE devices SET last_seen = ? WHERE device_id = ? AND last_seen < ? AND {tenant}",
                seconds,
                id.hex(),
                seconds);
        if (observation.address().isPresent()) {
            // A link-local address is written with the name of our own card behind it.
            String ip = observation.address().get().getHostAddress().replaceAll("%.*", "");
            addAddress(sql, device.get(), seconds, ip, placed.place());
        }
        if (observation.weights().isPresent()
                && Lifecycle.follows(device.get(), observation.weights().get())) {
            Lifecycle.setWeights(sql, id, observation.weights().get());
        }
        return true;
    }

    private static void addAddress(Transaction sql, RegisteredDevice device, long seconds, String ip, Place place)
            throws DatabaseException {
        NodeId id = device.id();
        String hex = id.hex();
        List<Sighting> before = of(sql, id);
        if (!before.isEmpty() && before.get(0).ipAddress().equals(ip)) {
            return;
        }
        long entry = 1
                + sql.number(
                        "SELECT coalesce(max(entry), 0) FROM device_locations WHERE device_id = ? AND {tenant}", hex);
        sql.update(
                "INSERT INTO device_locations(device_id, timestamp, ip_address, country, region, city, latitude,"
                        + " longitude, asn, isp, tenant_id, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                hex,
                seconds,
                ip,
                place.country().orElse(null),
                place.region().orElse(null),
                place.city().orElse(null),
                boxed(place.latitude()),
                boxed(place.longitude()),
                boxed(place.asn()),
                place.isp().orElse(null),
                device.tenant().value(),
                entry);
        sql.update(
                "DELETE FROM device_locations WHERE device_id = ? AND {tenant} AND entry NOT IN (SELECT l.entry FROM"
                        + " device_locations l WHERE l.device_id = ? AND {l.tenant}"
                        + " ORDER BY l.timestamp DESC, l.entry DESC LIMIT ?)",
                hex,
                hex,
                DeviceRegistry.SIGHTINGS_MAX);
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
