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

    /** The network of a store of this version; throws when it has no mark or another version. */
    static Hash32 network(KeyValues values) throws StoreException {
        byte[] found = values.get(Column.META, KEY);
        byte[] version = new WireWriter(4).u32(VERSION).toBytes();
        if (found == null || found.length != 36 || !Arrays.equals(found, 0, 4, version, 0, 4)) {
            throw new StoreException("expected a block store of format " + VERSION + ", found "
                    + (found == null ? "none" : "another one") + ": run 'ledger repair'");
        }
        return Hash32.of(Arrays.copyOfRange(found, 4, 36));
    }

    /** A number under a name of META; 0 when there is none. */
    static long number(KeyValues values, byte[] name) throws StoreException {
        byte[] stored = values.get(Column.META, name);
        return stored == null ? 0 : number(stored, name);
    }

    /** Eight bytes and no more. */
    static long number(byte[] stored, byte[] name) throws StoreException {
        try {
            WireReader in = new WireReader(stored);
            long number = in.u64();
            in.end();
            return number;
        } catch (MalformedException e) {
            throw damaged("the number '" + new String(name, StandardCharsets.US_ASCII) + "'", e);
        }
    }

    static DamagedStoreException damaged(String what) {
        return new DamagedStoreException(
                "the block store is damaged: " + what + "; run 'ledger check' and 'ledger repair', or"
                        + " move its folder away and let the node fetch the finalised state from its peers");
    }

    static DamagedStoreException damaged(String what, MalformedException cause) {
        return new DamagedStoreException(
                "the block store is damaged: " + what + " does not decode (" + cause.getMessage()
                        + "); run 'ledger check' and 'ledger repair', or move its folder away and let the node fetch the"
                        + " finalised state from its peers",
                cause);
    }
}
