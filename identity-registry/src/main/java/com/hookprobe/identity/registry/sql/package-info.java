/**
 * The registry's database: SQLite in a file or a PostgreSQL server, with one behaviour, and tenants kept apart below every
 * statement. (identity.md, section 10.)
 */
@NullMarked
package com.hookprobe.identity.registry.sql;

import org.jspecify.annotations.NullMarked;
