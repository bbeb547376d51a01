package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.RocksKeyValues;
import com.hookprobe.dsm.ledger.kv.SegmentKeyValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What a store on disk is made of. */
public enum StoreFolder {
    /** RocksDB. */
    ROCKSDB,
    /** Plain segment files. */
    SEGMENTS;

    /** Tells by the files in it what a folder holds. */
    static StoreFolder of(Path folder) throws StoreException {
        return in(folder)
                .orElseThrow(() -> new StoreException(
                        "there is no block store in " + folder + "; check storage.microblocks.path"));
    }

    private static Optional<StoreFolder> in(Path folder) throws StoreException {
        if (RocksKeyValues.areIn(folder)) {
            return Optional.of(ROCKSDB);
        }
        return SegmentKeyValues.areIn(folder) ? Optional.of(SEGMENTS) : Optional.empty();
    }

    static boolean isStore(Path folder) throws StoreException {
        return in(folder).isPresent();
    }

    /**
     * Refuses a folder with another kind of store, or one from which a repair took the damaged store away and was interrupted
     * before it put the new one there: an empty one would begin its chains anew.
     */
    void requireNoOther(Path folder) throws StoreException {
        Path damaged = folder.resolveSibling(folder.getFileName() + ".damaged");
        if (!Files.exists(folder) && Files.exists(damaged)) {
            throw new StoreException("there is no block store in " + folder + ", but a damaged one in " + damaged
                    + ": 'ledger repair' was interrupted; move " + folder.getFileName() + ".part to "
                    + folder.getFileName() + " if it is there, else move the damaged one back and repair it again");
        }
        Optional<StoreFolder> found = in(folder);
        if (found.isPresent() && found.get() != this) {
            throw new StoreException("expected a block store of the backend " + word() + " in " + folder
                    + ", found one of the backend " + found.get().word() + "; set dsm.storage.microblocks.backend to "
                    + found.get().word() + ", or move it: 'ledger snapshot', put the folder aside, 'ledger restore"
                    + " --backend " + this + "'");
        }
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Opens for reading; a RocksDB store also beside a node that writes to it, as it is at this moment. Segment files are
     * refused while a node has them open.
     */
    KeyValues openToRead(Path folder) throws StoreException {
        return switch (this) {
            case ROCKSDB -> RocksKeyValues.openToRead(folder);
            case SEGMENTS -> SegmentKeyValues.openToRead(folder);
        };
    }

    /** Opens what may be damaged, to take out what can be read. */
    KeyValues openToSalvage(Path folder) throws StoreException {
        return switch (this) {
            case ROCKSDB -> RocksKeyValues.openToSalvage(folder);
            case SEGMENTS -> SegmentKeyValues.openToSalvage(folder);
        };
    }

    KeyValues create(Path folder) throws StoreException {
        return switch (this) {
            case ROCKSDB -> RocksKeyValues.open(folder, true);
            case SEGMENTS -> SegmentKeyValues.open(folder, true);
        };
    }
}
