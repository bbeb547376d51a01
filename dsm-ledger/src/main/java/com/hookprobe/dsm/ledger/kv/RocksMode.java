package com.hookprobe.dsm.ledger.kv;

import org.rocksdb.WALRecoveryMode;

/** What RocksDB's files are opened for. */
enum RocksMode {
    CREATE,
    OPEN,
    READ,
    SALVAGE,
    SALVAGE_TO_DAMAGE,
    SALVAGE_CHECKED;

    boolean salvages() {
        return this == SALVAGE || this == SALVAGE_TO_DAMAGE || this == SALVAGE_CHECKED;
    }

    boolean paranoid() {
        // Otherwise a batch with a damaged record would end the salvage.
        return !salvages() || this == SALVAGE_CHECKED;
    }

    WALRecoveryMode recovery() {
        return switch (this) {
            case SALVAGE -> WALRecoveryMode.SkipAnyCorruptedRecords;
            case SALVAGE_TO_DAMAGE, SALVAGE_CHECKED -> WALRecoveryMode.PointInTimeRecovery;
            // DSM 2.2: a torn tail is cut, a bad record with good ones after it is refused. RocksDB's default
            // would silently drop everything behind the first bad record, synced or not.
            default -> WALRecoveryMode.TolerateCorruptedTailRecords;
        };
    }
}
