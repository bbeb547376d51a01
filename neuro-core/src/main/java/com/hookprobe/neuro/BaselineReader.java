package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Takes big-endian fields off bytes from elsewhere, one after the other; what is not there is a typed refusal. */
final class BaselineReader {
    private final String what;
    private final ByteBuffer in;

    BaselineReader(String what, byte[] bytes) {
        this.what = what;
        this.in = ByteBuffer.wrap(bytes);
    }

    /** A first byte that has to be {@code known}. */
    void version(int known) throws BaselineException {
        int found = u8("version");
        if (found != known) {
            throw new BaselineException(Reason.VERSION, what + ": expected version " + known + ", found " + found);
        }
    }

    int u8(String field) throws BaselineException {
        require(field, Byte.BYTES);
        return Byte.toUnsignedInt(in.get());
    }

    int u16(String field) throws BaselineException {
        require(field, Short.BYTES);
        return Short.toUnsignedInt(in.getShort());
    }

    /** A number of items, in {@code 0..max}. */
    int count(String field, int found, int max) throws BaselineException {
        if (found > max) {
            throw new BaselineException(
                    Reason.RANGE, what + ": expected at most " + max + " " + field + ", found " + found);
        }
        return found;
    }

    /** A time in microseconds since 1970, below 2^63. */
    long time(String field) throws BaselineException {
        require(field, Long.BYTES);
        long micros = in.getLong();
        if (micros < 0) {
            throw new BaselineException(
                    Reason.RANGE,
                    what + ": " + field + " is " + Long.toUnsignedString(micros) + ", expected less than 2^63");
        }
        return micros;
    }

    byte[] bytes(String field, int length) throws BaselineException {
        require(field, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** As {@link #bytes}, as lower-case hexadecimal digits: their order is that of the bytes. */
    String hex(String field, int length) throws BaselineException {
        return HexFormat.of().formatHex(bytes(field, length));
    }

    /** Nothing may be left. */
    void end() throws BaselineException {
        if (in.hasRemaining()) {
            throw new BaselineException(
                    Reason.LENGTH,
                    what + ": expected " + in.position() + " bytes, found " + in.remaining() + " more behind them");
        }
    }

    BaselineException refused(Reason reason, String message) {
        return new BaselineException(reason, what + ": " + message);
    }

    private void require(String field, int length) throws BaselineException {
        if (in.remaining() < length) {
            throw new BaselineException(
                    Reason.LENGTH,
                    what + ": cut short at " + field + ", expected " + length + " bytes there, found "
                            + in.remaining());
        }
    }
}
