package com.hookprobe.identity.registry;

import java.io.IOException;
import java.util.Optional;

/**
 * Remembers the head of the audit chain outside of the database, so that a backup put back is seen: in it a revoked device
 * would be ACTIVE. It protects as far as whoever puts the backup back does not reach the guard as well.
 */
public interface RollbackGuard {
    /** Remembers nothing. */
    RollbackGuard NONE = new RollbackGuard() {
        @Override
        public Optional<RegistryHead> remembered() {
            return Optional.empty();
        }

        @Override
        public void remember(RegistryHead head) {}
    };

    /** Returns the newest head that was remembered. */
    Optional<RegistryHead> remembered() throws IOException;

    /** Remembers a head, after it is on disk; called by many threads, sometimes with an older one, which changes nothing. */
    void remember(RegistryHead head) throws IOException;
}
