package com.hookprobe.identity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Tables of the registry. {@code devices} and {@code device_locations} have the seed's columns exactly, so that tools
 * written for them read this database; everything else lies in tables of its own.
 */
final class RegistrySchema {
    static final int VERSION = 1;

    /** "HPRG": tells this database from any other SQLite file. */
    static final int APPLICATION_ID = 0x48505247;

    private static final List<String> STATEMENTS = List.of(
            """
            CREATE TABLE devices (
                device_id TEXT PRIMARY KEY,
                device_type TEXT NOT NULL,
                hardware_fingerprint TEXT NOT NULL,
                public_key_ed25519 TEXT NOT NULL,
                status TEXT NOT NULL,
                kyc_verified INTEGER DEFAULT 0,
                first_seen INTEGER NOT NULL,
                last_seen INTEGER NOT NULL
            )""",
            """
            CREATE TABLE device_locations (
                device_id TEXT NOT NULL,
                timestamp INTEGER NOT NULL,
                ip_address TEXT NOT NULL,
                country TEXT,
                region TEXT,
                city TEXT,
                latitude REAL,
                longitude REAL,
                asn INTEGER,
                isp TEXT
            )""",
            """
            CREATE TABLE device_enrolments (
                device_id TEXT PRIMARY KEY REFERENCES devices(device_id),
                name TEXT NOT NULL,
                tier TEXT NOT NULL,
                request BLOB NOT NULL,
                baseline_integrity BLOB NOT NULL,
                sealed_neuro_seed BLOB NOT NULL,
                state_version INTEGER NOT NULL
            )""",
            """
            CREATE TABLE device_keys (
                device_id TEXT NOT NULL REFERENCES devices(device_id),
                key_index INTEGER NOT NULL,
                public_key_ed25519 TEXT NOT NULL UNIQUE,
                valid_from INTEGER NOT NULL,
                valid_until INTEGER,
                rotation BLOB,
                PRIMARY KEY (device_id, key_index)
            )""",
            """
            CREATE TABLE device_audit (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                timestamp INTEGER NOT NULL,
                device_id TEXT NOT NULL REFERENCES devices(device_id),
                action TEXT NOT NULL,
                status_before TEXT,
                status_after TEXT NOT NULL,
                changed_by TEXT NOT NULL,
                detail TEXT NOT NULL
            )""",
            "CREATE INDEX devices_by_status ON devices(status)",
            "CREATE INDEX device_locations_by_device ON device_locations(device_id, timestamp)",
            "CREATE INDEX device_audit_by_device ON device_audit(device_id, sequence)",
            // identity 10.1 to 10.3, once more for whoever writes past this program.
            """
            CREATE TRIGGER devices_begin_pending BEFORE INSERT ON devices WHEN NEW.status <> 'PENDING'
            BEGIN SELECT RAISE(ABORT, 'a device begins as PENDING'); END""",
            """
            CREATE TRIGGER devices_status BEFORE UPDATE OF status ON devices WHEN NOT (
                NEW.status = OLD.status AND OLD.status IN ('PENDING', 'ACTIVE', 'SUSPENDED', 'REVOKED')
                OR OLD.status = 'PENDING' AND NEW.status IN ('ACTIVE', 'REVOKED')
                OR OLD.status = 'ACTIVE' AND NEW.status IN ('SUSPENDED', 'REVOKED')
                OR OLD.status = 'SUSPENDED' AND NEW.status IN ('ACTIVE', 'REVOKED'))
            BEGIN SELECT RAISE(ABORT, 'this change of status is not allowed'); END""",
            """
            CREATE TRIGGER devices_stay BEFORE DELETE ON devices
            BEGIN SELECT RAISE(ABORT, 'a device is revoked, never deleted'); END""",
            """
            CREATE TRIGGER device_audit_fixed BEFORE UPDATE ON device_audit
            BEGIN SELECT RAISE(ABORT, 'the audit table is only added to'); END""",
            """
            CREATE TRIGGER device_audit_stays BEFORE DELETE ON device_audit
            BEGIN SELECT RAISE(ABORT, 'the audit table is only added to'); END""",
            "PRAGMA application_id = " + APPLICATION_ID,
            "PRAGMA user_version = " + VERSION);

    private RegistrySchema() {}

    /** Makes the tables in an empty database; accepts a database of this version; refuses any other. */
    static void prepare(Connection connection) throws SQLException, RegistryException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                int application = number(statement, "PRAGMA application_id");
                int version = number(statement, "PRAGMA user_version");
                int tables = number(statement, "SELECT count(*) FROM sqlite_schema");
                if (application == 0 && version == 0 && tables == 0) {
                    for (String sql : STATEMENTS) {
                        statement.execute(sql);
                    }
                } else {
                    check(application, version);
                }
                statement.execute("COMMIT");
            } catch (SQLException | RegistryException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    private static void check(int application, int version) throws RegistryException {
        if (application != APPLICATION_ID) {
            throw new RegistryException(
                    RegistryException.Kind.DAMAGED,
                    "registry: expected a device registry, found another database; check the path");
        }
        if (version != VERSION) {
            throw new RegistryException(
                    RegistryException.Kind.VERSION,
                    "registry: expected version " + VERSION + ", found " + version
                            + "; use the program that wrote it, or a later one");
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
