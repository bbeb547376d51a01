package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Writes the fields of {@link CorrelatorSnapshot}. */
final class SnapshotWriter {
    static final int SIGNATURE_BYTES = 64;

    private ByteBuffer to = ByteBuffer.allocate(1 << 12);

    void u8(int value) {
        room(1).put((byte) value);
    }

    void u16(int value) {
        room(Short.BYTES).putShort((short) value);
    }

    void u32(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void u64(long value) {
        room(Long.BYTES).putLong(value);
    }

    void bytes32(Bytes32 value) {
        room(Bytes32.LENGTH).put(value.bytes());
    }

    void key(TagKey key) {
        u8(key.type().code());
        u64(key.epoch());
        bytes32(key.tag());
    }

    void draft(DecisionDraft draft) {
        byte[] bytes = MeshDecision.sign(draft, 0, 0, List.of(), message -> new byte[SIGNATURE_BYTES])
                .encode();
        u32(bytes.length);
        room(bytes.length).put(bytes);
    }

    void entry(Entry entry) {
        u8(entry.kind().ordinal());
        bytes32(entry.id());
        bytes32(entry.node());
        bytes32(entry.owner());
        u16(entry.weight());
        u8(entry.strong() ? 1 : 0);
        u16(entry.attackType());
        u64(entry.seenMinutes());
        u64(entry.untilMicros());
        u64(entry.arrivedMicros());
        u64(entry.serial());
        SealedValue sealed = entry.sealed();
        byte[] value = sealed == null ? new byte[0] : sealed.bytes();
        u8(value.length);
        room(value.length).put(value);
    }

    byte[] bytes() {
        return Arrays.copyOf(to.array(), to.position());
    }

    private ByteBuffer room(int bytes) {
        if (to.remaining() < bytes) {
            int capacity = Math.max(2 * to.capacity(), to.position() + bytes);
            to = ByteBuffer.allocate(capacity).put(to.flip());
        }
        return to;
    }
}
