package com.hookprobe.identity.access;

/**
 * Is told of each audit record of this process after it is on disk, in the order of the sequence. A node seals them into its
 * ledger. A record that a sink missed (a crash between the two, another process) it finds by {@link Audit#after}.
 */
@FunctionalInterface
public interface AuditSink {
    /** For who needs none. */
    AuditSink NONE = record -> {};

    /** Takes a record. Called by the thread that made the change, under a lock: it must be quick, and must not throw. */
    void accept(AuditRecord record);
}
