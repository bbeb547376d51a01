package com.hookprobe.identity.registry.sql;

/**
 * Work inside one transaction. It may run several times, of which one counts: it must change nothing but the database, and
 * keep no result of an earlier run.
 *
 * @param <T> what it gives
 * @param <E> what it throws; nothing is then kept
 */
@FunctionalInterface
public interface Work<T, E extends Exception> {
    /** Does the work. */
    T run(Transaction transaction) throws E, DatabaseException;
}
