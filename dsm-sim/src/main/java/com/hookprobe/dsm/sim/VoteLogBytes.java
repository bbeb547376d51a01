package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Looks for a vote in the bytes of a vote log, by the table in the specification (7.1) and not by the code under test. */
final class VoteLogBytes {
    private static final int RECORD_BYTES = 72;
    private static final int HEIGHT_OFFSET = 24;
    private static final int VIEW_OFFSET = 32;
    private static final int KIND_OFFSET = 36;
    private static final int VALUE_OFFSET = 37;

    private VoteLogBytes() {}

    static boolean holds(byte @Nullable [] file, Vote vote) {
        if (file == null) {
            return false;
        }
        int kind = vote.kind() == VoteKind.NOTARIZE ? 1 : vote.kind() == VoteKind.NULLIFY ? 2 : 3;
        byte[] value = vote.value().bytes();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        for (int at = file.length / RECORD_BYTES * RECORD_BYTES - RECORD_BYTES; at >= 0; at -= RECORD_BYTES) {
            if (bytes.getLong(at + HEIGHT_OFFSET) == vote.height()
                    && bytes.getInt(at + VIEW_OFFSET) == (int) vote.view()
                    && bytes.get(at + KIND_OFFSET) == kind
                    && Arrays.equals(file, at + VALUE_OFFSET, at + VALUE_OFFSET + 32, value, 0, 32)) {
                return true;
            }
        }
        return false;
    }
}
