package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.testsupport.FuzzInput;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** HTP 4.1, 4.8: acknowledgements made and taken, against sets of numbers. */
class AckFuzzTest {
    private static final int PACKET_BYTES = 1200;

    /** Two ends of one direction: what one receives, in any order, is what the other takes as acknowledged. */
    @FuzzTest
    void acknowledgementsSayWhatArrivedAndTakeWhatWasSent(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        AckTracker receiver = new AckTracker();
        TreeSet<Long> arrived = new TreeSet<>();
        Recovery sender = new Recovery();
        Set<Long> outstanding = new HashSet<>();
        long next = 0;
        long nowNs = 1;
        while (in.more()) {
            int op = in.u8();
            switch (op & 7) {
                case 0, 1 -> {
                    for (int n = 1 + (op >> 3); n > 0; n--) {
                        // Packets that elicit nothing use numbers too.
                        next += (op & 1) * (n & 1);
                        sender.onSent(new SentPacket(next, nowNs, PACKET_BYTES, List.of()));
                        outstanding.add(next++);
                    }
                }
                case 2, 3 -> {
                    if (next > 0) {
                        long number = Math.floorMod(next - 1 - in.u8(), next);
                        receiver.onPacket(number, 0, (op & 16) != 0, (op & 32) != 0, nowNs);
                        arrived.add(number);
                    }
                }
                case 4 -> {
                    if (!arrived.isEmpty()) {
                        Frame.Ack ack = receiver.frame(nowNs);
                        checkFrame(ack, arrived);
                        receiver.sent();
                        take(ack, sender, outstanding, next, nowNs);
                    }
                }
                case 5 -> take(forged(in, next), sender, outstanding, next, nowNs);
                case 6 -> nowNs += in.u16() * 100_000L;
                default -> {
                    List<SentPacket> probed = sender.onProbeTimer(nowNs);
                    if (!outstanding.containsAll(numbers(probed)) || probed.size() > 2) {
                        throw new AssertionError("probes what is not outstanding");
                    }
                    lose(sender, outstanding, nowNs);
                }
            }
            if (sender.idle() != outstanding.isEmpty() || sender.windowBytes() < 2 * PACKET_BYTES) {
                throw new AssertionError("idle " + sender.idle() + " with " + outstanding.size()
                        + " outstanding, window " + sender.windowBytes());
            }
            if ((sender.deadlineNs() == Long.MAX_VALUE) != outstanding.isEmpty()) {
                throw new AssertionError("timer " + sender.deadlineNs() + " with " + outstanding.size());
            }
        }
    }

    private static void checkFrame(Frame.Ack ack, TreeSet<Long> arrived) {
        FrameWriter writer = new FrameWriter(200);
        if (!writer.ack(ack)) {
            throw new AssertionError("an ACK that no packet holds");
        }
        List<Frame> read = FrameReader.read(writer.buffer(), 0, writer.length());
        if (read == null || read.size() != 1) {
            throw new AssertionError("an ACK that its own reader refuses");
        }
        if (ack.largest() != arrived.last()) {
            throw new AssertionError("largest " + ack.largest() + ", arrived " + arrived.last());
        }
        TreeSet<Long> told = new TreeSet<>();
        for (int i = 0; i < ack.high().length; i++) {
            for (long n = ack.low()[i]; n <= ack.high()[i]; n++) {
                told.add(n);
            }
        }
        if (!arrived.containsAll(told)) {
            throw new AssertionError("acknowledges what never arrived");
        }
        if (ack.high().length < 32 && arrived.size() < 32 && !told.equals(arrived)) {
            throw new AssertionError("forgets what there was room for");
        }
    }

    /** Any descending ranges, also of packets that were never sent. */
    private static Frame.Ack forged(FuzzInput in, long next) {
        int count = 1 + in.below(32);
        long[] high = new long[count];
        long[] low = new long[count];
        long at = Math.max(0, next + in.below(12) - 8);
        int made = 0;
        while (made < count && at >= 0) {
            high[made] = at;
            low[made] = Math.max(0, at - in.below(12));
            at = low[made] - 2 - in.below(4);
            made++;
        }
        return new Frame.Ack(Arrays.copyOf(high, made), Arrays.copyOf(low, made), in.u16(), 0);
    }

    private static void take(Frame.Ack ack, Recovery sender, Set<Long> outstanding, long next, long nowNs) {
        List<SentPacket> newly = sender.onAck(ack, next, nowNs);
        if (newly == null) {
            if (ack.largest() < next) {
                throw new AssertionError("refuses an acknowledgement of what was sent");
            }
            return;
        }
        if (ack.largest() >= next) {
            throw new AssertionError("takes an acknowledgement of what was never sent");
        }
        Set<Long> wanted = new HashSet<>();
        for (int i = 0; i < ack.high().length; i++) {
            for (long n = ack.low()[i]; n <= ack.high()[i]; n++) {
                if (outstanding.contains(n)) {
                    wanted.add(n);
                }
            }
        }
        if (!numbers(newly).equals(wanted) || newly.size() != wanted.size()) {
            throw new AssertionError("newly acknowledged " + numbers(newly) + ", should be " + wanted);
        }
        outstanding.removeAll(wanted);
        lose(sender, outstanding, nowNs);
    }

    private static void lose(Recovery sender, Set<Long> outstanding, long nowNs) {
        List<SentPacket> lost = sender.detectLost(nowNs);
        if (!outstanding.containsAll(numbers(lost)) || numbers(lost).size() != lost.size()) {
            throw new AssertionError("loses what is not outstanding");
        }
        outstanding.removeAll(numbers(lost));
    }

    private static Set<Long> numbers(List<SentPacket> packets) {
        Set<Long> numbers = new HashSet<>();
        packets.forEach(p -> numbers.add(p.number()));
        return numbers;
    }
}
