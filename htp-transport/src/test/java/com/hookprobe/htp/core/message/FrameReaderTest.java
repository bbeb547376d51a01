package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.core.message.FrameReader.Result;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HTP 4, 4.1, 4.2: one test per rule of form. */
class FrameReaderTest {
    private final FrameReader reader = new FrameReader();
    private final Recorder recorder = new Recorder();

    /** Writes down what it is handed. */
    private static final class Recorder implements FrameSink {
        final List<String> frames = new ArrayList<>();
        int stopAfter = Integer.MAX_VALUE;

        private boolean note(String frame) {
            frames.add(frame);
            return frames.size() < stopAfter;
        }

        @Override
        public boolean onMsg(boolean o, int channel, long id, int total, int offset, byte[] b, int start, int length) {
            return note("msg %b %d %d %d@%d %s"
                    .formatted(o, channel, id, total, offset, new String(b, start, Math.min(length, 20))));
        }

        @Override
        public boolean onDatagram(int channel, byte[] b, int start, int length) {
            return note("dgram %d %s".formatted(channel, new String(b, start, Math.min(length, 20))));
        }

        @Override
        public boolean onAck(AckRanges ack) {
            StringBuilder text = new StringBuilder("ack %d %d".formatted(ack.delayMicros(), ack.echoMillis()));
            for (int i = 0; i < ack.count(); i++) {
                text.append(" %d-%d".formatted(ack.high(i), ack.low(i)));
            }
            return note(text.toString());
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            return note("credit %d %d".formatted(channel, maxBytes));
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return note("reset %d %d %d".formatted(channel, id, code));
        }
    }

    private static byte[] bytes(int... values) {
        byte[] b = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            b[i] = (byte) values[i];
        }
        return b;
    }

    private static byte[] msg(int flags, int channel, long id, long total, long offset, int length, byte[] data) {
        byte[] b = new byte[Frame.MSG_HEADER_BYTES];
        b[0] = Frame.MSG;
        b[1] = (byte) flags;
        b[2] = (byte) channel;
        Bytes.put32(b, 3, (int) id);
        Bytes.put32(b, 7, (int) total);
        Bytes.put32(b, 11, (int) offset);
        Bytes.put16(b, 15, length);
        return Bytes.concat(b, data);
    }

    private static byte[] ack(long largest, int count, int... lengthsAndGaps) {
        byte[] b = new byte[Frame.ACK_HEADER_BYTES + 2 * lengthsAndGaps.length];
        b[0] = Frame.ACK;
        Bytes.put64(b, 1, largest);
        b[17] = (byte) count;
        for (int i = 0; i < lengthsAndGaps.length; i++) {
            Bytes.put16(b, Frame.ACK_HEADER_BYTES + 2 * i, lengthsAndGaps[i]);
        }
        return b;
    }

    private void accepted(byte[] body, String... frames) {
        assertThat(reader.read(body, 0, body.length, recorder)).isEqualTo(Result.OK);
        assertThat(recorder.frames).containsExactly(frames);
        recorder.frames.clear();
    }

    /** Refused, and a good frame before it has no effect; every shorter body of it is looked at too. */
    private void refused(byte[] body) {
        byte[] goodFirst = Bytes.concat(bytes(Frame.RESET_MSG, 1, 0, 0, 0, 9, 0, 1), body);
        assertThat(reader.read(goodFirst, 0, goodFirst.length, recorder)).isEqualTo(Result.MALFORMED);
        assertThat(recorder.frames).isEmpty();
        assertThat(reader.frames()).isZero();
    }

    @Test
    void everyFrameIsReadAsItWasWritten() {
        AckRanges ranges = new AckRanges();
        ranges.begin(77, 88);
        ranges.add(1000, 990);
        ranges.add(980, 980);
        FrameWriter writer = new FrameWriter();
        byte[] buffer = new byte[300];
        writer.attach(buffer, 20, 250);
        assertThat(writer.msg(254, true, 0xffff_ffffL, "abcdef".getBytes(), 2, 3))
                .isTrue();
        assertThat(writer.pad(13)).isTrue();
        assertThat(writer.msg(0, false, 0, new byte[0], 0, 0)).isTrue();
        assertThat(writer.dgram(16, "now".getBytes())).isTrue();
        assertThat(writer.dgram(16, new byte[0])).isTrue();
        assertThat(writer.ack(ranges)).isTrue();
        assertThat(writer.credit(255, Long.MAX_VALUE)).isTrue();
        assertThat(writer.resetMsg(3, 5, 65_535)).isTrue();
        assertThat(writer.pad(2)).isTrue();
        assertThat(writer.length() + writer.room()).isEqualTo(writer.capacity()).isEqualTo(250);
        assertThat(reader.read(buffer, 20, 20 + writer.length(), recorder)).isEqualTo(Result.OK);
        assertThat(recorder.frames)
                .containsExactly(
                        "msg true 254 4294967295 6@2 cde",
                        "msg false 0 0 0@0 ",
                        "dgram 16 now",
                        "dgram 16 ",
                        "ack 77 88 1000-990 980-980",
                        "credit 255 9223372036854775807",
                        "reset 3 5 65535");
        assertThat(reader.frames()).isEqualTo(7);
        assertThat(reader.onlyAcks()).isFalse();
    }

    @Test
    void aWriterWithoutRoomWritesNothing() {
        FrameWriter writer = new FrameWriter();
        byte[] buffer = new byte[64];
        AckRanges one = new AckRanges();
        one.begin(0, 0);
        one.add(5, 5);
        int[] sizes = {18, 5, 22, 10, 8, 1};
        for (int kind = 0; kind < sizes.length; kind++) {
            for (int room = 0; room <= sizes[kind]; room++) {
                writer.attach(buffer, 3, room);
                boolean written = switch (kind) {
                    case 0 -> writer.msg(1, false, 1, new byte[9], 0, 1);
                    case 1 -> writer.dgram(1, new byte[1]);
                    case 2 -> writer.ack(one);
                    case 3 -> writer.credit(1, 1);
                    case 4 -> writer.resetMsg(1, 1, 1);
                    default -> writer.pad(1);
                };
                assertThat(written).as("kind %d room %d", kind, room).isEqualTo(room == sizes[kind]);
                assertThat(writer.length()).isEqualTo(written ? sizes[kind] : 0);
            }
        }
    }

    @Test
    void anAckTellsNoMoreThanSixteenBitsCan() {
        FrameWriter writer = new FrameWriter();
        byte[] buffer = new byte[100];
        AckRanges ranges = new AckRanges();
        ranges.begin(0, 0);
        ranges.add(1_000_000, 999_999);
        ranges.add(999_990, 900_000);
        ranges.add(5, 1);
        writer.attach(buffer, 0, 100);
        assertThat(writer.ack(ranges)).isTrue();
        assertThat(reader.read(buffer, 0, writer.length(), recorder)).isEqualTo(Result.OK);
        assertThat(recorder.frames).containsExactly("ack 0 0 1000000-999999 999990-934456");
        recorder.frames.clear();
        ranges.begin(0, 0);
        ranges.add(1_000_000, 999_999);
        ranges.add(5, 1);
        writer.attach(buffer, 0, 100);
        assertThat(writer.ack(ranges)).isTrue();
        assertThat(reader.read(buffer, 0, writer.length(), recorder)).isEqualTo(Result.OK);
        assertThat(recorder.frames).containsExactly("ack 0 0 1000000-999999");
    }

    @Test
    void aBodyOfPaddingHasNoFrames() {
        accepted(new byte[0]);
        accepted(new byte[37]);
        assertThat(reader.frames()).isZero();
        assertThat(reader.onlyAcks()).isTrue();
    }

    @Test
    void acksAloneAreToldFromTheRest() {
        byte[] acks = Bytes.concat(ack(3, 1, 1, 0), new byte[9], ack(9, 1, 2, 0));
        assertThat(reader.check(acks, 0, acks.length)).isTrue();
        assertThat(reader.onlyAcks()).isTrue();
        assertThat(reader.frames()).isEqualTo(2);
        byte[] more = Bytes.concat(acks, bytes(Frame.RESET_MSG, 1, 0, 0, 0, 0, 0, 0));
        assertThat(reader.check(more, 0, more.length)).isTrue();
        assertThat(reader.onlyAcks()).isFalse();
    }

    @Test
    void aSinkMayStopTheReading() {
        recorder.stopAfter = 1;
        byte[] two = Bytes.concat(ack(3, 1, 1, 0), ack(9, 1, 2, 0));
        assertThat(reader.read(two, 0, two.length, recorder)).isEqualTo(Result.STOPPED);
        assertThat(recorder.frames).hasSize(1);
    }

    @Test
    void unknownFramesAreRefused() {
        for (int type = 6; type < 256; type++) {
            byte[] body = new byte[40];
            body[0] = (byte) type;
            refused(body);
        }
    }

    @Test
    void truncatedFramesAreRefused() {
        byte[][] whole = {
            msg(0, 1, 1, 9, 0, 3, new byte[3]),
            bytes(Frame.DGRAM, 1, 0, 2, 7, 7),
            ack(9, 2, 1, 1, 1, 0),
            bytes(Frame.CREDIT, 1, 0, 0, 0, 0, 0, 0, 0, 1),
            bytes(Frame.RESET_MSG, 1, 0, 0, 0, 1, 0, 0)
        };
        for (byte[] frame : whole) {
            assertThat(reader.check(frame, 0, frame.length)).isTrue();
            for (int length = 1; length < frame.length; length++) {
                refused(Arrays.copyOf(frame, length));
            }
        }
    }

    @Test
    void bytesBehindTheEndAreNotRead() {
        byte[] frame = msg(0, 1, 1, 9, 0, 3, new byte[3]);
        assertThat(reader.check(frame, 0, frame.length - 1)).isFalse();
    }

    @Test
    void unknownMsgFlagsAreRefused() {
        for (int flags = 4; flags < 256; flags++) {
            refused(msg(flags, 1, 0, 9, 0, 3, new byte[3]));
        }
    }

    @Test
    void finIsSetExactlyOnTheLastByte() {
        accepted(msg(1, 1, 0, 3, 0, 3, "abc".getBytes()), "msg false 1 0 3@0 abc");
        refused(msg(0, 1, 0, 3, 0, 3, new byte[3]));
        accepted(msg(2, 1, 0, 4, 0, 3, "abc".getBytes()), "msg true 1 0 4@0 abc");
        refused(msg(1, 1, 0, 4, 0, 3, new byte[3]));
    }

    @Test
    void aMsgOfAllChannelsIsRefused() {
        refused(msg(1, 255, 0, 3, 0, 3, new byte[3]));
    }

    @Test
    void totalIsAtMostOneMebibyte() {
        int max = ChannelConfig.MESSAGE_BYTES_MAX;
        accepted(msg(0, 1, 0, max, 0, 3, "abc".getBytes()), "msg false 1 0 1048576@0 abc");
        refused(msg(0, 1, 0, max + 1, 0, 3, new byte[3]));
        refused(msg(0, 1, 0, 0xffff_ffffL, 0, 3, new byte[3]));
    }

    @Test
    void aFragmentEndsInsideItsMessage() {
        accepted(msg(1, 1, 0, 9, 6, 3, "abc".getBytes()), "msg false 1 0 9@6 abc");
        refused(msg(1, 1, 0, 9, 7, 3, new byte[3]));
        refused(msg(0, 1, 0, 9, 0xffff_fffeL, 3, new byte[3]));
    }

    @Test
    void onlyAnEmptyMessageHasAnEmptyFragment() {
        accepted(msg(1, 1, 0, 0, 0, 0, new byte[0]), "msg false 1 0 0@0 ");
        refused(msg(0, 1, 0, 0, 0, 0, new byte[0]));
        refused(msg(0, 1, 0, 9, 3, 0, new byte[0]));
        refused(msg(1, 1, 0, 9, 9, 0, new byte[0]));
    }

    @Test
    void aDatagramOfAllChannelsIsRefused() {
        refused(bytes(Frame.DGRAM, 255, 0, 1, 7));
    }

    @Test
    void anAckHasOneToThirtyTwoRanges() {
        refused(ack(9, 0));
        int[] most = new int[64];
        Arrays.fill(most, 1);
        most[63] = 0;
        byte[] full = ack(1000, 32, most);
        assertThat(reader.check(full, 0, full.length)).isTrue();
        int[] tooMany = new int[66];
        Arrays.fill(tooMany, 1);
        tooMany[65] = 0;
        refused(ack(1000, 33, tooMany));
    }

    @Test
    void anAckOfANumberBeyondTwoToSixtyThreeIsRefused() {
        accepted(ack(Long.MAX_VALUE, 1, 1, 0), "ack 0 0 9223372036854775807-9223372036854775807");
        refused(ack(Long.MIN_VALUE, 1, 1, 0));
    }

    @Test
    void anEmptyAckRangeIsRefused() {
        refused(ack(9, 1, 0, 0));
        refused(ack(9, 2, 1, 1, 0, 0));
    }

    @Test
    void ackRangesThatTouchAreRefused() {
        refused(ack(9, 2, 1, 0, 1, 0));
    }

    @Test
    void theLastAckRangeHasNoGap() {
        refused(ack(9, 1, 1, 1));
        refused(ack(9, 2, 1, 1, 1, 2));
    }

    @Test
    void ackRangesEndAtZero() {
        accepted(ack(9, 2, 5, 4, 1, 0), "ack 0 0 9-5 0-0");
        refused(ack(9, 1, 11, 0));
        refused(ack(9, 2, 5, 5, 1, 0));
        refused(ack(9, 2, 5, 4, 2, 0));
    }

    @Test
    void creditIsBelowTwoToSixtyThree() {
        accepted(bytes(Frame.CREDIT, 255, 0x7f, 255, 255, 255, 255, 255, 255, 255), "credit 255 " + Long.MAX_VALUE);
        refused(bytes(Frame.CREDIT, 1, 0x80, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aResetOfAllChannelsIsRefused() {
        refused(bytes(Frame.RESET_MSG, 255, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void anyBytesAreReadOrRefused() {
        long seed = 4_001;
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] good = goodFrames(random);
        int[] results = new int[Result.values().length];
        FrameSink bounds = new BoundsCheck();
        byte[] body = new byte[200];
        for (int i = 0; i < 1_000_000; i++) {
            int start = random.nextInt(8);
            int end = start + random.nextInt(body.length - start + 1);
            if (i % 2 == 0) {
                random.nextBytes(body);
            } else {
                mutated(body, start, end, good, random);
            }
            if (end > start && i % 4 == 0) {
                body[start] = (byte) random.nextInt(7);
            }
            try {
                results[reader.read(body, start, end, bounds).ordinal()]++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " case " + i, e);
            }
        }
        assertThat(results[Result.OK.ordinal()]).isGreaterThan(50_000);
        assertThat(results[Result.MALFORMED.ordinal()]).isGreaterThan(200_000);
    }

    /** Good frames and then padding, of which some bytes are then changed. */
    private static void mutated(byte[] body, int start, int end, byte[][] good, SplittableRandom random) {
        int at = start;
        for (byte[] next = good[random.nextInt(good.length)]; next.length <= end - at; ) {
            System.arraycopy(next, 0, body, at, next.length);
            at += next.length;
            next = good[random.nextInt(good.length)];
        }
        Arrays.fill(body, at, end, (byte) 0);
        for (int flips = random.nextInt(4); flips > 0 && end > start; flips--) {
            body[start + random.nextInt(end - start)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private static byte[][] goodFrames(SplittableRandom random) {
        byte[][] good = new byte[120][];
        for (int i = 0; i < good.length; i++) {
            good[i] = switch (i % 6) {
                case 0 -> msg(3, random.nextInt(255), random.nextLong(), 20, 10, 10, new byte[10]);
                case 1 -> bytes(Frame.DGRAM, random.nextInt(255), 0, 3, 1, 2, 3);
                case 2 -> ack(random.nextLong() >>> 1 | 1024, 2, 1 + random.nextInt(9), 3, 4, 0);
                case 3 -> bytes(Frame.CREDIT, random.nextInt(256), 1, 2, 3, 4, 5, 6, 7, 8);
                case 4 -> bytes(Frame.RESET_MSG, random.nextInt(255), 1, 2, 3, 4, 5, 6);
                default -> new byte[1 + random.nextInt(20)];
            };
        }
        return good;
    }

    /** Fails when a frame points out of the body or out of its range. */
    private static final class BoundsCheck implements FrameSink {
        private static boolean in(byte[] b, int start, int length) {
            if (start < 0 || length < 0 || start + length > b.length) {
                throw new IllegalStateException("out of the body: " + start + " + " + length);
            }
            return true;
        }

        @Override
        public boolean onMsg(boolean o, int channel, long id, int total, int offset, byte[] b, int start, int length) {
            if (channel > 254 || id < 0 || offset < 0 || total < 0 || offset + length > total) {
                throw new IllegalStateException("message out of range");
            }
            return in(b, start, length);
        }

        @Override
        public boolean onDatagram(int channel, byte[] b, int start, int length) {
            return in(b, start, length);
        }

        @Override
        public boolean onAck(AckRanges ack) {
            for (int i = 0; i < ack.count(); i++) {
                if (ack.low(i) < 0 || ack.low(i) > ack.high(i) || (i > 0 && ack.high(i) >= ack.low(i - 1) - 1)) {
                    throw new IllegalStateException("ranges");
                }
            }
            return true;
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            return maxBytes >= 0;
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return channel < 255;
        }
    }
}
