/** The ledger in PostgreSQL and Redis, read from its outbox, exactly once. (dsm-projection.md.) */
@NullMarked
package com.hookprobe.dsm.projection;

import org.jspecify.annotations.NullMarked;
