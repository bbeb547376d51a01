package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.AccountsTest.refused;
import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.LOCAL;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Transaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class AuditTest {
    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void everyChangeAndRefusalIsARowTheSinkIsToldInOrderAndTheChainHolds() throws Exception {
        Principal viewer = world.session(world.account(name("acme/vera"), grant(Role.VIEWER, ACME)));
        refused(Kind.NOT_PERMITTED, () -> world.access.accounts().disable(viewer, name("acme/vera"), "x"));
        refused(Kind.NOT_FOUND, () -> world.access.accounts().show(viewer, name("beta/bob")));
        List<AuditRecord> rows = world.access.audit().after(0, 1_000);
        assertThat(rows).isEqualTo(world.sealed);
        assertThat(rows.stream().map(AuditRecord::sequence).toList())
                .isEqualTo(LongStream.rangeClosed(1, rows.size()).boxed().toList());
        assertThat(rows)
                .extracting(r -> r.action() + " " + r.outcome() + " " + r.actor())
                .containsExactly(
                        "accounts.add DONE local:root",
                        "roles.grant DONE local:root",
                        "login DONE acme/vera",
                        "account.change-password DONE acme/vera",
                        "login DONE acme/vera",
                        "accounts.disable REFUSED acme/vera",
                        "accounts.show REFUSED acme/vera");
        assertThat(world.access.audit().verify()).isEmpty();
        assertThat(world.access.audit().after(5, 1)).containsExactly(rows.get(5));
    }

    @Test
    void whatATenantSeesIsItsOwn() throws Exception {
        Principal admin = world.session(world.account(name("acme/ada"), grant(Role.TENANT_ADMIN, ACME)));
        world.account(name("beta/bob"), grant(Role.VIEWER, BETA));
        refused(Kind.NOT_FOUND, () -> world.access.accounts().show(admin, name("beta/bob")));
        List<AuditRecord> rows = world.access.audit().read(admin, ACME, 0, 100);
        assertThat(rows).isNotEmpty().allMatch(r -> r.tenant().equals(ACME));
        assertThat(rows).as("her looking for another's").anyMatch(r -> r.thing().equals("beta/bob"));
        refused(Kind.NOT_FOUND, () -> world.access.audit().read(admin, BETA, 0, 100));
        refused(Kind.NOT_PERMITTED, () -> world.access.audit().read(admin, PLATFORM, 0, 100));
        assertThat(world.access.audit().read(LOCAL, BETA, 0, 100))
                .as("who looks at whom is not told to whom she looked at")
                .noneMatch(r -> r.actor().equals("acme/ada"));
        assertThat(world.sealed.get(world.sealed.size() - 1).action()).isEqualTo("audit.read");
    }

    @Test
    void rowsAreNeitherChangedNorTakenAwayNorPutInBetween() throws Exception {
        world.access.accounts().add(LOCAL, name("acme/ada"), null);
        for (String sql : List.of(
                "UPDATE access_audit SET actor = 'nobody' WHERE {tenant}",
                "DELETE FROM access_audit WHERE {tenant}",
                "DELETE FROM accounts WHERE {tenant}",
                "UPDATE accounts SET name = 'other' WHERE {tenant}",
                Transaction.NO_TENANT + "UPDATE access_audit_head SET sequence = 0",
                Transaction.NO_TENANT + "DELETE FROM access_audit_head",
                "INSERT INTO access_audit SELECT sequence + 5, timestamp_ms, tenant_id, actor, origin, action, outcome, thing,"
                        + " detail, address, previous_hash, record_hash FROM access_audit WHERE {tenant}",
                "INSERT INTO access_audit SELECT sequence + 1, timestamp_ms, tenant_id, actor, origin, action, outcome, thing,"
                        + " detail, address, previous_hash, record_hash FROM access_audit WHERE {tenant}")) {
            assertThatThrownBy(() -> world.database.write(PLATFORM, tx -> tx.update(sql)))
                    .as(sql)
                    .isInstanceOf(DatabaseException.class);
        }
        assertThat(world.access.audit().verify()).isEmpty();
    }

    @Test
    void textThatLiesIsMadeHarmless() {
        AuditEntry entry = new AuditEntry(
                PLATFORM,
                "a\nb",
                Principal.Origin.TOKEN,
                "login",
                AuditRecord.Outcome.DONE,
                "\u202Eevil\u0000",
                "x".repeat(10_000),
                "");
        assertThat(entry.actor()).isEqualTo("a?b");
        assertThat(entry.thing()).isEqualTo("?evil?");
        assertThat(entry.detail()).hasSize(AuditRecord.DETAIL_CHARS_MAX);
        AuditRecord record = AuditRecord.of(entry, 1, Instant.EPOCH, AuditRecord.NO_HASH);
        assertThat(record.encode()).hasSizeLessThan(1_400);
    }

    /** The bytes and hash that a node seals, fixed for ever. Worked out by hand from access.md 7.2. */
    @Test
    void theEncodingIsTheOneOfTheSpecification() {
        AuditEntry entry = new AuditEntry(
                ACME, "acme/ada", Principal.Origin.SESSION, "roles.grant", AuditRecord.Outcome.REFUSED, "t", "", "::1");
        AuditRecord record = AuditRecord.of(entry, 7, Instant.ofEpochMilli(258), AuditRecord.NO_HASH);
        String hex = "48504141" + "01" + "0000000000000007" + "0000000000000102" + "01" + "01" + "0004" + "61636d65"
                + "0008"
                + "61636d652f616461" + "000b" + "726f6c65732e6772616e74" + "0001" + "74" + "0000" + "0003" + "3a3a31"
                + "00".repeat(32);
        assertThat(java.util.HexFormat.of().formatHex(record.encode())).isEqualTo(hex);
        assertThat(record.hash()).matches("[0-9a-f]{64}");
        AuditRecord other = AuditRecord.of(entry, 7, Instant.ofEpochMilli(258), record.hash());
        assertThat(other.hash()).isNotEqualTo(record.hash());
    }
}
