package com.hookprobe.htp.core.wire;

/**
 * The numbers of the wire format (HTP 3.1, 3.2), all big-endian.
 *
 * <pre>
 *   0 version u16 | 2 type u16 | 4 sequence u32 | 8 timestamp u32 | 12 flow_token u64 | 20 nonce u64 | 28 flags u32
 *  32 RDV 32 | 64 PoSF 32 | 96 payload_length u32 | 100 payload
 * </pre>
 */
public final class Wire {
    public static final int VERSION = 2;

    public static final int VERSION_OFFSET = 0;
    public static final int TYPE_OFFSET = 2;
    public static final int SEQUENCE_OFFSET = 4;
    public static final int TIMESTAMP_OFFSET = 8;
    public static final int TOKEN_OFFSET = 12;
    public static final int NONCE_OFFSET = 20;
    public static final int FLAGS_OFFSET = 28;
    public static final int RDV_OFFSET = 32;
    public static final int POSF_OFFSET = 64;
    public static final int LENGTH_OFFSET = 96;
    public static final int PAYLOAD_OFFSET = 100;

    public static final int HEADER_BYTES = 32;
    public static final int RESONANCE_BYTES = 64;
    public static final int TAG_BYTES = 16;
    /** What a session packet adds to its body. */
    public static final int SESSION_OVERHEAD_BYTES = PAYLOAD_OFFSET + TAG_BYTES;

    /** The datagram that every path carries; no handshake message is longer. */
    public static final int DATAGRAM_BYTES = 1200;
    /** The largest datagram that we read: the largest that path MTU discovery uses, on loopback. */
    public static final int DATAGRAM_BYTES_MAX = 8952;

    public static final int BODY_BYTES = DATAGRAM_BYTES - SESSION_OVERHEAD_BYTES;
    /** The largest body of a session packet. */
    public static final int BODY_BYTES_MAX = DATAGRAM_BYTES_MAX - SESSION_OVERHEAD_BYTES;

    public static final int HELLO_PAYLOAD_BYTES = 32;
    public static final int COOKIE_BYTES = 16;
    public static final int ATTEST_BODY_BYTES = 2568;
    public static final int ATTEST_PIECE_BYTES = DATAGRAM_BYTES - PAYLOAD_OFFSET - COOKIE_BYTES;
    public static final int ATTEST_FRAGMENTS = 3;
    public static final int ACCEPT_BODY_BYTES = 1200;
    public static final int ACCEPT_PIECE_BYTES = DATAGRAM_BYTES - PAYLOAD_OFFSET;
    public static final int ACCEPT_FRAGMENTS = 2;
    public static final int REJECT_PLAIN_BYTES = 32;
    public static final int REJECT_CLEAR_BYTES = 8;

    public static final int FLAG_ACK_ELICITING = 1;
    public static final int FLAG_RESONANCE_FRESH = 1 << 1;
    public static final int FLAG_COVER = 1 << 2;
    public static final int FLAG_PATH_CHALLENGE = 1 << 3;
    public static final int FLAG_PATH_RESPONSE = 1 << 4;
    public static final int FLAG_REKEY_REQUEST = 1 << 5;
    public static final int FLAG_LOW_ENERGY = 1 << 6;
    /** The flags that a sender may choose. */
    public static final int FLAGS_KNOWN = 0x7f;

    public static final int FLAGS_RESERVED = 1 << 7;
    /** frag_index and frag_count, which exist in handshake messages only. */
    public static final int FLAGS_FRAGMENT = 0x00ffff00;
    /** The key generation, modulo 256, is above this many bits. */
    public static final int GENERATION_SHIFT = 24;

    /** HTP 3.4: packet numbers stay below this. */
    public static final long PACKET_NUMBER_LIMIT = 1L << 62;

    private Wire() {}
}
