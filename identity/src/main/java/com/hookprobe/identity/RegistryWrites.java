package com.hookprobe.identity;

import com.hookprobe.identity.RegistryException.Kind;
import java.time.Clock;
import java.util.HexFormat;

/** The registry's inserts, and the note of each change in the audit table; always inside a transaction of the caller. */
final class RegistryWrites {
    private static final HexFormat HEX = HexFormat.of();

    private final RegistryDatabase database;
    private final Clock clock;

    RegistryWrites(RegistryDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void insert(EnrolmentRequest request) throws RegistryException {
        long pending = database.number("SELECT count(*) FROM devices WHERE status = 'PENDING'");
        if (pending >= DeviceRegistry.PENDING_MAX) {
            throw new RegistryException(
                    Kind.FULL,
                    "registry: expected fewer than " + DeviceRegistry.PENDING_MAX
                            + " devices waiting for approval, found " + pending + "; approve or revoke some");
        }
        long now = seconds();
        NodeCard card = request.card();
        String id = card.nodeId().hex();
        String key = HEX.formatHex(card.ed25519());
        refuseKnownKey(key);
        // identity 10.1: "a device MUST begin as PENDING"
        database.update(
                "INSERT INTO devices VALUES (?, ?, ?, ?, 'PENDING', 0, ?, ?)",
                id,
                DeviceType.of(card).text(),
                HEX.formatHex(card.hardwareFingerprint()),
                key,
                now,
                now);
        database.update(
                "INSERT INTO device_enrolments VALUES (?, ?, ?, ?, ?, ?, 1)",
                id,
                card.name(),
                card.tier().text(),
                request.encode(),
                request.baselineIntegrity(),
                request.sealedSecrets());
        database.update("INSERT INTO device_keys VALUES (?, 0, ?, ?, NULL, NULL)", id, key, now);
        database.update(
                "INSERT INTO device_audit(timestamp, device_id, action, status_before, status_after, changed_by, detail)"
                        + " VALUES (?, ?, 'enrol', NULL, 'PENDING', ?, ?)",
                now,
                id,
                id,
                "signed request of '" + card.name() + "', " + card.tier().text());
    }

    void record(RegisteredDevice device, DeviceStatus after, String action, String by, String detail)
            throws RegistryException {
        String id = device.id().hex();
        database.update("UPDATE device_enrolments SET state_version = state_version + 1 WHERE device_id = ?", id);
        database.update(
                "INSERT INTO device_audit(timestamp, device_id, action, status_before, status_after, changed_by, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                seconds(),
                id,
                action,
                device.status().name(),
                after.name(),
                by,
                detail);
    }

    void refuseKnownKey(String keyHex) throws RegistryException {
        if (database.number("SELECT count(*) FROM device_keys WHERE public_key_ed25519 = ?", keyHex) > 0) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: expected a key that no device ever had, found a known one; make a new key");
        }
    }

    private long seconds() {
        return clock.instant().getEpochSecond();
    }
}
