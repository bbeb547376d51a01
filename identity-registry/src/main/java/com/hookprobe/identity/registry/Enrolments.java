package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes requests in, inside a transaction of the caller. (identity.md, 10.1 and 10.5.) */
final class Enrolments {
    /**
     * Where a new device belongs.
     *
     * @param tenant whose
     * @param site where; none if it was not said
     * @param name its name, if not the one of its card
     * @param by who sent the request; the device itself if nobody else
     */
    record Destination(TenantId tenant, Optional<SiteId> site, Optional<String> name, Optional<String> by) {
        static Destination of(TenantId tenant) {
            return new Destination(tenant, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    private static final HexFormat HEX = HexFormat.of();

    private Enrolments() {}

    /** The device as it stands when exactly this request is known. */
    static Optional<RegisteredDevice> known(Transaction transaction, EnrolmentRequest request, TenantId tenant)
            throws RegistryException, DatabaseException {
        NodeId id = request.card().nodeId();
        List<byte[]> known = transaction.query(
                row -> row.getBytes(1),
                "SELECT request FROM device_enrolments WHERE device_id = ? AND {tenant}",
                id.hex());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        RegisteredDevice device = Devices.required(transaction, id);
        if (!Arrays.equals(known.get(0), request.encode())) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: expected a new device or the same request again, found another request of "
                            + id.shortHex() + "; a device that lost its state enrols with new keys");
        }
        if (!device.tenant().equals(tenant)) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: expected a new device, found " + id.shortHex() + " at tenant " + device.tenant()
                            + "; a device that goes to another tenant enrols with new keys");
        }
        return Optional.of(device);
    }

    /** identity 10.6: anybody may send requests, so only so many wait. */
    static void room(Transaction transaction, TenantId tenant) throws RegistryException, DatabaseException {
        long pending = transaction.number(
                "SELECT count(*) FROM devices WHERE tenant_id = ? AND status = 'PENDING' AND {tenant}", tenant.value());
        if (pending >= DeviceRegistry.PENDING_MAX) {
            throw new RegistryException(
                    Kind.FULL,
                    "registry: expected fewer than " + DeviceRegistry.PENDING_MAX
                            + " devices of a tenant waiting for approval, found " + pending
                            + "; approve or revoke some");
        }
    }

    /** Takes in a device that is not {@link #known}. */
    static RegisteredDevice insert(Journal journal, EnrolmentRequest request, Destination to)
            throws RegistryException, DatabaseException {
        Transaction sql = journal.sql();
        NodeCard card = request.card();
        String id = card.nodeId().hex();
        String key = HEX.formatHex(card.ed25519());
        String tenant = to.tenant().value();
        @Nullable String site = to.site().map(SiteId::value).orElse(null);
        String name = to.name().orElse(card.name());
        if (to.site().isPresent()) {
            Devices.siteExists(sql, tenant, to.site().get());
        }
        // The id is made of the first key: a key that nobody had means an id that nobody has.
        addKey(journal, id, 0, tenant, key, null);
        // identity 10.1: "a device MUST begin as PENDING"
        int added = sql.update(
                "INSERT INTO devices(device_id, device_type, hardware_fingerprint, public_key_ed25519, status,"
                        + " kyc_verified, first_seen, last_seen, tenant_id, site_id, tier)"
                        + " VALUES (?, ?, ?, ?, 'PENDING', 0, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                id,
                DeviceType.of(card).text(),
                HEX.formatHex(card.hardwareFingerprint()),
                key,
                journal.seconds(),
                journal.seconds(),
                tenant,
                site,
                card.tier().text());
        if (added != 1) {
            throw new RegistryException(
                    Kind.DAMAGED,
                    "registry: expected no device without its keys, found "
                            + card.nodeId().shortHex());
        }
        sql.update(
                "INSERT INTO device_enrolments(device_id, tenant_id, name, name_key, tier, request, baseline_integrity,"
                        + " state_version, roles) VALUES (?, ?, ?, ?, ?, ?, ?, 1, '')",
                id,
                tenant,
                name,
                name.toLowerCase(Locale.ROOT),
                card.tier().text(),
                request.encode(),
                request.baselineIntegrity());
        journal.append(
                to.tenant(),
                card.nodeId(),
                "enrol",
                null,
                DeviceStatus.PENDING,
                to.by().orElse(id),
                "signed request of '" + card.name() + "', " + card.tier().text());
        return Devices.required(sql, card.nodeId());
    }

    static void addKey(Journal journal, String id, int index, String tenant, String keyHex, byte @Nullable [] rotation)
            throws RegistryException, DatabaseException {
        int added = journal.sql()
                .update(
                        "INSERT INTO device_keys(device_id, key_index, tenant_id, public_key_ed25519, valid_from,"
                                + " valid_until, rotation) VALUES (?, ?, ?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING",
                        id,
                        index,
                        tenant,
                        keyHex,
                        journal.seconds(),
                        rotation);
        if (added != 1) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: expected a key that no device ever had, found a known one; make a new key");
        }
    }
}
