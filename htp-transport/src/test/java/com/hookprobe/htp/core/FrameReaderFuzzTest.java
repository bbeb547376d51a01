package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.core.wire.Bytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTP 4: any body is refused, or is what its frames write, byte for byte, with nothing but PAD between them. */
class FrameReaderFuzzTest {
    @FuzzTest
    void anyBodyIsRefusedOrWritesBackTheSame(byte[] body) {
        byte[] written = readAndWrite(body, 0, body.length);
        if (written == null) {
            return;
        }
        // Where the body lies, and what lies around it, changes nothing.
        byte[] amid = new byte[body.length + 20];
        Arrays.fill(amid, (byte) Frame.RESET_MSG);
        System.arraycopy(body, 0, amid, 7, body.length);
        byte[] again = readAndWrite(amid, 7, 7 + body.length);
        if (again == null || !Arrays.equals(written, again)) {
            throw new AssertionError("the same body reads otherwise at offset 7");
        }
    }

    /** The frames as the writer writes them, checked against the input; null when they are refused. */
    private static byte @Nullable [] readAndWrite(byte[] b, int start, int end) {
        List<Frame> frames = FrameReader.read(b, start, end);
        if (frames == null) {
            return null;
        }
        byte[] all = new byte[end - start];
        int at = start;
        int length = 0;
        for (Frame frame : frames) {
            while (b[at] == Frame.PAD) {
                at++;
            }
            byte[] written = write(frame);
            if (at + written.length > end || !Arrays.equals(written, 0, written.length, b, at, at + written.length)) {
                throw new AssertionError("writes other bytes than were read: " + frame);
            }
            System.arraycopy(written, 0, all, length, written.length);
            length += written.length;
            at += written.length;
        }
        if (!Bytes.allZero(b, at, end - at)) {
            throw new AssertionError("bytes that are in no frame");
        }
        return Arrays.copyOf(all, length);
    }

    private static byte[] write(Frame frame) {
        if (frame instanceof Frame.Msg m) {
            return msg(m);
        } else if (frame instanceof Frame.Dgram d) {
            byte[] out = new byte[4 + d.data().length];
            out[0] = Frame.DGRAM;
            out[1] = (byte) d.channel();
            Bytes.put16(out, 2, d.data().length);
            System.arraycopy(d.data(), 0, out, 4, d.data().length);
            return out;
        } else if (frame instanceof Frame.ResetMsg r) {
            byte[] out = new byte[8];
            out[0] = Frame.RESET_MSG;
            out[1] = (byte) r.channel();
            Bytes.put32(out, 2, (int) r.messageId());
            Bytes.put16(out, 6, r.code());
            return out;
        }
        FrameWriter writer = new FrameWriter(256);
        boolean fits = frame instanceof Frame.Ack a
                ? writer.ack(a)
                : writer.credit(((Frame.Credit) frame).channel(), ((Frame.Credit) frame).maxBytes());
        if (!fits) {
            throw new AssertionError("no room for " + frame);
        }
        return Arrays.copyOf(writer.buffer(), writer.length());
    }

    /** The writer where the message is small; by hand where it would have to be made in whole. */
    private static byte[] msg(Frame.Msg m) {
        if (m.total() <= 4096) {
            byte[] message = new byte[m.total()];
            System.arraycopy(m.source(), m.start(), message, m.offset(), m.length());
            FrameWriter writer = new FrameWriter(Frame.MSG_HEADER_BYTES + m.length());
            if (!writer.msg(m.channel(), m.ordered(), m.messageId(), message, m.offset(), m.length())) {
                throw new AssertionError("no room for " + m);
            }
            return Arrays.copyOf(writer.buffer(), writer.length());
        }
        byte[] out = new byte[Frame.MSG_HEADER_BYTES + m.length()];
        out[0] = Frame.MSG;
        out[1] = (byte) ((m.fin() ? Frame.MSG_FLAG_FIN : 0) | (m.ordered() ? Frame.MSG_FLAG_ORDERED : 0));
        out[2] = (byte) m.channel();
        Bytes.put32(out, 3, (int) m.messageId());
        Bytes.put32(out, 7, m.total());
        Bytes.put32(out, 11, m.offset());
        Bytes.put16(out, 15, m.length());
        System.arraycopy(m.source(), m.start(), out, Frame.MSG_HEADER_BYTES, m.length());
        return out;
    }
}
