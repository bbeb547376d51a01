package com.hookprobe.identity.registry;

import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Recomputes the chain of audit rows. It goes through the rows of all tenants, so only the platform can. */
final class AuditChain {
    private static final int ROWS = 5_000;

    /** Without a guard, how many rows are recomputed at every opening. */
    private static final int TAIL = 1_000;

    private record Link(AuditRow row, byte[] hash) {}

    private final Store store;

    AuditChain(Store store) {
        this.store = store.within(Scope.platform());
    }

    /** Checks, at opening and later, what may have been changed since the head that the guard remembers, and remembers the new one. */
    void open() throws RegistryException {
        Optional<RegistryHead> remembered;
        try {
            remembered = store.guard().remembered();
        } catch (IOException e) {
            throw new RegistryException(
                    Kind.STORAGE, "registry: the rollback guard could not be read (" + e.getMessage() + ")", e);
        }
        RegistryHead from = remembered.isPresent() ? remembered.get() : tail();
        RegistryHead found = store.read(Journal::head);
        if (remembered.isPresent() && !hashAt(from.sequence()).equals(Optional.of(from.hashHex()))) {
            throw new RegistryException(
                    Kind.ROLLED_BACK,
                    "registry: expected the chain of changes to hold row " + from.sequence()
                            + " as it was last seen, found "
                            + (found.sequence() < from.sequence()
                                    ? "only " + found.sequence() + " rows"
                                    : "another row there")
                            + "; this is an older or another database. Bring back the newest one; if it is lost for"
                            + " good, look through every device's status, then delete the guard's file");
        }
        RegistryHead now = verify(from);
        if (remembered.isEmpty() || now.sequence() > from.sequence()) {
            store.remember(now);
        }
    }

    /** Recomputes all rows. */
    RegistryHead verify() throws RegistryException {
        return verify(RegistryHead.EMPTY);
    }

    private RegistryHead verify(RegistryHead from) throws RegistryException {
        RegistryHead at = from;
        while (true) {
            RegistryHead start = at;
            List<Link> links = store.read(transaction -> links(transaction, start.sequence()));
            for (Link link : links) {
                at = follow(at, link);
            }
            if (links.size() < ROWS) {
                return atHead(at);
            }
        }
    }

    /** Rows may be added meanwhile; the head may not be behind, and what it says of this row must hold. */
    private RegistryHead atHead(RegistryHead last) throws RegistryException {
        RegistryHead head = store.read(Journal::head);
        boolean same = head.sequence() == last.sequence() && head.hashHex().equals(last.hashHex());
        if (!same && head.sequence() <= last.sequence()) {
            throw broken(last.sequence(), "a head that is another row");
        }
        if (!same && hashAt(head.sequence()).isEmpty()) {
            throw broken(head.sequence(), "a head without its row");
        }
        return last;
    }

    private static RegistryHead follow(RegistryHead before, Link link) throws RegistryException {
        long sequence = before.sequence() + 1;
        if (link.row().sequence() != sequence) {
            throw broken(sequence, "row " + link.row().sequence());
        }
        byte[] expected = link.row().hash(before.hash());
        if (!java.security.MessageDigest.isEqual(expected, link.hash())) {
            throw broken(sequence, "one that was changed");
        }
        return new RegistryHead(sequence, HexFormat.of().formatHex(expected));
    }

    private RegistryHead tail() throws RegistryException {
        RegistryHead head = store.read(Journal::head);
        if (head.sequence() <= TAIL) {
            return RegistryHead.EMPTY;
        }
        long sequence = head.sequence() - TAIL;
        return new RegistryHead(sequence, hashAt(sequence).orElseThrow(() -> broken(sequence, "none")));
    }

    private Optional<String> hashAt(long sequence) throws RegistryException {
        if (sequence == 0) {
            return Optional.of(RegistryHead.EMPTY.hashHex());
        }
        return store.read(transaction -> transaction
                .query(
                        row -> HexFormat.of().formatHex(row.getBytes(1)),
                        "SELECT hash FROM device_audit WHERE sequence = ? AND {tenant}",
                        sequence)
                .stream()
                .findFirst());
    }

    private static List<Link> links(Transaction transaction, long after) throws DatabaseException {
        return transaction.query(
                row -> new Link(RegistryRows.auditRow(row), row.getBytes(10)),
                RegistryRows.CHANGES + " AND sequence > ? ORDER BY sequence LIMIT ?",
                after,
                ROWS);
    }

    private static RegistryException broken(long sequence, String found) {
        return new RegistryException(
                Kind.DAMAGED,
                "registry: expected row " + sequence + " of the audit chain as it was written, found " + found
                        + "; the table was changed past this program: restore it from a backup and look for who did");
    }
}
