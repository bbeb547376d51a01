package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;

/** Reads the body of one message, strictly: no field may be short and nothing may be left over. */
final class WireReader {
    private final ByteBuffer in;

    WireReader(byte[] message, int from) {
        this.in = ByteBuffer.wrap(message, from, message.length - from);
    }

    int u8() throws Malformed {
        need(1);
        return in.get() & 0xFF;
    }

    int u16() throws Malformed {
        need(2);
        return in.getShort() & 0xFFFF;
    }

    long u32() throws Malformed {
        need(4);
        return in.getInt() & 0xFFFF_FFFFL;
    }

    /** A u64 that fits a signed long; a larger one is refused. */
    long u63() throws Malformed {
        need(8);
        long value = in.getLong();
        if (value < 0) {
            throw Malformed.invalid("number above 2^63-1");
        }
        return value;
    }

    FileHash hash() throws Malformed {
        return FileHash.of(bytes(FileHash.LENGTH));
    }

    byte[] bytes(int length) throws Malformed {
        need(length);
        byte[] out = new byte[length];
        in.get(out);
        return out;
    }

    /** All that is left; not copied. */
    ChunkBytes rest() {
        ChunkBytes rest = ChunkBytes.endOf(in.array(), in.position());
        in.position(in.limit());
        return rest;
    }

    void zero8(String what) throws Malformed {
        if (u8() != 0) {
            throw Malformed.invalid(what + " is not zero");
        }
    }

    void end() throws Malformed {
        if (in.hasRemaining()) {
            throw Malformed.invalid("trailing bytes");
        }
    }

    private void need(int bytes) throws Malformed {
        if (in.remaining() < bytes) {
            throw Malformed.invalid("message too short");
        }
    }
}
