package com.hookprobe.identity.registry;

import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.Work;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** The database in one scope, with the clock and the guard that go with each change. */
record Store(Database database, Scope scope, Clock clock, RollbackGuard guard) {
    /** A change of the registry. It may run several times, of which one counts. */
    @FunctionalInterface
    interface Change<T> {
        T run(Journal journal) throws RegistryException, DatabaseException;
    }

    private record Done<T>(T result, Optional<RegistryHead> head) {}

    <T> T write(Change<T> change) throws RegistryException {
        Done<T> done;
        try {
            done = database.<Done<T>, RegistryException>write(scope, transaction -> {
                Journal journal = new Journal(transaction, clock.instant().getEpochSecond());
                T result = change.run(journal);
                return new Done<>(result, journal.head());
            });
        } catch (DatabaseException e) {
            throw RegistryException.of(e);
        }
        if (done.head().isPresent()) {
            remember(done.head().get());
        }
        return done.result();
    }

    <T> T read(Work<T, RegistryException> work) throws RegistryException {
        try {
            return database.read(scope, work);
        } catch (DatabaseException e) {
            throw RegistryException.of(e);
        }
    }

    void remember(RegistryHead head) throws RegistryException {
        try {
            guard.remember(head);
        } catch (IOException e) {
            throw new RegistryException(
                    Kind.STORAGE,
                    "registry: the change is done, but its place in the chain could not be remembered ("
                            + e.getMessage()
                            + "); make the guard's file writable, or a backup put back would not be seen",
                    e);
        }
    }

    Store within(Scope other) {
        return new Store(database, other, clock, guard);
    }

    /** The tenant that is meant when none is named. */
    TenantId home() {
        return scope instanceof Scope.Tenant tenant ? tenant.id() : TenantId.DEFAULT;
    }

    void mustHold(TenantId tenant) throws RegistryException {
        if (!scope.holds(tenant)) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED, "registry: expected " + home() + ", which this scope is, found another tenant");
        }
    }
}
