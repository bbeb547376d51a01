package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.NeuroException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link WireWriter} wrote; says what is wrong with anything else. */
final class WireReader {
    private final String what;
    private final ByteBuffer in;

    /** {@code what} begins the messages: "the history". */
    WireReader(String what, byte[] bytes) {
        this.what = what;
        this.in = ByteBuffer.wrap(bytes);
    }

    int u8() throws NeuroException {
        return Byte.toUnsignedInt(need(1).get());
    }

    int u16() throws NeuroException {
        return Short.toUnsignedInt(need(2).getShort());
    }

    int u32() throws NeuroException {
        return need(4).getInt();
    }

    long u64() throws NeuroException {
        return need(8).getLong();
    }

    byte[] bytes(int length) throws NeuroException {
        need(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    byte[] block(int bytesMax) throws NeuroException {
        int length = u32();
        if (length < 0 || length > bytesMax) {
            throw damaged("has a part of " + Integer.toUnsignedString(length) + " bytes, expected at most " + bytesMax);
        }
        return bytes(length);
    }

    String text(int bytesMax) throws NeuroException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(block(bytesMax)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("has a text that is not UTF-8");
        }
    }

    int position() {
        return in.position();
    }

    void end() throws NeuroException {
        if (in.hasRemaining()) {
            throw damaged("has " + in.remaining() + " bytes too many");
        }
    }

    NeuroException damaged(String how) {
        return new NeuroException(NeuroException.Kind.STATE_DAMAGED, what + " " + how);
    }

    private ByteBuffer need(int length) throws NeuroException {
        if (in.remaining() < length) {
            throw damaged("ends at byte " + in.limit() + ", expected " + length + " more after byte " + in.position());
        }
        return in;
    }
}
