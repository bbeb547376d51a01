package com.hookprobe.node.role;

import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.FileRollbackGuard;
import com.hookprobe.identity.registry.GeoLocator;
import com.hookprobe.identity.registry.MaxMindLocator;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.RegistryPlace;
import com.hookprobe.node.config.RegistrySettings;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The MSSP's registry while the node runs: the database, what remembers its head, and the desk where roles ask. */
final class RegistryRole implements Role {
    /** In the data folder, unless the configuration names another place; it holds the accounts too. */
    static final String FILE = "registry.db";

    private static final RegistrySettings DEFAULT = new RegistrySettings(null, null, null, null, null);

    private final Database database;
    private final @Nullable MaxMindLocator places;
    private final DeviceRegistry registry;
    private final RegistryDesk desk;

    private RegistryRole(
            Database database, @Nullable MaxMindLocator places, DeviceRegistry registry, RegistryDesk desk) {
        this.database = database;
        this.places = places;
        this.registry = registry;
        this.desk = desk;
    }

    /** Opens what is configured. An older copy of the registry, in which a revoked node is ACTIVE, is refused. */
    static RegistryRole open(NodeContext node) throws ConfigException, DatabaseException, RegistryException {
        RegistrySettings settings =
                node.config().registry() == null ? DEFAULT : node.config().registry();
        MaxMindLocator places = places(settings.geoip());
        Database database = null;
        try {
            database = database(node, settings);
            RegistryOptions options = RegistryOptions.DEFAULT
                    .withGuard(new FileRollbackGuard(node.data().resolve("registry.head")))
                    .withLocator(places == null ? GeoLocator.NONE : places);
            DeviceRegistry registry = DeviceRegistry.open(database, options);
            return new RegistryRole(database, places, registry, RegistryDesk.open(node, registry));
        } catch (DatabaseException | RegistryException | RuntimeException e) {
            if (database != null) {
                database.close();
            }
            close(places);
            throw e;
        }
    }

    private static Database database(NodeContext node, RegistrySettings settings)
            throws ConfigException, DatabaseException {
        String db = settings.db() == null ? node.data().resolve(FILE).toString() : settings.db();
        try {
            return RegistryPlace.parse(db, Optional.empty())
                    .open(PasswordSource.of(settings.password(), settings.passwordFile()));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("registry.db: " + e.getMessage());
        }
    }

    private static @Nullable MaxMindLocator places(RegistrySettings.@Nullable GeoIp files) throws ConfigException {
        if (files == null) {
            return null;
        }
        try {
            return MaxMindLocator.open(
                    Optional.ofNullable(files.city()).map(Path::of),
                    Optional.ofNullable(files.asn()).map(Path::of));
        } catch (IOException e) {
            throw new ConfigException("registry.geoip: expected MaxMind DB files; " + e.getMessage());
        }
    }

    Database database() {
        return database;
    }

    /** For the time before the loop has work; then {@link #desk}. */
    DeviceRegistry registry() {
        return registry;
    }

    RegistryDesk desk() {
        return desk;
    }

    @Override
    public void measure(Sheet sheet) {
        desk.measure(sheet);
    }

    @Override
    public void check(Readiness readiness) {
        readiness.need(
                "registry", desk.reachable(), desk.reachable() ? "its database answers" : "its database is away");
    }

    @Override
    public void close() {
        desk.close();
        database.close();
        close(places);
    }

    private static void close(@Nullable MaxMindLocator places) {
        try {
            if (places != null) {
                places.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
