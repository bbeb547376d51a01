package com.hookprobe.htp.core;

/** HTP 4: what the body of a DATA packet is made of. PAD has no record: it is skipped. */
sealed interface Frame {
    int PAD = 0x00;
    int MSG = 0x01;
    int DGRAM = 0x02;
    int ACK = 0x03;
    int CREDIT = 0x04;
    int RESET_MSG = 0x05;

    /** Bytes of a MSG frame before its data. */
    int MSG_HEADER_BYTES = 17;

    int CREDIT_BYTES = 10;

    int MSG_FLAG_FIN = 1;
    int MSG_FLAG_ORDERED = 2;

    /** Stands for the whole session in a CREDIT frame. */
    int ALL_CHANNELS = 255;

    /** A fragment: {@code length} bytes of {@code source} at {@code start} belong at {@code offset} of the message. */
    record Msg(
            boolean fin,
            boolean ordered,
            int channel,
            long messageId,
            int total,
            int offset,
            byte[] source,
            int start,
            int length)
            implements Frame {}

    record Dgram(int channel, byte[] data) implements Frame {}

    /** Ranges are closed, in descending order, never touching. */
    record Ack(long[] high, long[] low, long delayMicros, long echoMillis) implements Frame {
        long largest() {
            return high[0];
        }
    }

    record Credit(int channel, long maxBytes) implements Frame {}

    record ResetMsg(int channel, long messageId, int code) implements Frame {}
}
