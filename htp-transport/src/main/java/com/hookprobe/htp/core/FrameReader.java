package com.hookprobe.htp.core;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.core.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTP 4: strict parsing of a body into frames. Null means that the peer broke the protocol. */
final class FrameReader {
    private static final int ACK_RANGES_MAX = 32;

    private final byte[] b;
    private int at;
    private final int end;

    private FrameReader(byte[] b, int at, int end) {
        this.b = b;
        this.at = at;
        this.end = end;
    }

    static @Nullable List<Frame> read(byte[] b, int start, int end) {
        return new FrameReader(b, start, end).readAll();
    }

    private @Nullable List<Frame> readAll() {
        List<Frame> frames = new ArrayList<>(4);
        while (at < end) {
            int type = Bytes.u8(b, at++);
            if (type == Frame.PAD) {
                continue;
            }
            Frame frame = switch (type) {
                case Frame.MSG -> msg();
                case Frame.DGRAM -> dgram();
                case Frame.ACK -> ack();
                case Frame.CREDIT -> credit();
                case Frame.RESET_MSG -> resetMsg();
                // HTP 4: "Unknown frame => CLOSE(2)"
                default -> null;
            };
            if (frame == null) {
                return null;
            }
            frames.add(frame);
        }
        return frames;
    }

    private boolean lacks(int bytes) {
        return end - at < bytes;
    }

    private @Nullable Frame msg() {
        if (lacks(Frame.MSG_HEADER_BYTES - 1)) {
            return null;
        }
        int flags = Bytes.u8(b, at);
        int channel = Bytes.u8(b, at + 1);
        long id = Bytes.u32(b, at + 2);
        long total = Bytes.u32(b, at + 6);
        long offset = Bytes.u32(b, at + 10);
        int length = Bytes.u16(b, at + 14);
        at += Frame.MSG_HEADER_BYTES - 1;
        // HTP 4: "total/offset overflow checked"; unsigned 32-bit values in longs cannot overflow here.
        boolean sound = (flags & ~(Frame.MSG_FLAG_FIN | Frame.MSG_FLAG_ORDERED)) == 0
                && channel != Frame.ALL_CHANNELS
                && total <= ChannelConfig.MESSAGE_BYTES_MAX
                && offset + length <= total
                && (length > 0 || total == 0)
                && ((flags & Frame.MSG_FLAG_FIN) != 0) == (offset + length == total)
                && !lacks(length);
        if (!sound) {
            return null;
        }
        Frame frame = new Frame.Msg(
                (flags & Frame.MSG_FLAG_FIN) != 0,
                (flags & Frame.MSG_FLAG_ORDERED) != 0,
                channel,
                id,
                (int) total,
                (int) offset,
                b,
                at,
                length);
        at += length;
        return frame;
    }

    private @Nullable Frame dgram() {
        if (lacks(3)) {
            return null;
        }
        int channel = Bytes.u8(b, at);
        int length = Bytes.u16(b, at + 1);
        at += 3;
        if (channel == Frame.ALL_CHANNELS || lacks(length)) {
            return null;
        }
        Frame frame = new Frame.Dgram(channel, Bytes.slice(b, at, length));
        at += length;
        return frame;
    }

    private @Nullable Frame ack() {
        if (lacks(17)) {
            return null;
        }
        long largest = Bytes.i64(b, at);
        long delayMicros = Bytes.u32(b, at + 8);
        long echoMillis = Bytes.u32(b, at + 12);
        int count = Bytes.u8(b, at + 16);
        at += 17;
        if (count < 1 || count > ACK_RANGES_MAX || lacks(4 * count) || largest < 0) {
            return null;
        }
        long[] high = new long[count];
        long[] low = new long[count];
        long next = largest;
        for (int i = 0; i < count; i++) {
            int length = Bytes.u16(b, at);
            int gap = Bytes.u16(b, at + 2);
            at += 4;
            boolean last = i == count - 1;
            // A range has at least one packet; ranges that touch would be one; the last has nothing after it.
            if (length < 1 || (gap == 0) != last || next - length + 1 < 0) {
                return null;
            }
            high[i] = next;
            low[i] = next - length + 1;
            next = low[i] - 1 - gap;
        }
        return new Frame.Ack(high, low, delayMicros, echoMillis);
    }

    private @Nullable Frame credit() {
        if (lacks(9)) {
            return null;
        }
        int channel = Bytes.u8(b, at);
        long max = Bytes.i64(b, at + 1);
        at += 9;
        return max < 0 ? null : new Frame.Credit(channel, max);
    }

    private @Nullable Frame resetMsg() {
        if (lacks(7)) {
            return null;
        }
        Frame frame = new Frame.ResetMsg(Bytes.u8(b, at), Bytes.u32(b, at + 1), Bytes.u16(b, at + 5));
        at += 7;
        return ((Frame.ResetMsg) frame).channel() == Frame.ALL_CHANNELS ? null : frame;
    }
}
