package com.hookprobe.identity.access;

/**
 * Is told of each audit record of this process after it is on disk, in the order of the sequence: for applications that embed this
 * package. What others wrote, or was written before a crash, {@link Audit#after} has; a node's ledger is filled from there.
 */
@FunctionalInterface
public interface AuditSink {
    /** For who needs none. */
    AuditSink NONE = record -> {};

    /** Takes a record. Called by the thread that made the change, under a lock: it must be quick, and must not throw. */
    void accept(AuditRecord record);
}
