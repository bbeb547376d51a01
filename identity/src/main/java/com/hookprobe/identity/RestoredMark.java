package com.hookprobe.identity;

import java.util.Optional;

/**
 * Says that a keystore came from a backup and that nobody has said since what became of the node meanwhile. While it stands,
 * a program must not sign in the node's name what it may have signed otherwise before: votes, blocks, records of a chain.
 * The keystore's secret "node.restored"; big-endian: magic "HPNR", version 1, generation u64, time of the backup u64, time
 * of restoring u64.
 *
 * @param generation of the backup
 * @param backupSeconds when the backup was made, seconds since 1970
 * @param restoredSeconds when it was restored, seconds since 1970
 */
public record RestoredMark(long generation, long backupSeconds, long restoredSeconds) {
    static final String RECORD = "node.restored";
    private static final byte[] MAGIC = Bytes.ascii("HPNR");
    private static final int VERSION = 1;
    private static final int BYTES = 29;

    static RestoredMark now(KeystoreBackup.Info backup) {
        return new RestoredMark(
                backup.generation(), backup.createdSeconds(), Math.max(0, System.currentTimeMillis() / 1000));
    }

    /** Reads a keystore's mark; empty when it has none. */
    public static Optional<RestoredMark> of(Keystore keystore) throws KeystoreException {
        Optional<byte[]> record = keystore.getRecord(RECORD);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        try {
            RecordReader in = new RecordReader("mark of a restored keystore", record.get(), BYTES);
            in.header(MAGIC, VERSION);
            RestoredMark mark = new RestoredMark(in.u64("generation"), in.u64("backup"), in.u64("restored"));
            in.end();
            return Optional.of(mark);
        } catch (RecordException e) {
            throw KeystoreFormat.damaged(String.valueOf(e.getMessage()));
        }
    }

    /** Takes the mark away, if there is one: somebody has said what became of the node. */
    public static void clear(Keystore keystore) throws KeystoreException {
        if (keystore.names().contains(RECORD)) {
            keystore.remove(RECORD);
        }
    }

    byte[] encode() {
        return new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .u64(generation)
                .u64(backupSeconds)
                .u64(restoredSeconds)
                .toBytes();
    }
}
