package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import java.util.Arrays;

/** HTP 3.2, 3.4.12: every small body is refused, or writes back the bytes that it was read from. */
class ParamsFuzzTest {
    @FuzzTest
    void anyBodyIsRefusedOrWritesBackTheSame(byte[] input) {
        byte[] b = Arrays.copyOf(input, Math.max(input.length, AttestBody.BYTES));
        byte[] hello = new byte[HelloParams.BYTES];
        HelloParams.read(b, 3).write(hello, 0);
        same("hello", hello, b, 3);

        EdgeParams edge = EdgeParams.decode(b, 1);
        if (edge != null) {
            same("edge", edge.encode(), b, 1);
        }
        AcceptParams accept = AcceptParams.decode(b, 0);
        if (accept != null) {
            same("accept", accept.encode(), b, 0);
        }
        RejectBody sealed = RejectBody.decode(Arrays.copyOf(b, Wire.REJECT_PLAIN_BYTES));
        if (sealed != null) {
            same("reject", sealed.encode(), b, 0);
        }
        RejectBody clear = RejectBody.decodeClear(Arrays.copyOf(b, Wire.REJECT_CLEAR_BYTES));
        if (clear != null) {
            same("clear reject", clear.encodeClear(), b, 0);
        }
        AttestBody attest = AttestBody.decode(Arrays.copyOf(b, AttestBody.BYTES));
        if (attest != null) {
            same("attest", attest.encode(), b, 0);
        }
        close(input);
    }

    private static void close(byte[] input) {
        CloseBody body = CloseBody.decode(input, 0, input.length);
        if (body == null) {
            return;
        }
        byte[] written = body.encode();
        // A code of a later version reads as INTERNAL, and only then is it written otherwise.
        boolean known = CloseCode.of(Bytes.u16(input, 0)).isPresent();
        if (!known) {
            Bytes.put16(written, 0, Bytes.u16(input, 0));
        }
        // HTP 3.4.12: zeros may follow; a reason does not end with any.
        boolean same = written.length <= input.length
                && Arrays.equals(written, 0, written.length, input, 0, written.length)
                && Bytes.allZero(input, written.length, input.length - written.length);
        if (!same || (!known && body.code() != CloseCode.INTERNAL)) {
            throw new AssertionError("close: " + body);
        }
    }

    private static void same(String what, byte[] written, byte[] read, int at) {
        if (!Arrays.equals(written, 0, written.length, read, at, at + written.length)) {
            throw new AssertionError(what + " writes other bytes than were read");
        }
    }
}
