package com.hookprobe.htp.file.core;

/**
 * Byte 16 of every message: bit 0 is the sender's role (0 requester, 1 answerer), bit 1 marks the acknowledging form of
 * CHUNK and COMPLETE; bits 2 to 7 are zero.
 */
record Form(Role from, boolean ack) {
    private static final int ROLE_BIT = 1;
    private static final int ACK_BIT = 2;

    static final Form REQUEST = new Form(Role.REQUESTER, false);
    static final Form REPLY = new Form(Role.ANSWERER, false);

    int code() {
        return (from == Role.ANSWERER ? ROLE_BIT : 0) | (ack ? ACK_BIT : 0);
    }

    static Form of(int code) throws Malformed {
        if (code > (ROLE_BIT | ACK_BIT)) {
            throw Malformed.invalid("unknown form");
        }
        return new Form((code & ROLE_BIT) == 0 ? Role.REQUESTER : Role.ANSWERER, (code & ACK_BIT) != 0);
    }
}
