package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;

/** HTP 4: writes frames into a body of bounded size. Every method says false, and writes nothing, when there is no room. */
final class FrameWriter {
    private final byte[] buffer;
    private int length;

    FrameWriter(int capacity) {
        this.buffer = new byte[capacity];
    }

    void reset() {
        length = 0;
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    int room() {
        return buffer.length - length;
    }

    boolean msg(int channel, boolean ordered, long id, byte[] message, int offset, int count) {
        if (room() < Frame.MSG_HEADER_BYTES + count) {
            return false;
        }
        boolean fin = offset + count == message.length;
        buffer[length] = Frame.MSG;
        buffer[length + 1] = (byte) ((fin ? Frame.MSG_FLAG_FIN : 0) | (ordered ? Frame.MSG_FLAG_ORDERED : 0));
        buffer[length + 2] = (byte) channel;
        Bytes.put32(buffer, length + 3, (int) id);
        Bytes.put32(buffer, length + 7, message.length);
        Bytes.put32(buffer, length + 11, offset);
        Bytes.put16(buffer, length + 15, count);
        System.arraycopy(message, offset, buffer, length + Frame.MSG_HEADER_BYTES, count);
        length += Frame.MSG_HEADER_BYTES + count;
        return true;
    }

    boolean ack(Frame.Ack ack) {
        int count = ack.high().length;
        if (room() < 18 + 4 * count) {
            return false;
        }
        buffer[length] = Frame.ACK;
        Bytes.put64(buffer, length + 1, ack.largest());
        Bytes.put32(buffer, length + 9, (int) Math.min(ack.delayMicros(), 0xffff_ffffL));
        Bytes.put32(buffer, length + 13, (int) ack.echoMillis());
        buffer[length + 17] = (byte) count;
        int at = length + 18;
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            Bytes.put16(buffer, at, (int) (ack.high()[i] - ack.low()[i] + 1));
            Bytes.put16(buffer, at + 2, last ? 0 : (int) (ack.low()[i] - ack.high()[i + 1] - 1));
            at += 4;
        }
        length = at;
        return true;
    }

    boolean credit(int channel, long maxBytes) {
        if (room() < Frame.CREDIT_BYTES) {
            return false;
        }
        buffer[length] = Frame.CREDIT;
        buffer[length + 1] = (byte) channel;
        Bytes.put64(buffer, length + 2, maxBytes);
        length += Frame.CREDIT_BYTES;
        return true;
    }
}
