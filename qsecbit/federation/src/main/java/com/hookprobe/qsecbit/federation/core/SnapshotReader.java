package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;

/** Reads the fields of {@link CorrelatorSnapshot}. */
final class SnapshotReader {
    private static final Entry.Kind[] KINDS = Entry.Kind.values();

    private final ByteBuffer from;

    SnapshotReader(byte[] bytes) {
        this.from = ByteBuffer.wrap(bytes);
    }

    int u8() throws MalformedException {
        return need(1).get() & 0xff;
    }

    int u16() throws MalformedException {
        return need(Short.BYTES).getShort() & 0xffff;
    }

    int u32() throws MalformedException {
        return notNegative(need(Integer.BYTES).getInt());
    }

    long u64() throws MalformedException {
        long value = need(Long.BYTES).getLong();
        if (value < 0) {
            throw new MalformedException("a number of a snapshot is out of range");
        }
        return value;
    }

    Bytes32 bytes32() throws MalformedException {
        return Bytes32.of(bytes(Bytes32.LENGTH));
    }

    TagKey key() throws MalformedException {
        int code = u8();
        IndicatorType type =
                IndicatorType.ofCode(code).orElseThrow(() -> new MalformedException("unknown type " + code));
        return new TagKey(type, u64(), bytes32());
    }

    DecisionDraft draft() throws MalformedException {
        return MeshDecision.decode(bytes(u32())).draft();
    }

    Entry entry(TagKey key) throws MalformedException {
        int kind = u8();
        if (kind >= KINDS.length) {
            throw new MalformedException("unknown kind of entry " + kind);
        }
        Bytes32 id = bytes32();
        Bytes32 node = bytes32();
        Bytes32 owner = bytes32();
        int weight = u16();
        boolean strong = u8() == 1;
        int attackType = u16();
        long seen = u64();
        long until = u64();
        long arrived = u64();
        long serial = u64();
        byte[] value = bytes(u8());
        SealedValue sealed = value.length == 0 ? null : SealedValue.of(key.type(), value);
        return new Entry(
                KINDS[kind], key, id, node, owner, weight, strong, attackType, seen, until, arrived, serial, sealed);
    }

    void end() throws MalformedException {
        if (from.hasRemaining()) {
            throw new MalformedException(from.remaining() + " bytes too many");
        }
    }

    private byte[] bytes(int length) throws MalformedException {
        need(length);
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private ByteBuffer need(int bytes) throws MalformedException {
        if (from.remaining() < bytes) {
            throw new MalformedException("a snapshot ends too early");
        }
        return from;
    }

    private static int notNegative(int value) throws MalformedException {
        if (value < 0) {
            throw new MalformedException("a number of a snapshot is out of range");
        }
        return value;
    }
}
