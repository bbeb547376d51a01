package com.hookprobe.htp.core.recovery;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.FrameSink;
import com.hookprobe.htp.core.message.FrameWriter;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.testsupport.FuzzInput;

/**
 * HTP 4.1, 4.8: packets sent, received in any order, acknowledged truly or not, while time passes and the path changes.
 * Oracle: one byte of state per packet number on either side.
 */
class AckFuzzTest {
    private static final int STEPS_MAX = 64;
    private static final int NUMBERS_MAX = 64 * STEPS_MAX;
    private static final long WINDOW_MAX = 16L << 20;
    /** A range is told sixteen times; before that nothing may be forgotten. */
    private static final int TOLD_MAX = 15;

    @FuzzTest
    void acknowledgementsSayWhatArrivedAndTakeWhatWasSent(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        Ends ends = new Ends();
        for (int step = 0; step < STEPS_MAX && in.more(); step++) {
            int op = in.u8();
            switch (op & 7) {
                case 0, 1 -> ends.send(1 + (op >> 3), (op & 1) != 0);
                case 2, 3 -> ends.receive(in.u8(), op);
                case 4 -> ends.acknowledge();
                case 5 -> ends.take(forged(in, ends.next));
                case 6 -> ends.nowNs += in.u16() * 100_000L;
                default -> ends.timer(op);
            }
            ends.check();
        }
    }

    /** Any descending ranges, also of packets that were never sent. */
    private static AckRanges forged(FuzzInput in, int next) {
        AckRanges ranges = new AckRanges();
        int count = 1 + in.below(32);
        ranges.begin(in.u16(), 0);
        long at = Math.max(0, next + in.below(12) - 8);
        for (int i = 0; i < count && at >= 0; i++) {
            long low = Math.max(0, at - in.below(12));
            ranges.add(at, low);
            at = low - 2 - in.below(4);
        }
        return ranges;
    }

    /** One direction: who sends packets and takes acknowledgements, and who receives and makes them. */
    private static final class Ends implements LossRecovery.Listener<int[]>, FrameSink {
        private static final byte IN_FLIGHT = 1;
        private static final byte ACKED = 2;
        private static final byte LOST = 3;

        private final AckTracker receiver = new AckTracker();
        private final boolean[] arrived = new boolean[NUMBERS_MAX];
        private int arrivals;
        private int largest = -1;
        private int acksSent;
        private final LossRecovery<int[]> sender = new LossRecovery<>(() -> new int[1], new Cubic(), 1200);
        private final byte[] state = new byte[NUMBERS_MAX];
        private int outstanding;
        private long inFlightBytes;
        private int pathStart;
        private int newlyAcked;
        private int probed;
        private final AckRanges ranges = new AckRanges();
        private final byte[] frame = new byte[200];
        private boolean read;
        int next;
        long nowNs = 1;

        private static int bytes(int number) {
            return 100 + number % 6 * 220;
        }

        void send(int count, boolean holes) {
            for (int n = count; n > 0; n--) {
                // Packets that elicit nothing use numbers too.
                next += holes ? n & 1 : 0;
                FlightPacket<int[]> packet = sender.obtain();
                packet.contents()[0] = next;
                sender.onSent(packet, next, bytes(next), next % 11 == 0, nowNs);
                state[next] = IN_FLIGHT;
                outstanding++;
                inFlightBytes += bytes(next);
                next++;
            }
        }

        void receive(int back, int op) {
            int number = next - 1 - back;
            // Only what was sent, and only once: the replay window stands before.
            if (number < 0 || arrived[number]) {
                return;
            }
            boolean eliciting = (op & 16) != 0;
            receiver.onPacket(number, 0, bytes(number), eliciting, (op & 32) != 0, nowNs);
            arrived[number] = true;
            arrivals++;
            largest = Math.max(largest, number);
            if (eliciting && (!receiver.pending() || receiver.deadlineNs() > nowNs + AckTracker.DELAY_MAX_NS)) {
                throw new AssertionError("the acknowledgement waits until " + receiver.deadlineNs());
            }
        }

        void acknowledge() {
            if (arrivals == 0) {
                return;
            }
            receiver.fill(ranges, nowNs);
            long told = 0;
            for (int i = 0; i < ranges.count(); i++) {
                for (long n = ranges.low(i); n <= ranges.high(i); n++) {
                    if (!arrived[(int) n]) {
                        throw new AssertionError("acknowledges " + n + ", which never arrived");
                    }
                    told++;
                }
            }
            if (ranges.largest() != largest || (arrivals <= AckRanges.MAX && acksSent < TOLD_MAX && told != arrivals)) {
                throw new AssertionError("tells " + told + " up to " + ranges.largest() + " of " + arrivals);
            }
            throughAFrame();
            receiver.sent();
            acksSent++;
            if (receiver.pending()) {
                throw new AssertionError("still due");
            }
            take(ranges);
        }

        private void throughAFrame() {
            FrameWriter writer = new FrameWriter();
            writer.attach(frame, 0, frame.length);
            read = false;
            if (!writer.ack(ranges)
                    || new FrameReader().read(frame, 0, writer.length(), this) != FrameReader.Result.OK
                    || !read) {
                throw new AssertionError("an acknowledgement that its own reader refuses");
            }
        }

        @Override
        public boolean onAck(AckRanges ack) {
            read = ack.count() == ranges.count();
            for (int i = 0; read && i < ack.count(); i++) {
                read = ack.high(i) == ranges.high(i) && ack.low(i) == ranges.low(i);
            }
            return read;
        }

        void take(AckRanges ack) {
            int wanted = 0;
            for (int i = 0; i < ack.count(); i++) {
                for (long n = ack.low(i); n <= ack.high(i) && n < next; n++) {
                    wanted += state[(int) n] == IN_FLIGHT ? 1 : 0;
                }
            }
            boolean sound = ack.largest() < next;
            newlyAcked = 0;
            if (sender.onAck(ack, next, nowNs, this) != sound) {
                throw new AssertionError("acknowledged " + ack.largest() + ", next " + next);
            }
            if (newlyAcked != (sound ? wanted : 0)) {
                throw new AssertionError("newly acknowledged " + newlyAcked + ", should be " + wanted);
            }
            for (int i = 0; sound && i < ack.count(); i++) {
                for (long n = ack.low(i); n <= ack.high(i); n++) {
                    if (state[(int) n] == IN_FLIGHT) {
                        throw new AssertionError(n + " is still in flight");
                    }
                }
            }
        }

        void timer(int op) {
            if ((op & 0xf8) == 0xf8) {
                sender.onPathChanged();
                pathStart = next;
                inFlightBytes = 0;
                return;
            }
            if ((op & 8) != 0) {
                nowNs = Math.max(nowNs, Math.min(sender.deadlineNs(), nowNs + 10_000_000_000L));
            }
            if ((op & 16) != 0) {
                sender.datagramBytes((op & 32) != 0 ? 1452 : 1200);
            }
            long before = sender.deadlineNs();
            probed = 0;
            sender.onTimer(nowNs, this);
            if (sender.deadlineNs() <= nowNs) {
                // Packets were given up as lost, and of the others nothing was heard for longer than a probe timeout.
                sender.onTimer(nowNs, this);
            }
            if (before > nowNs && probed > 0) {
                throw new AssertionError("probes before the deadline");
            }
            if (sender.deadlineNs() <= nowNs || probed > 2 || sender.takeProbes() > 2 || sender.takeProbes() != 0) {
                throw new AssertionError("next at " + sender.deadlineNs() + ", now " + nowNs + ", probes " + probed);
            }
        }

        private void gone(FlightPacket<int[]> packet, byte as) {
            int number = packet.contents()[0];
            if (packet.number() != number || packet.bytes() != bytes(number) || state[number] != IN_FLIGHT) {
                throw new AssertionError("packet " + number + " as " + packet.number() + ", state " + state[number]);
            }
            state[number] = as;
            outstanding--;
            inFlightBytes -= number >= pathStart ? bytes(number) : 0;
        }

        @Override
        public void onAcked(FlightPacket<int[]> packet) {
            newlyAcked++;
            gone(packet, ACKED);
        }

        @Override
        public void onLost(FlightPacket<int[]> packet) {
            gone(packet, LOST);
        }

        @Override
        public boolean onProbe(FlightPacket<int[]> packet) {
            probed++;
            if (state[packet.contents()[0]] != IN_FLIGHT) {
                throw new AssertionError("probes what is not in flight");
            }
            return true;
        }

        void check() {
            if (sender.idle() != (outstanding == 0) || sender.inFlightBytes() != inFlightBytes) {
                throw new AssertionError("idle " + sender.idle() + ", in flight " + sender.inFlightBytes()
                        + ", should be " + outstanding + " of " + inFlightBytes);
            }
            if (sender.windowBytes() < 2400 || sender.windowBytes() > WINDOW_MAX) {
                throw new AssertionError("window " + sender.windowBytes());
            }
            if ((sender.deadlineNs() == Long.MAX_VALUE) != (outstanding == 0) || sender.pacedNs(nowNs) < nowNs) {
                throw new AssertionError("timer " + sender.deadlineNs() + " with " + outstanding);
            }
        }

        @Override
        public boolean onMsg(boolean o, int channel, long id, int total, int offset, byte[] b, int start, int length) {
            return false;
        }

        @Override
        public boolean onDatagram(int channel, byte[] b, int start, int length) {
            return false;
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            return false;
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return false;
        }
    }
}
