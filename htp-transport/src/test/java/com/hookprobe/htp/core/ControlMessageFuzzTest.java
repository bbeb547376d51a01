package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.core.meet.MeetMessage;
import java.util.Arrays;

/** HTP 3.5.1: any bytes are refused, or are a control message that writes back the same bytes. */
class ControlMessageFuzzTest {
    /** What each kind has after its first byte; long inputs are rare, so the length is made from the kind. */
    private static final int[] LENGTHS = {0, 1292, 1156, 13, 1328, 18, 1328, 40, 63, 9, 3, 3};
    /** A MEET to the caller holds the key of the called one as well. */
    private static final int CALLING_LENGTH = 63 + 1328;

    private static final int PORT_AT = 1 + 32 + 8 + 16;
    private static final int ROLE_AT = PORT_AT + 2;
    /** Of SHAPE and SHAPED: the mode, of three, and a rate with the last one only. */
    private static final int MODE_AT = 1;

    private static final int GHOST = 2;

    @FuzzTest
    void anyBytesAreRefusedOrWriteBackTheSame(byte[] input) {
        check(input);
        int kind = input.length == 0 ? 0 : input[0] & 0xff;
        if (kind > 0 && kind < LENGTHS.length) {
            byte[] whole = Arrays.copyOf(input, 1 + LENGTHS[kind]);
            if (kind == MeetMessage.MEET) {
                whole[ROLE_AT] &= 1;
                whole[PORT_AT] |= 1;
                whole = Arrays.copyOf(whole, 1 + meetLength(whole));
            }
            if (kind >= ControlMessage.SHAPE) {
                whole[MODE_AT] = (byte) ((whole[MODE_AT] & 0xff) % (GHOST + 1));
                whole[MODE_AT + 1] = 0;
                whole[MODE_AT + 2] = (byte) (whole[MODE_AT] == GHOST ? whole[MODE_AT + 2] | 1 : 0);
            }
            if (!check(whole)) {
                throw new AssertionError("a kind and its length are all that is asked: kind " + kind);
            }
        }
    }

    private static boolean check(byte[] b) {
        byte[] before = b.clone();
        ControlMessage message = ControlMessage.decode(b);
        boolean sound = b.length > 0 && b[0] > 0 && b[0] < LENGTHS.length && b.length == 1 + length(b);
        if ((message != null) != sound) {
            throw new AssertionError("kind " + (b.length > 0 ? b[0] : -1) + " of " + b.length + " bytes: " + message);
        }
        if (message != null && (!Arrays.equals(encode(message), b) || !Arrays.equals(before, b))) {
            throw new AssertionError("writes other bytes than were read: " + message);
        }
        return sound;
    }

    private static int length(byte[] b) {
        if (b[0] >= ControlMessage.SHAPE) {
            return shapeLength(b);
        }
        return b[0] == MeetMessage.MEET ? meetLength(b) : LENGTHS[b[0]];
    }

    /** -2, which no message has, for a mode that is none, and for a rate that does not go with it. */
    private static int shapeLength(byte[] b) {
        if (b.length <= MODE_AT + 2 || b[MODE_AT] < 0 || b[MODE_AT] > GHOST) {
            return -2;
        }
        boolean rate = b[MODE_AT + 1] != 0 || b[MODE_AT + 2] != 0;
        return rate == (b[MODE_AT] == GHOST) ? LENGTHS[ControlMessage.SHAPE] : -2;
    }

    /** -2, which no message has, for a role that is none, and for the port 0. */
    private static int meetLength(byte[] b) {
        if (b.length <= ROLE_AT || (b[PORT_AT] == 0 && b[PORT_AT + 1] == 0)) {
            return -2;
        }
        return b[ROLE_AT] == 0 ? CALLING_LENGTH : b[ROLE_AT] == 1 ? LENGTHS[MeetMessage.MEET] : -2;
    }

    private static byte[] encode(ControlMessage message) {
        if (message instanceof ControlMessage.Rekey rekey) {
            return rekey.encode();
        } else if (message instanceof ControlMessage.RekeyAnswer answer) {
            return answer.encode();
        } else if (message instanceof ControlMessage.RekeyRefused refused) {
            return refused.encode();
        } else if (message instanceof ControlMessage.Bundle bundle) {
            return bundle.encode();
        } else if (message instanceof ControlMessage.Meeting meeting) {
            return meeting.message().encode();
        }
        if (message instanceof ControlMessage.Shape shape) {
            return shape.encode();
        }
        return ((ControlMessage.Address) message).encode();
    }
}
