package com.hookprobe.identity.registry;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.NodeName;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.registry.RegistryEntry.Sighting;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads the registry's rows strictly: what this program would not have written is {@link Kind#DAMAGED}. */
final class RegistryRows {
    static final String COLUMNS = "d.device_id, e.name, e.tier, d.device_type, d.status, d.public_key_ed25519,"
            + " d.hardware_fingerprint, e.baseline_integrity, d.kyc_verified, d.first_seen, d.last_seen, e.state_version,"
            + " d.tenant_id, d.site_id, e.roles, e.weight_ter_count, e.weight_fingerprint, e.replaces, e.replaced_by";

    static final String SELECT = "SELECT " + COLUMNS
            + " FROM devices d JOIN device_enrolments e ON e.device_id = d.device_id WHERE {d.tenant} AND {e.tenant}";

    static final String CHANGES = "SELECT sequence, timestamp, tenant_id, device_id, action, status_before,"
            + " status_after, changed_by, detail, hash FROM device_audit WHERE {tenant}";

    private RegistryRows() {}

    static RegisteredDevice device(ResultSet row) throws SQLException, RegistryException {
        try {
            byte[] baseline = row.getBytes(8);
            if (baseline.length != EnrolmentRequest.BASELINE_BYTES) {
                throw new IllegalArgumentException("baseline_integrity of " + baseline.length + " bytes");
            }
            return new RegisteredDevice(
                    NodeId.parse(row.getString(1)),
                    NodeName.check(row.getString(2)),
                    tier(row.getString(3)),
                    type(row.getString(4)),
                    DeviceStatus.valueOf(row.getString(5)),
                    hex32("public_key_ed25519", row.getString(6)),
                    hex32("hardware_fingerprint", row.getString(7)),
                    HexFormat.of().formatHex(baseline),
                    row.getInt(9) != 0,
                    Instant.ofEpochSecond(row.getLong(10)),
                    Instant.ofEpochSecond(row.getLong(11)),
                    row.getLong(12),
                    new TenantId(row.getString(13)),
                    Optional.ofNullable(row.getString(14)).map(SiteId::new),
                    Roles.parse(row.getString(15)),
                    weights(row),
                    Optional.ofNullable(row.getString(18)).map(NodeId::parse),
                    Optional.ofNullable(row.getString(19)).map(NodeId::parse));
        } catch (IllegalArgumentException e) {
            throw RegistryException.damaged("devices", e);
        }
    }

    static Tier tier(String text) {
        return Tier.ofText(text).orElseThrow(() -> new IllegalArgumentException("tier " + text));
    }

    private static DeviceType type(String text) {
        return DeviceType.ofText(text).orElseThrow(() -> new IllegalArgumentException("device_type " + text));
    }

    private static Optional<WeightState> weights(ResultSet row) throws SQLException {
        OptionalLong count = number(row, 16);
        return count.isEmpty()
                ? Optional.empty()
                : Optional.of(new WeightState(count.getAsLong(), String.valueOf(row.getString(17))));
    }

    static EnrolmentRequest request(ResultSet row) throws SQLException, RegistryException {
        try {
            EnrolmentRequest request = EnrolmentRequest.decode(row.getBytes(2));
            if (!request.card().nodeId().hex().equals(row.getString(1))) {
                throw new IllegalArgumentException("request of another device");
            }
            return request;
        } catch (RecordException | IllegalArgumentException e) {
            throw RegistryException.damaged("device_enrolments", e);
        }
    }

    static KeyPeriod key(ResultSet row) throws SQLException, RegistryException {
        try {
            Instant from = Instant.ofEpochSecond(row.getLong(3));
            OptionalLong until = number(row, 4);
            Optional<Instant> end =
                    until.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(until.getAsLong()));
            return new KeyPeriod(row.getInt(1), hex32("public_key_ed25519", row.getString(2)), from, end);
        } catch (IllegalArgumentException e) {
            throw RegistryException.damaged("device_keys", e);
        }
    }

    static Sighting sighting(ResultSet row) throws SQLException {
        Place place = new Place(
                Optional.ofNullable(row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                real(row, 6),
                real(row, 7),
                number(row, 8),
                Optional.ofNullable(row.getString(9)));
        return new Sighting(Instant.ofEpochSecond(row.getLong(1)), row.getString(2), place);
    }

    static AuditRow auditRow(ResultSet row) throws SQLException {
        return new AuditRow(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9));
    }

    static Change change(ResultSet result) throws SQLException, RegistryException {
        try {
            AuditRow row = auditRow(result);
            return new Change(
                    row.sequence(),
                    Instant.ofEpochSecond(row.timestamp()),
                    new TenantId(row.tenant()),
                    Optional.ofNullable(row.device()).map(NodeId::parse),
                    row.action(),
                    Optional.ofNullable(row.before()).map(DeviceStatus::valueOf),
                    Optional.ofNullable(row.after()).map(DeviceStatus::valueOf),
                    row.by(),
                    row.detail());
        } catch (IllegalArgumentException e) {
            throw RegistryException.damaged("device_audit", e);
        }
    }

    static OptionalLong number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static OptionalDouble real(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static String hex32(String what, String hex) {
        if (HexFormat.of().parseHex(hex).length != 32) {
            throw new IllegalArgumentException(what + " of " + hex.length() + " characters");
        }
        return hex;
    }
}
