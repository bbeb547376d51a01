package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.testsupport.FuzzInput;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * HTP 4.2-4.6: fragments in any order, cut anywhere, twice, or changed. Every true byte of a message is a function of its
 * channel, id and place. Oracle: only whole messages with true bytes are delivered, each once, ordered ones in order; a
 * change that contradicts what is there is refused; memory is what the open messages cost, and all of it comes back.
 */
class InboxFuzzTest {
    private static final HtpLimits LIMITS = HtpLimits.standard();
    private static final long BUDGET = 1L << 20;
    /** Five channels with so many messages each are fewer than may be open at once. */
    private static final int IDS = 12;

    private static byte truth(int channel, long id, int at) {
        return (byte) (channel * 31 + id * 7 + at * 13 + (at >> 5));
    }

    /** Lengths are a function of channel and id, so that fragments agree. */
    private static int total(int channel, long id) {
        int[] sizes = {0, 1, 5, 64, 300, 1000, 3000, 8000};
        return sizes[(int) ((channel * 5 + id * 3) % sizes.length)];
    }

    private static boolean ordered(int channel) {
        return (channel & 1) != 0;
    }

    @FuzzTest
    void anyFragmentsDeliverTrueMessagesOnce(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        MemoryBudget budget = new MemoryBudget(BUDGET);
        Set<String> delivered = new HashSet<>();
        boolean[] lied = new boolean[1];
        int[] count = new int[1];
        long[] last = {-1, -1, -1, -1, -1};
        Inbox inbox = new Inbox(LIMITS, budget, (channel, message) -> {
            count[0]++;
            if (!lied[0]) {
                accept(channel, message, delivered, last);
            }
        });
        boolean refused = false;
        for (int step = 0; step < 200 && in.more(); step++) {
            int op = in.u8();
            int channel = in.below(5);
            long id = in.below((op & 1) != 0 ? IDS : 4);
            if ((op & 0x70) == 0x70) {
                inbox.onReset(new Frame.ResetMsg(channel, id, 1));
                continue;
            }
            int total = total(channel, id);
            int offset = total == 0 ? 0 : in.u16() % total;
            int length = Math.min(total - offset, (op & 2) != 0 ? 1200 : in.below(64));
            if (length == 0 && total > 0) {
                length = 1;
            }
            byte[] data = new byte[length + 3];
            for (int i = 0; i < length; i++) {
                data[i + 3] = truth(channel, id, offset + i);
            }
            if ((op & 0x0c) == 0x0c && length > 0) {
                data[3 + in.u16() % length] ^= (byte) (1 + in.below(255));
                lied[0] = true;
            }
            Frame.Msg frame = new Frame.Msg(
                    offset + length == total, ordered(channel), channel, id, total, offset, data, 3, length);
            Inbox.Verdict verdict = inbox.onMsg(frame, step);
            if (verdict == Inbox.Verdict.PROTOCOL) {
                // A contradiction; the session is over.
                refused = true;
                break;
            }
            if (verdict == Inbox.Verdict.FLOW) {
                throw new AssertionError("so few bytes are more than the credit");
            }
            if (budget.used() < 0 || budget.used() > BUDGET) {
                throw new AssertionError("memory " + budget.used());
            }
        }
        if (refused && !lied[0]) {
            throw new AssertionError("true fragments were refused");
        }
        if (inbox.messagesDelivered() != count[0]) {
            throw new AssertionError("counts " + inbox.messagesDelivered() + ", delivered " + count[0]);
        }
        inbox.clear();
        if (budget.used() != 0) {
            throw new AssertionError("keeps " + budget.used());
        }
    }

    /** The id is not told on delivery; it is the one whose bytes these are. */
    private static void accept(int channel, byte[] message, Set<String> delivered, long[] last) {
        for (long id = 0; id < IDS; id++) {
            if (total(channel, id) == message.length && same(channel, id, message)) {
                if (delivered.add(channel + ":" + id)) {
                    if (ordered(channel) && message.length > 0 && id <= last[channel]) {
                        throw new AssertionError(
                                "out of order: channel " + channel + ", " + id + " after " + last[channel]);
                    }
                    last[channel] = Math.max(last[channel], id);
                    return;
                }
            }
        }
        throw new AssertionError("delivered twice, or untrue: channel " + channel + ", " + message.length + " bytes "
                + Arrays.toString(Arrays.copyOf(message, Math.min(8, message.length))));
    }

    private static boolean same(int channel, long id, byte[] message) {
        for (int i = 0; i < message.length; i++) {
            if (message[i] != truth(channel, id, i)) {
                return false;
            }
        }
        return true;
    }
}
