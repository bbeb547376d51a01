package com.hookprobe.identity.registry;

import com.hookprobe.identity.registry.Fixtures.SetClock;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.TestBackend;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry for each test, on SQLite and on PostgreSQL. */
@ParameterizedClass
@EnumSource(TestBackend.Kind.class)
abstract class BothBackends {
    @Parameter
    TestBackend.Kind kind;

    @TempDir
    Path folder;

    final SetClock clock = new SetClock();
    TestBackend backend;
    Database database;
    DeviceRegistry registry;

    @BeforeEach
    final void openRegistry() throws Exception {
        backend = TestBackend.create(kind, folder);
        database = backend.open();
        registry = open(RollbackGuard.NONE);
    }

    @AfterEach
    final void closeRegistry() throws Exception {
        registry.close();
        database.close();
        backend.release();
    }

    DeviceRegistry open(RollbackGuard guard) throws Exception {
        return DeviceRegistry.open(
                database, RegistryOptions.DEFAULT.withClock(clock).withGuard(guard));
    }

    /** As after the program has ended and begun anew. */
    void restart() throws Exception {
        database.close();
        database = backend.open();
        registry = open(RollbackGuard.NONE);
    }
}
