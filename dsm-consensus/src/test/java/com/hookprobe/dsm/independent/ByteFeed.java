package com.hookprobe.dsm.independent;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Takes fields off the front of some bytes, big-endian; whatever is wrong with them ends the reading. */
final class ByteFeed {
    /** The bytes are not what the specification asks for. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    private final ByteBuffer rest;

    ByteFeed(byte[] bytes) {
        rest = ByteBuffer.wrap(bytes);
    }

    int position() {
        return rest.position();
    }

    byte[] take(int count) throws Refused {
        demand(count <= rest.remaining(), "too short");
        byte[] field = new byte[count];
        rest.get(field);
        return field;
    }

    int one() throws Refused {
        return (int) number(1);
    }

    int two() throws Refused {
        return (int) number(2);
    }

    long four() throws Refused {
        return number(4);
    }

    /** Ledger 1.1: "A u64 above 2^63-1 MUST be refused." */
    long eight() throws Refused {
        long value = number(8);
        demand(value >= 0, "a u64 above 2^63-1");
        return value;
    }

    private long number(int bytes) throws Refused {
        long value = 0;
        for (byte each : take(bytes)) {
            value = value * 256 + Byte.toUnsignedInt(each);
        }
        return value;
    }

    String text(int bytes) throws Refused {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(take(bytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused("not UTF-8");
        }
    }

    void nothingLeft() throws Refused {
        demand(!rest.hasRemaining(), "trailing bytes");
    }

    static void demand(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }
}
