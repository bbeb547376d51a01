package com.hookprobe.htp.core.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;
import java.util.Arrays;

/** HTP 4: any body is refused as a whole, or is what its frames write, byte for byte, with nothing but PAD between them. */
class FrameReaderFuzzTest {
    /** Longer messages are written by hand: the writer wants all of a message for one fragment of it. */
    private static final int WRITTEN_MAX = 4096;

    @FuzzTest
    void anyBodyIsRefusedOrWritesBackTheSame(byte[] body) {
        boolean sound = readAndCompare(body, 0, body.length);
        // Where the body lies, and what lies around it, changes nothing.
        byte[] amid = new byte[body.length + 20];
        Arrays.fill(amid, (byte) Frame.RESET_MSG);
        System.arraycopy(body, 0, amid, 7, body.length);
        if (readAndCompare(amid, 7, 7 + body.length) != sound) {
            throw new AssertionError("the same body reads otherwise at offset 7");
        }
    }

    /** False when the body is refused. */
    private static boolean readAndCompare(byte[] b, int start, int end) {
        FrameReader reader = new FrameReader();
        Echo echo = new Echo(b, start, end);
        FrameReader.Result result = reader.read(b, start, end, echo);
        if (result == FrameReader.Result.MALFORMED) {
            if (echo.frames > 0 || reader.frames() != 0) {
                throw new AssertionError("a refused body took effect");
            }
            return false;
        }
        if (result != FrameReader.Result.OK
                || echo.frames != reader.frames()
                || (echo.acks == echo.frames) != reader.onlyAcks()) {
            throw new AssertionError(result + ", " + reader.frames() + " frames, told " + echo.frames);
        }
        if (!Bytes.allZero(b, echo.at, end - echo.at)) {
            throw new AssertionError("bytes that are in no frame");
        }
        return true;
    }

    /** Writes every frame again and compares. */
    private static final class Echo implements FrameSink {
        private final byte[] read;
        private final int end;
        private final FrameWriter writer = new FrameWriter();
        private byte[] buffer = new byte[256];
        int at;
        int frames;
        int acks;

        Echo(byte[] read, int start, int end) {
            this.read = read;
            this.at = start;
            this.end = end;
        }

        private FrameWriter writer(int room) {
            if (buffer.length < room) {
                buffer = new byte[room];
            }
            writer.attach(buffer, 0, room);
            return writer;
        }

        private boolean same(boolean fits) {
            if (!fits) {
                throw new AssertionError("no room for what was read");
            }
            return same(writer.length());
        }

        private boolean same(int length) {
            while (at < end && read[at] == Frame.PAD) {
                at++;
            }
            if (at + length > end || !Arrays.equals(buffer, 0, length, read, at, at + length)) {
                throw new AssertionError("writes other bytes than were read, at " + at);
            }
            at += length;
            frames++;
            return true;
        }

        @Override
        public boolean onMsg(
                boolean ordered, int channel, long id, int total, int offset, byte[] source, int start, int length) {
            int bytes = Frame.MSG_HEADER_BYTES + length;
            if (total <= WRITTEN_MAX) {
                byte[] message = new byte[total];
                System.arraycopy(source, start, message, offset, length);
                return same(writer(bytes).msg(channel, ordered, id, message, offset, length));
            }
            writer(bytes);
            boolean fin = offset + length == total;
            buffer[0] = Frame.MSG;
            buffer[1] = (byte) ((fin ? Frame.MSG_FLAG_FIN : 0) | (ordered ? Frame.MSG_FLAG_ORDERED : 0));
            buffer[2] = (byte) channel;
            Bytes.put32(buffer, 3, (int) id);
            Bytes.put32(buffer, 7, total);
            Bytes.put32(buffer, 11, offset);
            Bytes.put16(buffer, 15, length);
            System.arraycopy(source, start, buffer, Frame.MSG_HEADER_BYTES, length);
            return same(bytes);
        }

        @Override
        public boolean onDatagram(int channel, byte[] source, int start, int length) {
            byte[] data = Arrays.copyOfRange(source, start, start + length);
            return same(writer(Frame.DGRAM_HEADER_BYTES + length).dgram(channel, data));
        }

        @Override
        public boolean onAck(AckRanges ack) {
            acks++;
            for (int i = 0; i < ack.count(); i++) {
                boolean apart = i == 0 || ack.high(i) < ack.low(i - 1) - 1;
                if (ack.low(i) < 0 || ack.high(i) < ack.low(i) || !apart) {
                    throw new AssertionError("range " + i + ": " + ack.low(i) + " to " + ack.high(i));
                }
            }
            return same(writer(256).ack(ack));
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            return same(writer(256).credit(channel, maxBytes));
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return same(writer(256).resetMsg(channel, id, code));
        }
    }
}
