package com.hookprobe.htp.core;

import com.hookprobe.htp.HtpLimits;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** HTP 4, receiving: reassembly, suppression of duplicates, order, and the credit that the peer gets. */
final class Inbox {
    /** HTP 4: "64 partial messages/session". */
    static final int PARTIAL_MAX = 64;
    /** HTP 4: "partial timeout 30 s without progress". */
    static final long PARTIAL_TIMEOUT_NS = 30_000_000_000L;
    /** HTP 4: "4 MiB reassembly/session"; it is also the session's credit window. */
    static final long SESSION_WINDOW = 4L << 20;
    /** One message of 1 MiB and as much again, so that a large message does not stop its channel for a round trip. */
    static final long CHANNEL_WINDOW = (2L << 20) + (64 << 10);

    /** How a frame was taken. */
    enum Verdict {
        OK,
        /** CLOSE(2). */
        PROTOCOL,
        /** CLOSE(8). */
        FLOW,
        /** No memory in the process: forget the packet, do not acknowledge it. */
        MEMORY
    }

    /** Where whole messages go. */
    interface Sink {
        void deliver(int channel, byte[] message);
    }

    private static final class Channel {
        /** Everything below is done. */
        long floor;
        /** Bit i: id floor + i is done. */
        final BitSet done = new BitSet(Outbox.ID_WINDOW);

        final Map<Long, InMessage> open = new HashMap<>();
        final Window window = new Window(CHANNEL_WINDOW);
    }

    /** Cumulative credit: what was used, what was given back, what the peer was told. */
    private static final class Window {
        private final long size;
        private long used;
        private long returned;
        private long announced;

        Window(long size) {
            this.size = size;
            this.announced = size;
        }

        boolean covers(long cost) {
            return used + cost <= announced;
        }

        boolean worthAnnouncing() {
            return returned + size - announced >= size / 4;
        }

        long announce() {
            announced = returned + size;
            return announced;
        }
    }

    private final HtpLimits limits;
    private final MemoryBudget budget;
    private final Sink sink;
    private final Map<Integer, Channel> channels = new HashMap<>();
    private final Window session = new Window(SESSION_WINDOW);
    private final Set<Integer> creditsDue = new LinkedHashSet<>();
    private int incomplete;
    private long delivered;

    Inbox(HtpLimits limits, MemoryBudget budget, Sink sink) {
        this.limits = limits;
        this.budget = budget;
        this.sink = sink;
    }

    long messagesDelivered() {
        return delivered;
    }

    Verdict onMsg(Frame.Msg frame, long nowNs) {
        Channel channel = channels.computeIfAbsent(frame.channel(), n -> new Channel());
        long id = frame.messageId();
        if (id >= channel.floor + Outbox.ID_WINDOW) {
            return Verdict.PROTOCOL;
        }
        if (id < channel.floor || channel.done.get((int) (id - channel.floor))) {
            return Verdict.OK;
        }
        InMessage message = channel.open.get(id);
        if (message == null) {
            Verdict verdict = begin(channel, frame, nowNs);
            message = channel.open.get(id);
            if (verdict != Verdict.OK || message == null) {
                return verdict;
            }
        }
        if (message.complete()) {
            return message.add(frame, nowNs) ? Verdict.OK : Verdict.PROTOCOL;
        }
        if (!message.add(frame, nowNs)) {
            return Verdict.PROTOCOL;
        }
        if (message.complete()) {
            incomplete--;
            if (!message.ordered || id == channel.floor) {
                finish(frame.channel(), channel, id, message);
                advance(frame.channel(), channel);
            }
        }
        return Verdict.OK;
    }

    /** The peer gives a message up: it counts as done, and those that waited for it may go on. */
    void onReset(Frame.ResetMsg reset) {
        Channel channel = channels.computeIfAbsent(reset.channel(), n -> new Channel());
        long index = reset.messageId() - channel.floor;
        if (index < 0 || index >= Outbox.ID_WINDOW || channel.done.get((int) index)) {
            return;
        }
        InMessage message = channel.open.remove(reset.messageId());
        if (message != null) {
            incomplete -= message.complete() ? 0 : 1;
            release(reset.channel(), channel, message);
        }
        channel.done.set((int) index);
        advance(reset.channel(), channel);
    }

    /** Writes the credits that are due; what was written is added to the items. */
    void writeCredits(FrameWriter writer, java.util.List<SentPacket.Item> items) {
        for (var each = creditsDue.iterator(); each.hasNext() && writer.room() >= Frame.CREDIT_BYTES; ) {
            int number = each.next();
            Window window = number == Frame.ALL_CHANNELS ? session : channelWindow(number);
            writer.credit(number, window.announce());
            items.add(new SentPacket.CreditItem(number));
            each.remove();
        }
    }

    boolean creditsDue() {
        return !creditsDue.isEmpty();
    }

    /** A CREDIT frame was lost: the newest value goes out again. */
    void onCreditLost(int channel) {
        creditsDue.add(channel);
    }

    /** When the oldest partial message times out, or {@link Long#MAX_VALUE}. */
    long deadlineNs() {
        long earliest = Long.MAX_VALUE;
        if (incomplete == 0) {
            return earliest;
        }
        for (Channel channel : channels.values()) {
            for (InMessage message : channel.open.values()) {
                if (!message.complete()) {
                    earliest = Math.min(earliest, message.progressNs + PARTIAL_TIMEOUT_NS);
                }
            }
        }
        return earliest;
    }

    /** Gives all memory back. */
    void clear() {
        for (Channel channel : channels.values()) {
            channel.open.values().forEach(m -> budget.giveBack(cost(m.bytes.length)));
        }
        channels.clear();
        incomplete = 0;
    }

    private Verdict begin(Channel channel, Frame.Msg frame, long nowNs) {
        if (frame.total() > limits.channel(frame.channel()).messageBytesMax()) {
            return Verdict.PROTOCOL;
        }
        long cost = cost(frame.total());
        if (!session.covers(cost) || !channel.window.covers(cost)) {
            return Verdict.FLOW;
        }
        boolean whole = frame.length() == frame.total();
        if (!whole && incomplete >= PARTIAL_MAX) {
            return Verdict.PROTOCOL;
        }
        if (!budget.tryTake(cost)) {
            return Verdict.MEMORY;
        }
        session.used += cost;
        channel.window.used += cost;
        InMessage message = new InMessage(frame.total(), frame.ordered(), nowNs);
        channel.open.put(frame.messageId(), message);
        if (!message.complete()) {
            incomplete++;
            return Verdict.OK;
        }
        // A message of no bytes is whole before its first fragment is added.
        if (!message.ordered || frame.messageId() == channel.floor) {
            finish(frame.channel(), channel, frame.messageId(), message);
            advance(frame.channel(), channel);
        }
        return Verdict.OK;
    }

    private void finish(int number, Channel channel, long id, InMessage message) {
        channel.open.remove(id);
        channel.done.set((int) (id - channel.floor));
        release(number, channel, message);
        delivered++;
        sink.deliver(number, message.bytes);
    }

    private void advance(int number, Channel channel) {
        while (true) {
            InMessage head = channel.open.get(channel.floor);
            if (head != null && head.complete()) {
                finish(number, channel, channel.floor, head);
            }
            if (!channel.done.get(0)) {
                return;
            }
            int run = channel.done.nextClearBit(0);
            channel.floor += run;
            shift(channel.done, run);
        }
    }

    private static void shift(BitSet bits, int by) {
        BitSet rest = bits.get(by, Math.max(by, bits.length()));
        bits.clear();
        bits.or(rest);
    }

    private void release(int number, Channel channel, InMessage message) {
        long cost = cost(message.bytes.length);
        budget.giveBack(cost);
        session.returned += cost;
        channel.window.returned += cost;
        if (session.worthAnnouncing()) {
            creditsDue.add(Frame.ALL_CHANNELS);
        }
        if (channel.window.worthAnnouncing()) {
            creditsDue.add(number);
        }
    }

    private Window channelWindow(int number) {
        return channels.computeIfAbsent(number, n -> new Channel()).window;
    }

    private static long cost(int total) {
        return (long) total + Outbox.MESSAGE_COST_BYTES;
    }
}
