package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** HTP 3.4.12: the body of a CLOSE, {@code code u16 | reason | zeros}, the reason at most 64 bytes of UTF-8. */
record CloseBody(CloseCode code, String reason) {
    static final int REASON_BYTES_MAX = 64;

    /** Cuts the reason to what fits, between characters. */
    CloseBody {
        int end = Math.min(reason.length(), REASON_BYTES_MAX);
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX
                || (end > 0 && end < reason.length() && Character.isHighSurrogate(reason.charAt(end - 1)))) {
            end--;
        }
        reason = reason.substring(0, end);
    }

    byte[] encode() {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] b = new byte[2 + text.length];
        Bytes.put16(b, 0, code.code());
        System.arraycopy(text, 0, b, 2, text.length);
        return b;
    }

    /** Null when the text is too long or no UTF-8. A code of a later version reads as INTERNAL. */
    static @Nullable CloseBody decode(byte[] b, int at, int length) {
        int end = length;
        while (end > 2 && b[at + end - 1] == 0) {
            end--;
        }
        if (length < 2 || end > 2 + REASON_BYTES_MAX) {
            return null;
        }
        try {
            String reason = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(b, at + 2, end - 2))
                    .toString();
            return new CloseBody(CloseCode.of(Bytes.u16(b, at)).orElse(CloseCode.INTERNAL), reason);
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
