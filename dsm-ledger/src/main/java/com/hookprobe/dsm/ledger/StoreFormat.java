package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The version and the network written into a store, so that no store is read as what it is not. */
final class StoreFormat {
    private static final byte[] KEY = "format".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;

    private StoreFormat() {}

    /** Writes the mark into an empty store; refuses another version or network. */
    static void check(KeyValues values, Hash32 networkId) throws StoreException {
        byte[] wanted = new WireWriter(36).u32(VERSION).hash(networkId).toBytes();
        byte[] found = values.get(Column.META, KEY);
        if (found == null) {
            values.write(List.of(Change.put(Column.META, KEY, wanted)), true);
            return;
        }
        if (found.length != wanted.length || !Arrays.equals(found, 0, 4, wanted, 0, 4)) {
            throw new StoreException("the block store has another format than version " + VERSION
                    + "; it was written by another release: use that one, run 'ledger repair', or use an empty folder");
        }
        if (!Arrays.equals(found, wanted)) {
            throw new StoreException("the block store belongs to network "
                    + Hash32.of(Arrays.copyOfRange(found, 4, 36)) + ", this node to " + networkId
                    + "; point the node to its own data folder");
        }
    }

    static StoreException damaged(String what) {
        return new StoreException("the block store is damaged: " + what + "; run 'ledger check' and 'ledger repair', or"
                + " move its folder away and let the node fetch the finalised state from its peers");
    }

    static StoreException damaged(String what, MalformedException cause) {
        return new StoreException(
                "the block store is damaged: " + what + " does not decode (" + cause.getMessage()
                        + "); run 'ledger check' and 'ledger repair', or move its folder away and let the node fetch the"
                        + " finalised state from its peers",
                cause);
    }
}
