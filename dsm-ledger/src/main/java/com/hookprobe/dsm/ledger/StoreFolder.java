package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.RocksKeyValues;
import com.hookprobe.dsm.ledger.kv.SegmentKeyValues;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
        if (Files.exists(folder.resolve("CURRENT"), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(ROCKSDB);
        }
        return SegmentKeyValues.areIn(folder) ? Optional.of(SEGMENTS) : Optional.empty();
    }

    /** Refuses a folder with another kind of store: an empty one beside it would hide it. */
    void requireNoOther(Path folder) throws StoreException {
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
