package com.hookprobe.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The newest record of a running node's vote log, read from beside it: that the node signs, before any certificate shows it. A record
 * has 72 bytes, its height at 24 and its kind at 36 (docs/spec/dsm-consensus.md, 7.1).
 */
final class VoteLogTail {
    private static final int RECORD_BYTES = 72;
    private static final int HEIGHT_AT = 24;
    private static final int KIND_AT = 36;
    /** NOTARIZED, NULLIFIED and FINALIZED. */
    private static final int LAST_VOTE = 3;

    private VoteLogTail() {}

    /** The height of the node's newest vote; 0 when its newest record is none. */
    static long height(Path votes) throws IOException {
        Path file = votes.resolve("votes.log");
        if (!Files.exists(file)) {
            return 0;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long whole = in.size() / RECORD_BYTES;
            ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
            if (whole == 0 || in.read(record, (whole - 1) * RECORD_BYTES) < RECORD_BYTES) {
                return 0;
            }
            int kind = record.get(KIND_AT);
            return kind >= 1 && kind <= LAST_VOTE ? record.getLong(HEIGHT_AT) : 0;
        }
    }
}
