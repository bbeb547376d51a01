package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.TestBackend;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The rules hold against who writes past the program. */
class RegistryTriggersTest extends BothBackends {
    private static final List<String> REFUSED = List.of(
            "UPDATE devices SET status = 'ACTIVE' WHERE status = 'REVOKED'",
            "UPDATE devices SET status = 'PENDING'",
            "UPDATE devices SET status = 'NONSENSE'",
            "UPDATE devices SET tenant_id = 'acme'",
            "UPDATE devices SET tier = 'mssp'",
            "UPDATE devices SET last_seen = last_seen - 1",
            "DELETE FROM devices",
            "INSERT INTO devices VALUES ('x', 'edge', 'x', 'x', 'ACTIVE', 0, 1, 1, 'default', NULL, 'nexus')",
            "UPDATE device_enrolments SET name = 'b', name_key = 'b'",
            "UPDATE device_enrolments SET name_key = 'b'",
            "UPDATE device_enrolments SET state_version = state_version - 1",
            "UPDATE device_enrolments SET weight_ter_count = weight_ter_count - 1",
            "UPDATE device_enrolments SET weight_ter_count = NULL",
            "DELETE FROM device_enrolments",
            "UPDATE device_keys SET public_key_ed25519 = 'x'",
            "DELETE FROM device_keys",
            "UPDATE enrolment_tokens SET used_at = NULL WHERE used_at IS NOT NULL",
            "UPDATE enrolment_tokens SET expires_at = expires_at + 1",
            "UPDATE enrolment_tokens SET tenant_id = 'acme'",
            "DELETE FROM enrolment_tokens",
            "UPDATE device_audit SET changed_by = 'nobody'",
            "DELETE FROM device_audit",
            "INSERT INTO device_audit SELECT sequence + 9, timestamp, tenant_id, device_id, action, status_before,"
                    + " status_after, changed_by, detail, hash FROM device_audit WHERE sequence = 1",
            "UPDATE device_audit_head SET sequence = 1",
            "UPDATE device_audit_head SET sequence = sequence + 1",
            "DELETE FROM device_audit_head",
            "INSERT INTO device_transitions VALUES ('REVOKED', 'reinstate', 'ACTIVE')",
            "UPDATE device_transitions SET status_before = 'REVOKED' WHERE action = 'reinstate'",
            "DELETE FROM device_transitions",
            "DELETE FROM tenants WHERE tenant_id = 'acme'",
            "INSERT INTO tenants VALUES ('*', 'all', 1, 'x')");

    /** On SQLite a connection decides for itself whether references hold; ours does. */
    private static final List<String> REFERENCES = List.of(
            "INSERT INTO devices VALUES ('x', 'edge', 'x', 'x', 'PENDING', 0, 1, 1, 'nobody', NULL, 'nexus')",
            "INSERT INTO devices VALUES ('x', 'edge', 'x', 'x', 'PENDING', 0, 1, 1, 'default', 'nowhere', 'nexus')");

    @Test
    void theTablesThemselvesRefuse() throws Exception {
        registry.tenants().add(new TenantId("acme"), "Acme", "ana");
        String token =
                registry.tokens().issue(TokenTerms.of(TenantId.DEFAULT), "ana").text();
        NodeId id = registry.enrolWithToken(Fixtures.request(1), token).id();
        registry.setWeightState(id, 5, new byte[32]);
        registry.revoke(id, "ana", "x");
        for (String sql : REFUSED) {
            assertThatExceptionOfType(SQLException.class).as(sql).isThrownBy(() -> backend.execute(sql));
        }
        if (kind == TestBackend.Kind.POSTGRES) {
            for (String sql : REFERENCES) {
                assertThatExceptionOfType(SQLException.class).as(sql).isThrownBy(() -> backend.execute(sql));
            }
            for (String table : List.of("devices", "device_audit", "device_keys", "device_audit_head")) {
                assertThatExceptionOfType(SQLException.class)
                        .as(table)
                        .isThrownBy(() -> backend.execute("TRUNCATE " + table + " CASCADE"))
                        .withMessageContaining("never deleted");
            }
        }
        Assertions.assertThat(registry.verifyAudit()).isEqualTo(registry.head());
    }
}
