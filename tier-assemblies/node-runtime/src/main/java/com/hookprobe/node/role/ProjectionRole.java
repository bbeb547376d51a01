package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.projection.PostgresConfig;
import com.hookprobe.dsm.projection.ProjectionStatus;
import com.hookprobe.dsm.projection.Projections;
import com.hookprobe.dsm.projection.RedisConfig;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.PostgresSettings;
import com.hookprobe.node.config.RedisSettings;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Copies the ledger to PostgreSQL and Redis where the configuration says so. It has threads of its own; nothing waits for it. Closed
 * before the store.
 */
final class ProjectionRole implements Role {
    private final NodeContext node;
    private final BlockStore store;
    private @Nullable Projections running;

    ProjectionRole(NodeContext node, BlockStore store) {
        this.node = node;
        this.store = store;
    }

    @Override
    public void start() throws StoreException {
        DsmSettings.Storage storage = node.config().storage();
        PostgresSettings postgresql = storage == null ? null : storage.postgresql();
        RedisSettings redis = storage == null ? null : storage.redis();
        if (postgresql == null && redis == null) {
            // Without a reader the entries would only take room.
            store.dropOutbox();
            return;
        }
        Projections.Builder builder = Projections.of(store).listener(this::show);
        if (postgresql != null) {
            builder.postgres(config(postgresql));
        }
        if (redis != null) {
            builder.redis(config(redis));
        }
        running = builder.start();
    }

    /** Checked when the configuration was read: url and user are there, and one of the two passwords. */
    private static PostgresConfig config(PostgresSettings settings) {
        PostgresConfig config = PostgresConfig.of(
                String.valueOf(settings.url()),
                String.valueOf(settings.user()),
                PasswordSource.of(settings.password(), settings.passwordFile()));
        return config.withMigrate(settings.migrate() == null || settings.migrate());
    }

    private static RedisConfig config(RedisSettings settings) {
        Integer port = settings.port();
        RedisConfig config = RedisConfig.of(String.valueOf(settings.host()), port == null ? 6379 : port);
        if (settings.password() != null || settings.passwordFile() != null) {
            config = config.withPassword(
                    Optional.ofNullable(settings.user()),
                    PasswordSource.of(settings.password(), settings.passwordFile()));
        }
        if (Boolean.TRUE.equals(settings.tls())) {
            config = config.withTls((SSLSocketFactory) SSLSocketFactory.getDefault());
        }
        Integer database = settings.database();
        return database == null ? config : config.withDatabase(database);
    }

    /** On a thread of the projection; the log takes lines from every thread. */
    private void show(ProjectionStatus status) {
        node.log()
                .event(
                        "projection",
                        "target",
                        status.target(),
                        "state",
                        status.state().name(),
                        "behind",
                        status.behind(),
                        "error",
                        status.state() == ProjectionStatus.State.FAILING
                                ? status.error().orElse("")
                                : "");
    }

    @Override
    public void measure(Sheet sheet) {
        Projections copies = running;
        if (copies != null) {
            OutsideMetrics.projections(sheet, copies.status());
        }
    }

    @Override
    public void check(Readiness readiness) {
        Projections copies = running;
        for (ProjectionStatus status : copies == null ? List.<ProjectionStatus>of() : copies.status()) {
            readiness.want(
                    "copy_" + status.target(),
                    status.state() != ProjectionStatus.State.FAILING,
                    status.state() + ", " + status.behind() + " entries behind");
        }
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
