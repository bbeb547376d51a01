package com.hookprobe.htp.core.message;

import com.hookprobe.htp.core.wire.AckRanges;

/**
 * Takes the frames of one body in their order (HTP 4). Every method says false to stop the reading: the sink has then
 * dealt with whatever was wrong. Arrays and ranges belong to the reader and are valid during the call only.
 */
public interface FrameSink {
    /**
     * {@code length} bytes of {@code source} at {@code start} belong at {@code offset} of the message.
     *
     * @param channel 0 to 254
     * @param id 0 to 2^32-1
     * @param total bytes of the message, 0 to 1 MiB
     * @param length at least 1 but for an empty message; offset + length is at most total
     */
    boolean onMsg(boolean ordered, int channel, long id, int total, int offset, byte[] source, int start, int length);

    /** A datagram: what came is all of it. */
    boolean onDatagram(int channel, byte[] source, int start, int length);

    /** An acknowledgement of at least one packet. */
    boolean onAck(AckRanges ack);

    /** The sender of the frame grants {@code maxBytes} in all; the channel is 0 to 254 or {@link Frame#ALL_CHANNELS}. */
    boolean onCredit(int channel, long maxBytes);

    /** The sender of the frame gives that message up. */
    boolean onReset(int channel, long id, int code);
}
