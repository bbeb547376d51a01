package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.Fixtures.assertKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.TestBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditChainTest extends BothBackends {
    private static final String[] TAMPERING = {
        "UPDATE device_audit SET changed_by = 'nobody' WHERE sequence = 2",
        "UPDATE device_audit SET status_after = 'PENDING' WHERE sequence = 3",
        "UPDATE device_audit SET timestamp = timestamp + 1 WHERE sequence = 1",
        "UPDATE device_audit SET device_id = NULL WHERE sequence = 2",
        "DELETE FROM device_audit WHERE sequence = 2",
        "DELETE FROM device_audit WHERE sequence = 3",
        "UPDATE device_audit SET sequence = 9 WHERE sequence = 3",
        "UPDATE device_audit_head SET sequence = 2"
    };

    @Test
    void everyChangeIsARowInTheChain() throws Exception {
        NodeId id = threeRows();
        assertThat(registry.verifyAudit()).isEqualTo(registry.head());
        assertThat(registry.head().sequence()).isEqualTo(3);
        assertThat(registry.changesSince(0, 100)).isEqualTo(registry.audit(id));
        List<Change> fed = new ArrayList<>();
        for (List<Change> some = registry.changesSince(0, 2); !some.isEmpty(); ) {
            fed.addAll(some);
            some = registry.changesSince(fed.get(fed.size() - 1).sequence(), 2);
        }
        assertThat(fed).isEqualTo(registry.audit(id));
    }

    /** The owner of the database can take the triggers away; the chain then tells. */
    @Test
    void whatIsChangedPastTheTriggersIsSeen() throws Exception {
        for (String sql : TAMPERING) {
            threeRows();
            registry.verifyAudit();
            tamper(sql);
            assertKind(Kind.DAMAGED, () -> registry.verifyAudit());
            assertKind(Kind.DAMAGED, () -> open(RollbackGuard.NONE));
            database.close();
            backend = TestBackend.create(kind, java.nio.file.Files.createTempDirectory(folder, "next"));
            database = backend.open();
            registry = open(RollbackGuard.NONE);
        }
    }

    /** The hash is over exactly these bytes; see identity.md, 10.3. */
    @Test
    void aRowHashesToThis() {
        AuditRow row = new AuditRow(1, 1_800_000_000L, "default", null, "add-site", null, null, "ana", "site x 'X'");
        assertThat(java.util.HexFormat.of().formatHex(row.hash(new byte[32]))).isEqualTo(VECTOR);
        assertThat(row.hash(new byte[32])).isNotEqualTo(row.hash(Fixtures.bytes(1, 32)));
    }

    private static final String VECTOR = "c8523a72640a46c65badc1a1b8cea4f36ed4168f89f00ae7ecbb1e3026b2fea5";

    private NodeId threeRows() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        registry.approve(id, "ana");
        registry.revoke(id, "ana", "x");
        return id;
    }

    private void tamper(String sql) throws Exception {
        try (var connection = kind == TestBackend.Kind.SQLITE ? backend.connect() : backend.superuserHere();
                var statement = connection.createStatement()) {
            if (kind == TestBackend.Kind.SQLITE) {
                for (String trigger : "device_audit_fixed device_audit_stays device_audit_head_follows".split(" ")) {
                    statement.execute("DROP TRIGGER " + trigger);
                }
            } else {
                statement.execute("SET session_replication_role = replica");
            }
            statement.execute(sql);
        }
    }
}
