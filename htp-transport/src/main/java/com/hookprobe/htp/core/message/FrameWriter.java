package com.hookprobe.htp.core.message;

import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;
import java.util.Arrays;

/**
 * HTP 4: writes frames into a part of a buffer that belongs to another. Every method says false, and writes nothing,
 * when there is no room. Reusable; makes no objects. Not thread-safe.
 */
public final class FrameWriter {
    private byte[] buffer = new byte[0];
    private int begin;
    private int at;
    private int end;

    /** Starts a body: the next frames go to buffer[at, at + capacity). */
    public void attach(byte[] buffer, int at, int capacity) {
        if (at < 0 || capacity < 0 || capacity > buffer.length - at) {
            throw new IllegalArgumentException(
                    "body of " + capacity + " bytes at " + at + " of a buffer of " + buffer.length);
        }
        this.buffer = buffer;
        this.begin = at;
        this.at = at;
        this.end = at + capacity;
    }

    /** The buffer attached. */
    byte[] buffer() {
        return buffer;
    }

    /** Bytes written since {@link #attach}. */
    public int length() {
        return at - begin;
    }

    /** Bytes that the whole body may have. */
    public int capacity() {
        return end - begin;
    }

    /** Bytes that may still be written. */
    public int room() {
        return end - at;
    }

    /** MSG: {@code count} bytes of the message from {@code offset} on. */
    public boolean msg(int channel, boolean ordered, long id, byte[] message, int offset, int count) {
        if (room() < Frame.MSG_HEADER_BYTES + count) {
            return false;
        }
        boolean fin = offset + count == message.length;
        buffer[at] = Frame.MSG;
        buffer[at + 1] = (byte) ((fin ? Frame.MSG_FLAG_FIN : 0) | (ordered ? Frame.MSG_FLAG_ORDERED : 0));
        buffer[at + 2] = (byte) channel;
        Bytes.put32(buffer, at + 3, (int) id);
        Bytes.put32(buffer, at + 7, message.length);
        Bytes.put32(buffer, at + 11, offset);
        Bytes.put16(buffer, at + 15, count);
        System.arraycopy(message, offset, buffer, at + Frame.MSG_HEADER_BYTES, count);
        at += Frame.MSG_HEADER_BYTES + count;
        return true;
    }

    /** DGRAM: all of the data, at most 65535 bytes. */
    public boolean dgram(int channel, byte[] data) {
        if (data.length > Frame.U16_MAX || room() < Frame.DGRAM_HEADER_BYTES + data.length) {
            return false;
        }
        buffer[at] = Frame.DGRAM;
        buffer[at + 1] = (byte) channel;
        Bytes.put16(buffer, at + 2, data.length);
        System.arraycopy(data, 0, buffer, at + Frame.DGRAM_HEADER_BYTES, data.length);
        at += Frame.DGRAM_HEADER_BYTES + data.length;
        return true;
    }

    /**
     * ACK of at least one range. Lengths and gaps are 16 bits on the wire: a longer range is cut to its newest 65535
     * packets, and nothing below it or below a longer gap is told. To tell less is safe; to tell more is not.
     */
    public boolean ack(AckRanges ack) {
        int count = Math.min(ack.count(), 1);
        while (count < ack.count() && fits(ack, count - 1)) {
            count++;
        }
        int bytes = Frame.ACK_HEADER_BYTES + Frame.ACK_RANGE_BYTES * count;
        if (count == 0 || room() < bytes) {
            return false;
        }
        buffer[at] = Frame.ACK;
        Bytes.put64(buffer, at + 1, ack.largest());
        Bytes.put32(buffer, at + 9, (int) Math.min(ack.delayMicros(), 0xffff_ffffL));
        Bytes.put32(buffer, at + 13, (int) ack.echoMillis());
        buffer[at + 17] = (byte) count;
        int range = at + Frame.ACK_HEADER_BYTES;
        for (int i = 0; i < count; i++, range += Frame.ACK_RANGE_BYTES) {
            long gap = i == count - 1 ? 0 : ack.low(i) - ack.high(i + 1) - 1;
            Bytes.put16(buffer, range, (int) Math.min(ack.high(i) - ack.low(i) + 1, Frame.U16_MAX));
            Bytes.put16(buffer, range + 2, (int) gap);
        }
        at += bytes;
        return true;
    }

    /** True when range i and the gap below it can be told whole. */
    private static boolean fits(AckRanges ack, int i) {
        return ack.high(i) - ack.low(i) + 1 <= Frame.U16_MAX && ack.low(i) - ack.high(i + 1) - 1 <= Frame.U16_MAX;
    }

    /** CREDIT for a channel or {@link Frame#ALL_CHANNELS}: cumulative bytes, not negative. */
    public boolean credit(int channel, long maxBytes) {
        if (room() < Frame.CREDIT_BYTES) {
            return false;
        }
        buffer[at] = Frame.CREDIT;
        buffer[at + 1] = (byte) channel;
        Bytes.put64(buffer, at + 2, maxBytes);
        at += Frame.CREDIT_BYTES;
        return true;
    }

    /** RESET_MSG with a code of 16 bits. */
    public boolean resetMsg(int channel, long id, int code) {
        if (room() < Frame.RESET_MSG_BYTES) {
            return false;
        }
        buffer[at] = Frame.RESET_MSG;
        buffer[at + 1] = (byte) channel;
        Bytes.put32(buffer, at + 2, (int) id);
        Bytes.put16(buffer, at + 6, code);
        at += Frame.RESET_MSG_BYTES;
        return true;
    }

    /** PAD of that many bytes. */
    public boolean pad(int bytes) {
        if (room() < bytes) {
            return false;
        }
        Arrays.fill(buffer, at, at + bytes, (byte) Frame.PAD);
        at += bytes;
        return true;
    }
}
