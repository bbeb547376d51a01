package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.HERE;
import static com.hookprobe.identity.access.World.PASSWORD;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row-level security by itself: statements that forgot to say whose rows they mean. */
class AccessWallTest {
    private static final List<String> TABLES =
            List.of("accounts", "account_roles", "oidc_links", "api_tokens", "access_sessions", "access_audit");

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void open() throws Exception {
        world = new World(Backend.POSTGRES, folder);
        for (String who : List.of("acme/a", "beta/b", "c")) {
            LoginName name = name(who);
            Account account = world.account(name, grant(Role.VIEWER, name.home()));
            world.program(account, Set.of(Operation.DEVICES_LIST));
            world.access.passwordLogin().login(who, PASSWORD.toCharArray(), HERE);
            world.access
                    .externalLogin()
                    .login(
                            new ExternalLogin.Person(
                                    "https://" + who, "s", name.home(), "x", Set.of(grant(Role.VIEWER, name.home()))),
                            HERE);
        }
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private List<String> homes(Scope scope, String table) throws DatabaseException {
        return world.database.read(
                scope,
                tx -> tx.query(
                        row -> row.getString(1),
                        Transaction.NO_TENANT + "SELECT DISTINCT tenant_id FROM " + table + " ORDER BY 1"));
    }

    @Test
    void aStatementWithoutACondition() throws Exception {
        for (String table : TABLES) {
            assertThat(homes(PLATFORM, table)).as(table).containsExactlyInAnyOrder("*", "acme", "beta");
            assertThat(homes(ACME, table)).as(table).containsExactly("acme");
            assertThat(homes(BETA, table)).as(table).containsExactly("beta");
        }
    }

    @Test
    void changesOfOthersRowsChangeNothing() throws Exception {
        for (String sql : List.of(
                "UPDATE accounts SET disabled = 1",
                "UPDATE api_tokens SET revoked = 1",
                "DELETE FROM account_roles",
                "DELETE FROM access_sessions",
                "DELETE FROM oidc_links")) {
            int all = world.database.read(
                    PLATFORM, tx -> (int) tx.number("SELECT count(*) FROM accounts WHERE {tenant}"));
            assertThat(all).isEqualTo(6);
            int changed = world.database.write(ACME, tx -> tx.update(Transaction.NO_TENANT + sql));
            assertThat(changed).as(sql).isBetween(1, 3);
        }
        assertThat(homes(PLATFORM, "access_sessions")).containsExactlyInAnyOrder("*", "beta");
    }

    @Test
    void aRowForAnotherIsRefused() {
        for (String home : List.of("beta", "*")) {
            assertThatThrownBy(() -> world.database.write(
                            ACME,
                            tx -> tx.update(
                                    "INSERT INTO accounts(account_id, tenant_id, name, must_change, disabled, created, created_by)"
                                            + " VALUES ('x', ?, 'x', 0, 0, 0, 'x')",
                                    home)))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("row-level security");
        }
    }
}
