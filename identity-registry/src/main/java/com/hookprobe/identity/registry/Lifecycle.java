package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The changes of a device's state, inside a transaction of the caller. */
final class Lifecycle {
    private static final HexFormat HEX = HexFormat.of();

    private Lifecycle() {}

    /**
     * One of {@link Transition#ALLOWED}.
     *
     * @param version the state version that the caller saw, if it must be that one
     */
    static RegisteredDevice change(
            Journal journal, NodeId id, String action, OptionalLong version, String by, String reason)
            throws RegistryException, DatabaseException {
        RegisteredDevice device = Devices.required(journal.sql(), id);
        if (version.isPresent() && version.getAsLong() != device.stateVersion()) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: cannot " + action + " " + id.shortHex() + ": expected version " + version.getAsLong()
                            + ", found " + device.stateVersion() + "; look at it again");
        }
        return move(journal, device, action, by, reason);
    }

    private static RegisteredDevice move(
            Journal journal, RegisteredDevice device, String action, String by, String reason)
            throws RegistryException, DatabaseException {
        // identity 10.2: "only these changes are allowed"
        DeviceStatus to = Transition.after(device.status(), action)
                .orElseThrow(() -> new RegistryException(
                        Kind.NOT_ALLOWED,
                        "registry: cannot " + action + " " + device.id().shortHex() + ": found it " + device.status()
                                + ", expected a status from which that is allowed"));
        journal.record(device, to, action, by, reason);
        int changed = journal.sql()
                .update(
                        "UPDATE devices SET status = ? WHERE device_id = ? AND status = ? AND {tenant}",
                        to.name(),
                        device.id().hex(),
                        device.status().name());
        if (changed != 1) {
            throw new RegistryException(
                    Kind.CONFLICT, "registry: " + device.id().shortHex() + " has changed since; look at it again");
        }
        return Devices.required(journal.sql(), device.id());
    }

    static RegisteredDevice rotateKey(Journal journal, KeyRotation rotation)
            throws RegistryException, DatabaseException {
        Transaction sql = journal.sql();
        RegisteredDevice device = Devices.required(sql, rotation.nodeId());
        if (device.status() != DeviceStatus.ACTIVE) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED,
                    "registry: expected an ACTIVE device, found " + device.status() + "; only then may its key change");
        }
        String id = device.id().hex();
        String newKey = HEX.formatHex(rotation.newKey());
        long index = sql.number("SELECT max(key_index) FROM device_keys WHERE device_id = ? AND {tenant}", id);
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
        Enrolments.addKey(journal, id, rotation.index(), device.tenant().value(), newKey, rotation.encode());
        sql.update(
                "UPDATE device_keys SET valid_until = ? WHERE device_id = ? AND key_index = ? AND {tenant}",
                journal.seconds(),
                id,
                index);
        sql.update("UPDATE devices SET public_key_ed25519 = ? WHERE device_id = ? AND {tenant}", newKey, id);
        journal.record(device, device.status(), "rotate-key", id, "key " + rotation.index() + " " + newKey);
        return Devices.required(sql, device.id());
    }

    /**
     * The old device is revoked and linked; the new one takes its name, tenant, site and roles, and is ACTIVE. It may be waiting
     * as PENDING, with this request, at the same tenant.
     */
    static RegisteredDevice replace(Journal journal, NodeId oldId, EnrolmentRequest request, String by, String reason)
            throws RegistryException, DatabaseException {
        Transaction sql = journal.sql();
        RegisteredDevice old = Devices.required(sql, oldId);
        NodeId newId = request.card().nodeId();
        if (request.card().tier() != old.tier()) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED,
                    "registry: expected a " + old.tier().text() + " in place of " + oldId.shortHex() + ", found a "
                            + request.card().tier().text() + "; enrol it as a new device");
        }
        // identity 5.7: "a request MUST NOT take another place than the one that it names"
        if (request.replaces().isPresent() && !request.replaces().get().equals(oldId)) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED,
                    "registry: expected a request for the place of " + oldId.shortHex() + ", found one for that of "
                            + request.replaces().get().shortHex() + "; check the ids, or make another request");
        }
        move(journal, old, Transition.REPLACE, by, "by " + newId.hex() + ": " + reason);
        sql.update(
                "UPDATE device_enrolments SET replaced_by = ? WHERE device_id = ? AND {tenant}",
                newId.hex(),
                oldId.hex());
        Optional<RegisteredDevice> waiting = Enrolments.known(sql, request, old.tenant());
        if (waiting.isEmpty()) {
            Enrolments.insert(
                    journal,
                    request,
                    new Enrolments.Destination(old.tenant(), old.site(), Optional.of(old.name()), Optional.of(by)));
        }
        sql.update(
                "UPDATE device_enrolments SET replaces = ?, name = ?, name_key = ?, roles = ?"
                        + " WHERE device_id = ? AND {tenant}",
                oldId.hex(),
                old.name(),
                old.name().toLowerCase(Locale.ROOT),
                Roles.text(old.roles()),
                newId.hex());
        sql.update(
                "UPDATE devices SET site_id = ? WHERE device_id = ? AND {tenant}",
                old.site().map(SiteId::value).orElse(null),
                newId.hex());
        return change(
                journal,
                newId,
                Transition.APPROVE,
                OptionalLong.empty(),
                by,
                "in place of " + oldId.hex() + ": " + reason);
    }

    /** identity 10.11: counts of records do not go back. */
    static RegisteredDevice weights(Journal journal, NodeId id, WeightState state)
            throws RegistryException, DatabaseException {
        RegisteredDevice device = Devices.notRevoked(journal.sql(), id);
        if (!follows(device, state)) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: expected a weight state after record "
                            + device.weights().orElseThrow().terCount() + " of " + id.shortHex()
                            + ", found one after " + state.terCount() + "; the history that it comes from is older");
        }
        setWeights(journal.sql(), id, state);
        return Devices.required(journal.sql(), id);
    }

    /** Whether a weight state is the device's own one, or a later one of a device that may have any. */
    static boolean follows(RegisteredDevice device, WeightState state) {
        Optional<WeightState> before = device.weights();
        return device.status() != DeviceStatus.REVOKED
                && (before.isEmpty()
                        || before.get().terCount() < state.terCount()
                        || before.get().equals(state));
    }

    static void setWeights(Transaction sql, NodeId id, WeightState state) throws DatabaseException {
        sql.update(
                "UPDATE device_enrolments SET weight_ter_count = ?, weight_fingerprint = ?"
                        + " WHERE device_id = ? AND {tenant}",
                state.terCount(),
                state.fingerprintHex(),
                id.hex());
    }
}
