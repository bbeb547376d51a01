package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.RocksKeyValues;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a store on disk is made of. */
public enum StoreFolder {
    /** RocksDB. */
    ROCKSDB("CURRENT");

    private final String mark;

    StoreFolder(String mark) {
        this.mark = mark;
    }

    /** Tells by the files in it what a folder holds. */
    static StoreFolder of(Path folder) throws StoreException {
        for (StoreFolder kind : values()) {
            if (Files.exists(folder.resolve(kind.mark), LinkOption.NOFOLLOW_LINKS)) {
                return kind;
            }
        }
        throw new StoreException("there is no block store in " + folder + "; check storage.microblocks.path");
    }

    /** Opens for reading; a RocksDB store also beside a node that writes to it, as it is at this moment. */
    KeyValues openToRead(Path folder) throws StoreException {
        return switch (this) {
            case ROCKSDB -> RocksKeyValues.openToRead(folder);
        };
    }

    /** Opens what may be damaged, to take out what can be read. */
    KeyValues openToSalvage(Path folder) throws StoreException {
        return switch (this) {
            case ROCKSDB -> RocksKeyValues.openToSalvage(folder);
        };
    }

    KeyValues create(Path folder) throws StoreException {
        return switch (this) {
            case ROCKSDB -> RocksKeyValues.open(folder, true);
        };
    }
}
