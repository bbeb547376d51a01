package com.hookprobe.identity.registry.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the two databases differ. */
interface Dialect {
    /** Begins a transaction in which nobody else writes until it ends. */
    void beginWrite(Connection connection, Scope scope) throws SQLException;

    /** Begins a transaction that sees one state of the database. */
    void beginRead(Connection connection, Scope scope) throws SQLException;

    void commit(Connection connection) throws SQLException;

    void rollback(Connection connection) throws SQLException;

    /** Tells whether the transaction was undone only because others were at work, so that it may run again. */
    boolean mayRunAgain(SQLException e);

    DatabaseException failed(SQLException e);
}
