package com.hookprobe.htp.core.message;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;

/**
 * HTP 4: strict reading of a body. Reusable; makes no object per body. Not thread-safe.
 *
 * <p>A body is checked as a whole before its first frame takes effect: a peer that breaks the form must not have moved
 * anything first. So there are two passes, and between them the caller may ask what kind of body it is.
 */
public final class FrameReader {
    /** How a body was taken. */
    public enum Result {
        OK,
        /** Not a sequence of frames: CLOSE(2). Nothing took effect. */
        MALFORMED,
        /** The sink stopped the reading. */
        STOPPED
    }

    private static final int WRONG = -1;

    private final AckRanges ranges = new AckRanges();
    private byte[] body = new byte[0];
    private int from;
    private int end;
    private int frames;
    private boolean onlyAcks;

    /** {@link #check} and {@link #deliver} in one; 0 &lt;= start &lt;= end &lt;= b.length. */
    public Result read(byte[] b, int start, int end, FrameSink sink) {
        return check(b, start, end) ? deliver(sink) : Result.MALFORMED;
    }

    /** First pass: true when b[start, end) is a sequence of whole, sound frames. */
    public boolean check(byte[] b, int start, int end) {
        this.body = b;
        this.from = start;
        this.end = end;
        frames = 0;
        onlyAcks = true;
        int at = start;
        while (at < end) {
            if (b[at] == Frame.PAD) {
                at = afterPad(at);
                continue;
            }
            at = afterFrame(at);
            if (at == WRONG) {
                frames = 0;
                return false;
            }
            frames++;
        }
        return true;
    }

    /** How many frames other than PAD the checked body has. */
    public int frames() {
        return frames;
    }

    /** True when the checked body has no frame but PAD and ACK: such a packet is not ack-eliciting (HTP 4). */
    public boolean onlyAcks() {
        return onlyAcks;
    }

    /** Second pass: hands the frames of the body that {@link #check} found sound to the sink. */
    public Result deliver(FrameSink sink) {
        int at = from;
        for (int left = frames; left > 0; ) {
            if (body[at] == Frame.PAD) {
                at = afterPad(at);
                continue;
            }
            int next = sizeOf(at) + at;
            if (!hand(at, sink)) {
                return Result.STOPPED;
            }
            at = next;
            left--;
        }
        return Result.OK;
    }

    private int afterPad(int at) {
        int i = at;
        while (end - i >= Long.BYTES && Bytes.i64(body, i) == 0) {
            i += Long.BYTES;
        }
        while (i < end && body[i] == Frame.PAD) {
            i++;
        }
        return i;
    }

    /** Where the frame at hand ends, or WRONG. */
    private int afterFrame(int at) {
        int type = Bytes.u8(body, at);
        onlyAcks &= type == Frame.ACK;
        boolean sound = switch (type) {
            case Frame.MSG -> msgSound(at);
            case Frame.DGRAM -> has(at, Frame.DGRAM_HEADER_BYTES) && isChannel(at + 1);
            case Frame.ACK -> ackSound(at);
            case Frame.CREDIT -> has(at, Frame.CREDIT_BYTES) && Bytes.i64(body, at + 2) >= 0;
            case Frame.RESET_MSG -> has(at, Frame.RESET_MSG_BYTES) && isChannel(at + 1);
            // HTP 4: "Anything else: CLOSE 2"
            default -> false;
        };
        return sound && has(at, sizeOf(at)) ? at + sizeOf(at) : WRONG;
    }

    /** Bytes of a frame whose fixed part is there. */
    private int sizeOf(int at) {
        return switch (body[at]) {
            case Frame.MSG -> Frame.MSG_HEADER_BYTES + Bytes.u16(body, at + 15);
            case Frame.DGRAM -> Frame.DGRAM_HEADER_BYTES + Bytes.u16(body, at + 2);
            case Frame.ACK -> Frame.ACK_HEADER_BYTES + Frame.ACK_RANGE_BYTES * Bytes.u8(body, at + 17);
            case Frame.CREDIT -> Frame.CREDIT_BYTES;
            default -> Frame.RESET_MSG_BYTES;
        };
    }

    private boolean has(int at, int bytes) {
        return end - at >= bytes;
    }

    private boolean isChannel(int at) {
        return Bytes.u8(body, at) != Frame.ALL_CHANNELS;
    }

    private boolean msgSound(int at) {
        if (!has(at, Frame.MSG_HEADER_BYTES)) {
            return false;
        }
        int flags = Bytes.u8(body, at + 1);
        long total = Bytes.u32(body, at + 7);
        int length = Bytes.u16(body, at + 15);
        // Unsigned 32-bit values in longs: the sum cannot overflow.
        long last = Bytes.u32(body, at + 11) + length;
        // HTP 4.2: "FIN exactly when offset + len = total; len 0 only when total is 0; total at most 1 MiB"
        return (flags & ~(Frame.MSG_FLAG_FIN | Frame.MSG_FLAG_ORDERED)) == 0
                && isChannel(at + 2)
                && total <= ChannelConfig.MESSAGE_BYTES_MAX
                && last <= total
                && (length > 0 || total == 0)
                && ((flags & Frame.MSG_FLAG_FIN) != 0) == (last == total);
    }

    private boolean ackSound(int at) {
        if (!has(at, Frame.ACK_HEADER_BYTES)) {
            return false;
        }
        long next = Bytes.i64(body, at + 1);
        int count = Bytes.u8(body, at + 17);
        if (next < 0 || count < 1 || count > AckRanges.MAX || !has(at, sizeOf(at))) {
            return false;
        }
        int range = at + Frame.ACK_HEADER_BYTES;
        for (int i = 0; i < count; i++, range += Frame.ACK_RANGE_BYTES) {
            int length = Bytes.u16(body, range);
            int gap = Bytes.u16(body, range + 2);
            boolean last = i == count - 1;
            // HTP 4.1: a range has a packet; ranges that touch would be one; nothing is below the last.
            if (length < 1 || (gap == 0) != last || next - length + 1 < 0) {
                return false;
            }
            next -= length + gap;
        }
        return true;
    }

    private boolean hand(int at, FrameSink sink) {
        byte[] b = body;
        return switch (b[at]) {
            case Frame.MSG ->
                sink.onMsg(
                        (b[at + 1] & Frame.MSG_FLAG_ORDERED) != 0,
                        Bytes.u8(b, at + 2),
                        Bytes.u32(b, at + 3),
                        Bytes.i32(b, at + 7),
                        Bytes.i32(b, at + 11),
                        b,
                        at + Frame.MSG_HEADER_BYTES,
                        Bytes.u16(b, at + 15));
            case Frame.DGRAM ->
                sink.onDatagram(Bytes.u8(b, at + 1), b, at + Frame.DGRAM_HEADER_BYTES, Bytes.u16(b, at + 2));
            case Frame.ACK -> sink.onAck(ranges(at));
            case Frame.CREDIT -> sink.onCredit(Bytes.u8(b, at + 1), Bytes.i64(b, at + 2));
            default -> sink.onReset(Bytes.u8(b, at + 1), Bytes.u32(b, at + 2), Bytes.u16(b, at + 6));
        };
    }

    private AckRanges ranges(int at) {
        ranges.begin(Bytes.u32(body, at + 9), Bytes.u32(body, at + 13));
        long next = Bytes.i64(body, at + 1);
        int range = at + Frame.ACK_HEADER_BYTES;
        for (int left = Bytes.u8(body, at + 17); left > 0; left--, range += Frame.ACK_RANGE_BYTES) {
            long low = next - Bytes.u16(body, range) + 1;
            ranges.add(next, low);
            next = low - 1 - Bytes.u16(body, range + 2);
        }
        return ranges;
    }
}
