package com.hookprobe.dsm.projection;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables to the version that this release writes, or says why that cannot be. */
final class PostgresSchema {
    /** The newest migration under {@code sql}. */
    static final MigrationVersion VERSION = MigrationVersion.fromVersion("1");

    /** Names Flyway's own table, so that another application's migrations may live in the same schema. */
    static final String HISTORY = "dsm_projection_schema";

    private PostgresSchema() {}

    static void prepare(DataSource source, boolean migrate) throws ProjectionException {
        try {
            Flyway flyway = Flyway.configure(PostgresSchema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:com/hookprobe/dsm/projection/sql")
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
            if (found.compareTo(VERSION) > 0) {
                throw new ProjectionException("the database has schema version " + found + ", this release writes "
                        + VERSION + ": use a newer release, or a schema of its own (currentSchema in the URL)");
            }
            if (migrate) {
                flyway.migrate();
            } else if (!found.equals(VERSION)) {
                throw new ProjectionException("the database has schema version " + found + ", this release needs "
                        + VERSION + ": run the migrations as the tables' owner, or set migrate for the role");
            }
        } catch (FlywayException e) {
            throw new ProjectionException("the tables could not be prepared", e);
        }
    }
}
