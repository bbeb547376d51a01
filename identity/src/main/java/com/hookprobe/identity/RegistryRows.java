package com.hookprobe.identity;

import com.hookprobe.identity.RegistryEntry.Change;
import com.hookprobe.identity.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.RegistryException.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the registry's rows strictly: what this program would not have written is {@link Kind#DAMAGED}. */
final class RegistryRows {
    static final String SELECT = "SELECT d.device_id, e.name, e.tier, d.device_type, d.status, d.public_key_ed25519,"
            + " d.hardware_fingerprint, e.baseline_integrity, d.kyc_verified, d.first_seen, d.last_seen, e.state_version"
            + " FROM devices d JOIN device_enrolments e ON e.device_id = d.device_id";

    private RegistryRows() {}

    static RegisteredDevice device(ResultSet row) throws SQLException, RegistryException {
        try {
            String name = row.getString(2);
            String tier = row.getString(3);
            String type = row.getString(4);
            byte[] baseline = row.getBytes(8);
            Checks.length("baseline_integrity", baseline, EnrolmentRequest.BASELINE_BYTES);
            return new RegisteredDevice(
                    NodeId.parse(row.getString(1)),
                    NodeName.check(name),
                    Tier.ofText(tier).orElseThrow(() -> new IllegalArgumentException("tier " + tier)),
                    DeviceType.ofText(type).orElseThrow(() -> new IllegalArgumentException("device_type " + type)),
                    DeviceStatus.valueOf(row.getString(5)),
                    hex32("public_key_ed25519", row.getString(6)),
                    hex32("hardware_fingerprint", row.getString(7)),
                    HexFormat.of().formatHex(baseline),
                    row.getInt(9) != 0,
                    Instant.ofEpochSecond(row.getLong(10)),
                    Instant.ofEpochSecond(row.getLong(11)),
                    row.getLong(12));
        } catch (IllegalArgumentException e) {
            throw damaged("devices", e);
        }
    }

    static EnrolmentRequest request(ResultSet row) throws SQLException, RegistryException {
        try {
            EnrolmentRequest request = EnrolmentRequest.decode(row.getBytes(2));
            if (!request.card().nodeId().hex().equals(row.getString(1))) {
                throw new IllegalArgumentException("request of another device");
            }
            return request;
        } catch (RecordException | IllegalArgumentException e) {
            throw damaged("device_enrolments", e);
        }
    }

    static KeyPeriod key(ResultSet row) throws SQLException, RegistryException {
        try {
            Instant from = Instant.ofEpochSecond(row.getLong(3));
            long until = row.getLong(4);
            Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(until));
            return new KeyPeriod(row.getInt(1), hex32("public_key_ed25519", row.getString(2)), from, end);
        } catch (IllegalArgumentException e) {
            throw damaged("device_keys", e);
        }
    }

    static Change change(ResultSet row) throws SQLException, RegistryException {
        try {
            @Nullable String before = row.getString(5);
            return new Change(
                    row.getLong(1),
                    Instant.ofEpochSecond(row.getLong(2)),
                    NodeId.parse(row.getString(3)),
                    row.getString(4),
                    Optional.ofNullable(before).map(DeviceStatus::valueOf),
                    DeviceStatus.valueOf(row.getString(6)),
                    row.getString(7),
                    row.getString(8));
        } catch (IllegalArgumentException e) {
            throw damaged("device_audit", e);
        }
    }

    private static String hex32(String what, String hex) {
        Checks.length(what, HexFormat.of().parseHex(hex), 32);
        return hex;
    }

    private static RegistryException damaged(String table, Exception e) {
        return new RegistryException(
                Kind.DAMAGED,
                "registry: expected rows of " + table + " as written, found another (" + e.getMessage()
                        + "); restore it from a backup",
                e);
    }
}
