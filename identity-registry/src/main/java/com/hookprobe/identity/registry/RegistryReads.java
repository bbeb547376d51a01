package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.registry.RegistryEntry.Sighting;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@link DeviceRegistry} answers; nothing here changes it. */
public abstract sealed class RegistryReads permits RegistryNotes {
    /** How many devices or changes are listed at once. */
    public static final int LIMIT_MAX = DevicePages.LIMIT_MAX;

    final Store store;

    RegistryReads(Store store) {
        this.store = store;
    }

    /** Returns what is seen here. */
    public Scope scope() {
        return store.scope();
    }

    /** Finds a device. */
    public Optional<RegisteredDevice> find(NodeId id) throws RegistryException {
        return store.read(transaction -> Devices.find(transaction, id));
    }

    /** Lists all devices by id. A large registry is better read in {@link #page pages}. */
    public List<RegisteredDevice> list() throws RegistryException {
        return List.copyOf(store.read(
                transaction -> transaction.query(RegistryRows::device, RegistryRows.SELECT + " ORDER BY d.device_id")));
    }

    /** Lists the devices of one status by id. */
    public List<RegisteredDevice> list(DeviceStatus status) throws RegistryException {
        return List.copyOf(store.read(transaction -> transaction.query(
                RegistryRows::device, RegistryRows.SELECT + " AND d.status = ? ORDER BY d.device_id", status.name())));
    }

    /**
     * Gives one page of a list, in bounded work however long the list is.
     *
     * @param after {@link DevicePage#next} of the page before
     * @param limit 1 to {@link #LIMIT_MAX}
     * @throws IllegalArgumentException for a site in the platform's scope, or an {@code after} of another search
     */
    public DevicePage page(DeviceFilter filter, Optional<NodeId> after, int limit) throws RegistryException {
        Texts.limit(limit, LIMIT_MAX);
        return store.read(transaction -> DevicePages.page(transaction, filter, after, limit));
    }

    /** Counts the devices of each status; every status is in the answer. */
    public Map<DeviceStatus, Long> counts() throws RegistryException {
        Map<DeviceStatus, Long> counts = new EnumMap<>(DeviceStatus.class);
        for (DeviceStatus status : DeviceStatus.values()) {
            counts.put(status, 0L);
        }
        List<Map.Entry<DeviceStatus, Long>> rows = store.read(transaction -> transaction.query(
                row -> Map.entry(DeviceStatus.valueOf(row.getString(1)), row.getLong(2)),
                "SELECT status, count(*) FROM devices WHERE {tenant} GROUP BY status"));
        rows.forEach(row -> counts.put(row.getKey(), row.getValue()));
        return counts;
    }

    /**
     * Returns a device's request as it was enrolled, verified anew; its {@link EnrolmentRequest#open} gives the NEURO seed.
     */
    public Optional<EnrolmentRequest> request(NodeId id) throws RegistryException {
        return store.read(transaction -> transaction
                .query(
                        RegistryRows::request,
                        "SELECT device_id, request FROM device_enrolments WHERE device_id = ? AND {tenant}",
                        id.hex())
                .stream()
                .findFirst());
    }

    /** Lists a device's keys, oldest first; empty for an unknown device. */
    public List<KeyPeriod> keys(NodeId id) throws RegistryException {
        return List.copyOf(store.read(transaction -> transaction.query(
                RegistryRows::key,
                "SELECT key_index, public_key_ed25519, valid_from, valid_until FROM device_keys"
                        + " WHERE device_id = ? AND {tenant} ORDER BY key_index",
                id.hex())));
    }

    /** Lists the addresses a device was heard from, newest first. */
    public List<Sighting> sightings(NodeId id) throws RegistryException {
        return List.copyOf(store.read(transaction -> Sightings.of(transaction, id)));
    }

    /** Lists the changes of a device, oldest first. */
    public List<Change> audit(NodeId id) throws RegistryException {
        return List.copyOf(store.read(transaction -> transaction.query(
                RegistryRows::change, RegistryRows.CHANGES + " AND device_id = ? ORDER BY sequence", id.hex())));
    }

    /**
     * Lists what has changed since a place in the chain, oldest first. Whoever remembers the last sequence and asks again
     * misses nothing: a change of a lower sequence does not appear later.
     *
     * @param sequence the last one that is known; 0 for all
     * @param limit 1 to {@link #LIMIT_MAX}
     */
    public List<Change> changesSince(long sequence, int limit) throws RegistryException {
        Texts.limit(limit, LIMIT_MAX);
        return List.copyOf(store.read(transaction -> transaction.query(
                RegistryRows::change,
                RegistryRows.CHANGES + " AND sequence > ? ORDER BY sequence LIMIT ?",
                sequence,
                limit)));
    }

    /** Returns the last place in the chain, of all tenants. */
    public RegistryHead head() throws RegistryException {
        return store.read(Journal::head);
    }

    /**
     * Recomputes the whole chain, of all tenants.
     *
     * @return the last row that was checked
     * @throws RegistryException DAMAGED at the first row that is not as it was written
     */
    public RegistryHead verifyAudit() throws RegistryException {
        return new AuditChain(store).verify();
    }
}
