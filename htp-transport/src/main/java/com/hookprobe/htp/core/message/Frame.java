package com.hookprobe.htp.core.message;

/**
 * HTP 4: the numbers of the frames that the body of a DATA packet is made of. Big-endian, no alignment.
 *
 * <pre>
 *  PAD    0x00
 *  MSG    0x01 | flags u8 | channel u8 | msg_id u32 | total u32 | offset u32 | len u16 | data
 *  DGRAM  0x02 | channel u8 | len u16 | data
 *  ACK    0x03 | largest u64 | delay_us u32 | echo u32 | n u8 | n x (len u16 | gap u16)
 *  CREDIT 0x04 | channel u8 | max_bytes u64
 *  RESET  0x05 | channel u8 | msg_id u32 | code u16
 * </pre>
 */
public final class Frame {
    static final int PAD = 0x00;
    static final int MSG = 0x01;
    static final int DGRAM = 0x02;
    static final int ACK = 0x03;
    static final int CREDIT = 0x04;
    static final int RESET_MSG = 0x05;

    /** Bytes of a MSG frame before its data. */
    public static final int MSG_HEADER_BYTES = 17;
    /** Bytes of a DGRAM frame before its data. */
    public static final int DGRAM_HEADER_BYTES = 4;
    /** Bytes of an ACK frame before its ranges. */
    static final int ACK_HEADER_BYTES = 18;

    static final int ACK_RANGE_BYTES = 4;
    static final int CREDIT_BYTES = 10;
    static final int RESET_MSG_BYTES = 8;

    static final int MSG_FLAG_FIN = 1;
    static final int MSG_FLAG_ORDERED = 2;

    /** Stands for the whole session in a CREDIT frame; no channel has this number. */
    public static final int ALL_CHANNELS = 255;

    /** HTP 4.5: what a message costs beyond its bytes, so that small ones are bounded too. */
    static final int MESSAGE_COST_BYTES = 64;
    /** HTP 4.3: the receiver remembers ids in a window of this size. */
    static final int ID_WINDOW = 1024;

    static final int U16_MAX = 0xffff;

    private Frame() {}

    /** HTP 4.5: "A message uses total + 64 bytes". */
    static long cost(int total) {
        return (long) total + MESSAGE_COST_BYTES;
    }
}
