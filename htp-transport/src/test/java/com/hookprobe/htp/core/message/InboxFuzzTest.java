package com.hookprobe.htp.core.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.testsupport.FuzzInput;
import java.util.BitSet;

/**
 * HTP 4.2-4.6: fragments in any order, cut anywhere, twice, or changed, and messages given up. Every true byte of a message
 * is a function of its channel, id and place. Oracle: a model that keeps a bit per byte says after each step how many
 * messages must have been delivered; they are whole and true, each once, ordered ones in order; a change that contradicts
 * what is there is refused; memory stays within its bounds, and all of it comes back.
 */
class InboxFuzzTest {
    private static final HtpLimits LIMITS = HtpLimits.standard();
    /** What is kept for messages that need not wait, and so little more that waiting ones feel it. */
    private static final long BUDGET = Frame.cost(1 << 20) + 24_000;

    private static final int CHANNELS = 5;
    /** So many messages in each channel are fewer than may be open at once. */
    private static final int IDS = 12;

    private static final int STEPS_MAX = 64;
    private static final int[] SIZES = {0, 1, 5, 64, 300, 1000, 3000, 8000};

    private static byte truth(int channel, int id, int at) {
        return (byte) (channel * 31 + id * 7 + at * 13 + (at >> 5));
    }

    /** Lengths are a function of channel and id, so that fragments agree. */
    private static int total(int channel, int id) {
        return SIZES[(channel * 5 + id * 3) % SIZES.length];
    }

    private static boolean ordered(int channel) {
        return (channel & 1) != 0;
    }

    @FuzzTest
    void anyFragmentsDeliverTrueMessagesOnce(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        MemoryBudget budget = new MemoryBudget(BUDGET);
        Model model = new Model();
        Inbox inbox = new Inbox(LIMITS, budget, model);
        for (int step = 0; step < STEPS_MAX && in.more(); step++) {
            Inbox.Verdict verdict = step(in, inbox, model, step);
            if (verdict == Inbox.Verdict.PROTOCOL) {
                if (!model.lied) {
                    throw new AssertionError("true fragments were refused");
                }
                break;
            }
            if (verdict == Inbox.Verdict.FLOW) {
                throw new AssertionError("so few bytes are more than the credit");
            }
            if (budget.used() < 0 || budget.used() > BUDGET + MemoryShare.URGENT_MAX) {
                throw new AssertionError("memory " + budget.used());
            }
            if (!model.lied && model.count != model.wanted) {
                throw new AssertionError("delivered " + model.count + ", should be " + model.wanted);
            }
        }
        if (inbox.messagesDelivered() != model.count) {
            throw new AssertionError("counts " + inbox.messagesDelivered() + ", delivered " + model.count);
        }
        inbox.clear();
        if (budget.used() != 0) {
            throw new AssertionError("keeps " + budget.used());
        }
    }

    private static Inbox.Verdict step(FuzzInput in, Inbox inbox, Model model, int step) {
        int op = in.u8();
        int channel = in.below(CHANNELS);
        int id = in.below((op & 1) != 0 ? IDS : 4);
        if ((op & 0x70) == 0x70) {
            Inbox.Verdict verdict = inbox.onReset(channel, id);
            if (verdict == Inbox.Verdict.OK) {
                model.done(channel, id);
            }
            return verdict;
        }
        int total = total(channel, id);
        int offset = total == 0 ? 0 : in.u16() % total;
        int length = Math.min(total - offset, (op & 2) != 0 ? 8000 : in.below(64));
        if (length == 0 && total > 0) {
            length = 1;
        }
        byte[] data = new byte[length + 3];
        for (int i = 0; i < length; i++) {
            data[i + 3] = truth(channel, id, offset + i);
        }
        if ((op & 0x0c) == 0x0c && length > 0) {
            data[3 + in.u16() % length] ^= (byte) (1 + in.below(255));
            model.lied = true;
        }
        Inbox.Verdict verdict = inbox.onMsg(
                ordered(channel), channel, id, total, offset, data, 3, length, step * 1_000_000L, 20_000_000L);
        if (verdict == Inbox.Verdict.OK) {
            model.took(channel, id, offset, length);
        }
        return verdict;
    }

    /** A bit per byte, and what follows from it. */
    private static final class Model implements Inbox.Sink {
        private final BitSet[][] there = new BitSet[CHANNELS][IDS];
        private final boolean[][] done = new boolean[CHANNELS][IDS];
        private final boolean[][] told = new boolean[CHANNELS][IDS];
        private final int[] last = {-1, -1, -1, -1, -1};
        /** True once a byte was not what it should be: then nothing is known of the contents. */
        boolean lied;

        int wanted;
        int count;

        void took(int channel, int id, int offset, int length) {
            if (done[channel][id]) {
                return;
            }
            BitSet bits = there[channel][id];
            if (bits == null) {
                bits = new BitSet();
                there[channel][id] = bits;
            }
            bits.set(offset, offset + length);
            if (!ordered(channel) && whole(channel, id)) {
                done[channel][id] = true;
                wanted++;
            }
            advance(channel);
        }

        void done(int channel, int id) {
            done[channel][id] = true;
            advance(channel);
        }

        private boolean whole(int channel, int id) {
            return there[channel][id] != null && there[channel][id].cardinality() == total(channel, id);
        }

        private void advance(int channel) {
            for (int id = 0; id < IDS && (done[channel][id] || whole(channel, id)); id++) {
                wanted += done[channel][id] ? 0 : 1;
                done[channel][id] = true;
            }
        }

        /** The id is not told on delivery; it is the one whose bytes these are. */
        @Override
        public void deliver(int channel, byte[] message) {
            count++;
            if (lied) {
                return;
            }
            for (int id = 0; id < IDS; id++) {
                if (!told[channel][id] && total(channel, id) == message.length && same(channel, id, message)) {
                    if (ordered(channel) && message.length > 0 && id <= last[channel]) {
                        throw new AssertionError("channel " + channel + ": " + id + " after " + last[channel]);
                    }
                    told[channel][id] = true;
                    last[channel] = Math.max(last[channel], id);
                    return;
                }
            }
            throw new AssertionError("twice, or untrue: channel " + channel + ", " + message.length + " bytes");
        }

        @Override
        public void datagram(int channel, byte[] data) {
            throw new AssertionError("no datagram was sent");
        }

        private static boolean same(int channel, int id, byte[] message) {
            for (int i = 0; i < message.length; i++) {
                if (message[i] != truth(channel, id, i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
