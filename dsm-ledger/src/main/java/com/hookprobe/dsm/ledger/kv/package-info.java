/** Sorted maps under a block store: in memory, in RocksDB, in plain segment files. Internal to the ledger. */
@NullMarked
package com.hookprobe.dsm.ledger.kv;

import org.jspecify.annotations.NullMarked;
