package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a store cannot make again from the rest: snapshots hold it, and repair starts from it. Numbers, times, ranges, the upper
 * tiles and the log's tiles follow from it.
 */
final class PrimaryData {
    /** In this order: what is needed to judge the next comes first. */
    static final List<Column> COLUMNS = List.of(
            Column.META,
            Column.DECIDED,
            Column.BODIES,
            Column.HISTORY,
            Column.FRONTIER,
            Column.HEADS,
            Column.BLOCKS,
            Column.PROOFS,
            Column.PAYLOADS,
            Column.TILES);

    private static final Set<String> MARKS = Set.of("frontier-height", "bodies-pruned", "leaves-pruned");

    /** A block or an answer larger than this is in no store. */
    static final int VALUE_BYTES_MAX = 64 << 20;

    static final int KEY_BYTES_MAX = 64;

    private PrimaryData() {}

    /** Takes one entry. */
    @FunctionalInterface
    interface Sink {
        void take(Column column, byte[] key, byte[] value) throws StoreException;
    }

    static boolean isPrimary(Column column, byte[] key) {
        return switch (column) {
            case META -> MARKS.contains(new String(key, StandardCharsets.US_ASCII));
            // The trees of epochs, their leaves only: the log's follow from the headers.
            case TILES -> key.length == 13 && key[8] == 0 && !isLog(key);
            default -> COLUMNS.contains(column);
        };
    }

    private static boolean isLog(byte[] tileKey) {
        for (int i = 0; i < 8; i++) {
            if (tileKey[i] != 0) {
                return false;
            }
        }
        return true;
    }

    static void copy(KeyValues from, Sink sink, Progress progress) throws StoreException {
        for (Column column : COLUMNS) {
            long[] done = {0};
            from.scan(column, Keys.lowest(0), Keys.highest(KEY_BYTES_MAX), (key, value) -> {
                if (isPrimary(column, key)) {
                    sink.take(column, key, value);
                    done[0]++;
                    if (done[0] % 100_000 == 0) {
                        progress.at(column.name().toLowerCase(Locale.ROOT), done[0]);
                    }
                }
                return true;
            });
            progress.at(column.name().toLowerCase(Locale.ROOT), done[0]);
        }
    }
}
