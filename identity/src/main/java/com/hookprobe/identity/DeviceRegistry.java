package com.hookprobe.identity;

import com.hookprobe.identity.RegistryEntry.Change;
import com.hookprobe.identity.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.RegistryEntry.Sighting;
import com.hookprobe.identity.RegistryException.Kind;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The devices that a provider knows, on SQLite. (identity.md, section 10.)
 *
 * <p>A device enters as PENDING, by its own signed request; only {@link #approve}, which names a person, makes it ACTIVE.
 * Each change of a device is one transaction together with its row in the audit table, and is on disk when the method
 * returns. Times are whole seconds since 1970.
 *
 * <p>Safe for use by many threads, which take turns; many processes may have the same file open.
 */
public final class DeviceRegistry implements AutoCloseable {
    /** How many devices may wait for approval: anybody who reaches the registry can send requests. */
    public static final int PENDING_MAX = 10_000;

    /** How many addresses are kept per device. */
    public static final int SIGHTINGS_MAX = 10;

    private static final HexFormat HEX = HexFormat.of();
    private static final int BY_CHARS_MAX = 128;
    private static final int REASON_CHARS_MAX = 512;

    private final RegistryDatabase database;
    private final Clock clock;
    private final RegistryWrites writes;

    private DeviceRegistry(RegistryDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.writes = new RegistryWrites(database, clock);
    }

    /**
     * Opens the registry at a path; makes an empty one, mode 0600, when there is no file.
     *
     * @throws RegistryException DAMAGED when the file is something else, VERSION, STORAGE
     */
    public static DeviceRegistry open(Path path) throws RegistryException {
        return open(path, Clock.systemUTC());
    }

    /** As {@link #open(Path)}, with the clock that dates the changes. */
    public static DeviceRegistry open(Path path, Clock clock) throws RegistryException {
        return new DeviceRegistry(RegistryDatabase.open(path), clock);
    }

    /**
     * Takes in a request; the device is PENDING, whatever the request says. The same request again changes nothing.
     *
     * @return the device as it now stands
     * @throws RegistryException CONFLICT when the id or key is known from another request, FULL, STORAGE
     */
    public synchronized RegisteredDevice enrol(EnrolmentRequest request) throws RegistryException {
        NodeCard card = request.card();
        String id = card.nodeId().hex();
        return database.write(() -> {
            List<byte[]> known = database.query(
                    row -> row.getBytes(1), "SELECT request FROM device_enrolments WHERE device_id = ?", id);
            if (!known.isEmpty()) {
                if (!Arrays.equals(known.get(0), request.encode())) {
                    throw new RegistryException(
                            Kind.CONFLICT,
                            "registry: expected a new device or the same request again, found another request of "
                                    + card.nodeId().shortHex() + "; a device that lost its state enrols with new keys");
                }
                return required(card.nodeId());
            }
            writes.insert(request);
            return required(card.nodeId());
        });
    }

    /**
     * PENDING to ACTIVE.
     *
     * @param by the person who answers for it, 1..128 characters
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED, STORAGE
     */
    public RegisteredDevice approve(NodeId id, String by) throws RegistryException {
        return change(id, DeviceStatus.PENDING, DeviceStatus.ACTIVE, "approve", by, "approved");
    }

    /**
     * ACTIVE to SUSPENDED.
     *
     * @param reason 1..512 characters
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED, STORAGE
     */
    public RegisteredDevice suspend(NodeId id, String by, String reason) throws RegistryException {
        return change(id, DeviceStatus.ACTIVE, DeviceStatus.SUSPENDED, "suspend", by, reason);
    }

    /**
     * SUSPENDED to ACTIVE.
     *
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED, STORAGE
     */
    public RegisteredDevice reinstate(NodeId id, String by, String reason) throws RegistryException {
        return change(id, DeviceStatus.SUSPENDED, DeviceStatus.ACTIVE, "reinstate", by, reason);
    }

    /**
     * PENDING, ACTIVE or SUSPENDED to REVOKED, from which nothing leads back.
     *
     * @throws RegistryException NOT_FOUND, NOT_ALLOWED when it is revoked already, STORAGE
     */
    public synchronized RegisteredDevice revoke(NodeId id, String by, String reason) throws RegistryException {
        checkText("by", by, BY_CHARS_MAX);
        checkText("reason", reason, REASON_CHARS_MAX);
        return database.write(() -> {
            RegisteredDevice device = required(id);
            return setStatus(device, DeviceStatus.REVOKED, "revoke", by, reason);
        });
    }

    /**
     * Takes in a change of a device's key. The rotation carries the old key's consent, so no person is asked. The same
     * rotation again changes nothing.
     *
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when the device is not ACTIVE; CONFLICT when the old key or index is
     *     not the current one, or the new key is known; STORAGE
     */
    public synchronized RegisteredDevice rotateKey(KeyRotation rotation) throws RegistryException {
        return database.write(() -> {
            RegisteredDevice device = required(rotation.nodeId());
            if (device.status() != DeviceStatus.ACTIVE) {
                throw new RegistryException(
                        Kind.NOT_ALLOWED,
                        "registry: expected an ACTIVE device, found " + device.status()
                                + "; only then may its key change");
            }
            String id = device.id().hex();
            String newKey = HEX.formatHex(rotation.newKey());
            long index = database.number("SELECT max(key_index) FROM device_keys WHERE device_id = ?", id);
            if (rotation.index() == index && device.currentKeyHex().equals(newKey)) {
                return device;
            }
            // identity 4.3: "the old key MUST be the current one and the index the next"
            if (rotation.index() != index + 1 || !device.currentKeyHex().equals(HEX.formatHex(rotation.oldKey()))) {
                throw new RegistryException(
                        Kind.CONFLICT,
                        "registry: expected a rotation from the current key to index " + (index + 1) + ", found index "
                                + rotation.index() + "; send all rotations in order");
            }
            writes.refuseKnownKey(newKey);
            long now = clock.instant().getEpochSecond();
            database.update(
                    "UPDATE device_keys SET valid_until = ? WHERE device_id = ? AND key_index = ?", now, id, index);
            database.update(
                    "INSERT INTO device_keys VALUES (?, ?, ?, ?, NULL, ?)",
                    id,
                    rotation.index(),
                    newKey,
                    now,
                    rotation.encode());
            database.update("UPDATE devices SET public_key_ed25519 = ? WHERE device_id = ?", newKey, id);
            writes.record(
                    device, device.status(), "rotate-key", device.id().hex(), "key " + rotation.index() + " " + newKey);
            return required(device.id());
        });
    }

    /**
     * Sets the hash of the software that a device should run, after an upgrade that a person stands for.
     *
     * @param baseline 20 bytes
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked; STORAGE
     */
    public synchronized RegisteredDevice setBaseline(NodeId id, byte[] baseline, String by, String reason)
            throws RegistryException {
        Checks.length("baseline integrity hash", baseline, EnrolmentRequest.BASELINE_BYTES);
        checkText("by", by, BY_CHARS_MAX);
        checkText("reason", reason, REASON_CHARS_MAX);
        return database.write(() -> {
            RegisteredDevice device = notRevoked(id);
            database.update(
                    "UPDATE device_enrolments SET baseline_integrity = ? WHERE device_id = ?",
                    baseline.clone(),
                    id.hex());
            writes.record(device, device.status(), "set-baseline", by, HEX.formatHex(baseline) + " " + reason);
            return required(id);
        });
    }

    /**
     * Notes whether a person checked who owns the device.
     *
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked; STORAGE
     */
    public synchronized RegisteredDevice setKycVerified(NodeId id, boolean verified, String by)
            throws RegistryException {
        checkText("by", by, BY_CHARS_MAX);
        return database.write(() -> {
            RegisteredDevice device = notRevoked(id);
            database.update("UPDATE devices SET kyc_verified = ? WHERE device_id = ?", verified ? 1 : 0, id.hex());
            writes.record(device, device.status(), "set-kyc", by, verified ? "verified" : "not verified");
            return required(id);
        });
    }

    /**
     * Notes that a device was heard from. {@code last_seen} never goes back; an address is stored when it differs from the
     * last one, and the newest {@link #SIGHTINGS_MAX} are kept. Where an address lies on the map is not looked up.
     *
     * @throws RegistryException NOT_FOUND, STORAGE
     */
    public synchronized void seen(NodeId id, Instant when, InetAddress address) throws RegistryException {
        String ip = address.getHostAddress();
        String device = id.hex();
        database.write(() -> {
            required(id);
            database.update(
                    "UPDATE devices SET last_seen = max(last_seen, ?) WHERE device_id = ?",
                    when.getEpochSecond(),
                    device);
            List<Sighting> before = sightings(id);
            if (before.isEmpty() || !before.get(0).ipAddress().equals(ip)) {
                database.update(
                        "INSERT INTO device_locations(device_id, timestamp, ip_address) VALUES (?, ?, ?)",
                        device,
                        when.getEpochSecond(),
                        ip);
                database.update(
                        "DELETE FROM device_locations WHERE device_id = ? AND rowid NOT IN (SELECT rowid FROM"
                                + " device_locations WHERE device_id = ? ORDER BY timestamp DESC, rowid DESC LIMIT ?)",
                        device,
                        device,
                        SIGHTINGS_MAX);
            }
            return id;
        });
    }

    /** Finds a device. */
    public synchronized Optional<RegisteredDevice> find(NodeId id) throws RegistryException {
        return database.query(RegistryRows::device, RegistryRows.SELECT + " WHERE d.device_id = ?", id.hex()).stream()
                .findFirst();
    }

    /** Lists all devices by id. */
    public synchronized List<RegisteredDevice> list() throws RegistryException {
        return List.copyOf(database.query(RegistryRows::device, RegistryRows.SELECT + " ORDER BY d.device_id"));
    }

    /** Lists the devices of one status by id. */
    public synchronized List<RegisteredDevice> list(DeviceStatus status) throws RegistryException {
        return List.copyOf(database.query(
                RegistryRows::device, RegistryRows.SELECT + " WHERE d.status = ? ORDER BY d.device_id", status.name()));
    }

    /**
     * Returns a device's request as it was enrolled, verified anew; its {@link EnrolmentRequest#open} gives the NEURO seed.
     *
     * @throws RegistryException DAMAGED, STORAGE
     */
    public synchronized Optional<EnrolmentRequest> request(NodeId id) throws RegistryException {
        return database
                .query(
                        RegistryRows::request,
                        "SELECT device_id, request FROM device_enrolments WHERE device_id = ?",
                        id.hex())
                .stream()
                .findFirst();
    }

    /** Lists a device's keys, oldest first; empty for an unknown device. */
    public synchronized List<KeyPeriod> keys(NodeId id) throws RegistryException {
        return List.copyOf(database.query(
                RegistryRows::key,
                "SELECT key_index, public_key_ed25519, valid_from, valid_until FROM device_keys"
                        + " WHERE device_id = ? ORDER BY key_index",
                id.hex()));
    }

    /** Lists the addresses a device was heard from, newest first. */
    public synchronized List<Sighting> sightings(NodeId id) throws RegistryException {
        return List.copyOf(database.query(
                row -> new Sighting(Instant.ofEpochSecond(row.getLong(1)), row.getString(2)),
                "SELECT timestamp, ip_address FROM device_locations WHERE device_id = ?"
                        + " ORDER BY timestamp DESC, rowid DESC",
                id.hex()));
    }

    /** Lists the changes of a device, oldest first. */
    public synchronized List<Change> audit(NodeId id) throws RegistryException {
        return List.copyOf(database.query(
                RegistryRows::change,
                "SELECT sequence, timestamp, device_id, action, status_before, status_after, changed_by, detail"
                        + " FROM device_audit WHERE device_id = ? ORDER BY sequence",
                id.hex()));
    }

    /** Closes the database; every later call fails with STORAGE. */
    @Override
    public synchronized void close() throws RegistryException {
        database.close();
    }

    private synchronized RegisteredDevice change(
            NodeId id, DeviceStatus from, DeviceStatus to, String action, String by, String reason)
            throws RegistryException {
        checkText("by", by, BY_CHARS_MAX);
        checkText("reason", reason, REASON_CHARS_MAX);
        return database.write(() -> {
            RegisteredDevice device = required(id);
            // Approve and reinstate lead to the same status: each MUST start from its own.
            if (device.status() != from) {
                throw notAllowed(device, action, to);
            }
            return setStatus(device, to, action, by, reason);
        });
    }

    private RegisteredDevice setStatus(
            RegisteredDevice device, DeviceStatus to, String action, String by, String reason)
            throws RegistryException {
        // identity 10.2: "only these changes are allowed"
        if (!device.status().mayBecome(to)) {
            throw notAllowed(device, action, to);
        }
        database.update(
                "UPDATE devices SET status = ? WHERE device_id = ?",
                to.name(),
                device.id().hex());
        writes.record(device, to, action, by, reason);
        return required(device.id());
    }

    private RegisteredDevice required(NodeId id) throws RegistryException {
        return find(id).orElseThrow(() -> new RegistryException(
                Kind.NOT_FOUND, "registry: expected a device " + id.hex() + ", found none; let it enrol first"));
    }

    private RegisteredDevice notRevoked(NodeId id) throws RegistryException {
        RegisteredDevice device = required(id);
        if (device.status() == DeviceStatus.REVOKED) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED,
                    "registry: expected a device that is not revoked, found " + id.shortHex() + " REVOKED");
        }
        return device;
    }

    private static RegistryException notAllowed(RegisteredDevice device, String action, DeviceStatus to) {
        return new RegistryException(
                Kind.NOT_ALLOWED,
                "registry: cannot " + action + " " + device.id().shortHex() + ": expected a status that may so become "
                        + to + ", found " + device.status());
    }

    private static void checkText(String what, String value, int charsMax) {
        if (value.isBlank() || value.length() > charsMax || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + ": expected 1 to " + charsMax + " characters without control characters");
        }
    }
}
