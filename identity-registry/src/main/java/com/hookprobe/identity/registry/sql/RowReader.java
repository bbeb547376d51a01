package com.hookprobe.identity.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads one row.
 *
 * @param <T> what it is read as
 * @param <E> what it throws at a row that nobody should have written
 */
@FunctionalInterface
public interface RowReader<T, E extends Exception> {
    /** Reads the row at which the result stands. */
    T read(ResultSet row) throws SQLException, E;
}
