package com.hookprobe.identity.registry.sql;

import com.hookprobe.identity.registry.sql.DatabaseException.Kind;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables to the version that this program writes, or says why that cannot be. */
enum Migrations {
    SQLITE("sqlite"),
    POSTGRES("postgresql");

    /**
     * The newest migration in the folders beside this class; each has the same versions. A SQLite file says its version in
     * {@code user_version} as well: a migration there ends with setting it.
     */
    static final int VERSION = 2;

    /** Names Flyway's own table, so that another application's migrations may live in the same schema. */
    static final String HISTORY = "identity_registry_schema";

    private final String folder;

    Migrations(String folder) {
        this.folder = folder;
    }

    void run(DataSource source) throws DatabaseException {
        try {
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:com/hookprobe/identity/registry/sql/" + folder)
                    .table(HISTORY)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .cleanDisabled(true)
                    .connectRetries(0)
                    .load();
            MigrationInfo current = flyway.info().current();
            MigrationVersion found = current == null || current.getVersion() == null
                    ? MigrationVersion.fromVersion("0")
                    : current.getVersion();
            if (found.compareTo(MigrationVersion.fromVersion(Integer.toString(VERSION))) > 0) {
                throw newer(found.getVersion());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new DatabaseException(
                    Kind.STORAGE,
                    "registry: the tables could not be prepared (" + e.getMessage()
                            + "); check the role's rights and the free space",
                    e);
        }
    }

    static DatabaseException newer(String found) {
        return new DatabaseException(
                Kind.VERSION,
                "registry: expected version " + VERSION + ", found " + found
                        + "; use the program that wrote it, or a later one");
    }
}
