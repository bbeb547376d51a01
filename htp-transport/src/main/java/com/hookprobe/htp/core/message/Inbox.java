package com.hookprobe.htp.core.message;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.wire.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * HTP 4, receiving: reassembly, suppression of duplicates, order, and the credit that the peer gets. Makes objects per
 * message, none per fragment; the work per fragment does not grow with the number of channels or messages. Not
 * thread-safe; the sink must not call back.
 */
public final class Inbox {
    /** HTP 4.4: "At most 64 partial messages per session". */
    public static final int PARTIAL_MAX = 64;
    /** HTP 4.4: so long the session may stand still while a message is partial. */
    public static final long PARTIAL_TIMEOUT_NS = 30_000_000_000L;
    /** HTP 4.5: the session's credit to begin with. */
    public static final long SESSION_WINDOW = 4L << 20;
    /**
     * HTP 4.5: a channel's credit to begin with. One message of 1 MiB and as much again, so that a large message does not
     * stop its channel for a round trip.
     */
    public static final long CHANNEL_WINDOW = (2L << 20) + (64 << 10);
    /** The largest a session's window becomes. */
    public static final long SESSION_WINDOW_MAX = 16L << 20;
    /** The largest a channel's window becomes. */
    public static final long CHANNEL_WINDOW_MAX = 8L << 20;
    /** A window grows by no more than this part of what the process has free: many sessions share it. */
    private static final int GROWTH_PART = 4;

    /** How a frame was taken. */
    public enum Verdict {
        OK,
        /** CLOSE(2). */
        PROTOCOL,
        /** CLOSE(8). */
        FLOW,
        /** No memory for it: forget the packet, do not acknowledge it. */
        MEMORY
    }

    /** Where what is whole goes. The arrays are the taker's. */
    public interface Sink {
        void deliver(int channel, byte[] message);

        void datagram(int channel, byte[] data);
    }

    private static final InChannel[] NO_CHANNELS = {};

    /**
     * Messages that a peer may begin and give up in a session: each makes us prepare the place for all of it, at the price of
     * a few bytes.
     */
    static final int RESETS_MAX = 256;

    private final HtpLimits limits;
    private final MemoryBudget budget;
    private final MemoryShare memory;
    private final Sink sink;
    /** The credit of a delivered message returns when its user says so, not when it is delivered. */
    private final boolean creditByHand;
    /** By number; as long as the largest number in use needs. */
    private @Nullable InChannel[] channels = NO_CHANNELS;

    private final CreditWindow session = new CreditWindow(SESSION_WINDOW, SESSION_WINDOW_MAX);
    /** One bit per channel, and bit 255 for the session: a CREDIT frame should go out. */
    private final long[] creditsDue = new long[4];

    private boolean anyCreditDue;
    private int partials;
    /** When the last new byte of any message came: a large urgent message lets all others stand still, and may. */
    private long progressNs;

    private long delivered;
    private int resets;
    private long datagramsDelivered;
    private long datagramsDropped;

    /** The budget is shared with the other sessions of the machine. Credit returns with delivery. */
    public Inbox(HtpLimits limits, MemoryBudget budget, Sink sink) {
        this(limits, budget, sink, false);
    }

    /** With {@code creditByHand}, credit returns by {@link #onConsumed}; channel 0 is HTP's own and returns it always. */
    public Inbox(HtpLimits limits, MemoryBudget budget, Sink sink, boolean creditByHand) {
        this.creditByHand = creditByHand;
        this.limits = limits;
        this.budget = budget;
        this.memory = budget.share();
        this.sink = sink;
    }

    /** Whole messages handed to the sink. */
    public long messagesDelivered() {
        return delivered;
    }

    /** Datagrams handed to the sink. */
    public long datagramsDelivered() {
        return datagramsDelivered;
    }

    /** Datagrams for which there was no memory. */
    public long datagramsDropped() {
        return datagramsDropped;
    }

    /**
     * A fragment, as {@link FrameSink#onMsg} has it.
     *
     * @param nowNs never less than before
     * @param rttNs the smoothed round trip, for the size of the windows
     */
    public Verdict onMsg(
            boolean ordered,
            int channelNumber,
            long idOnWire,
            int total,
            int offset,
            byte[] source,
            int start,
            int length,
            long nowNs,
            long rttNs) {
        InChannel channel = channel(channelNumber);
        long id = channel.whole(idOnWire);
        if (id < 0 || id >= channel.floor() + Frame.ID_WINDOW) {
            return Verdict.PROTOCOL;
        }
        InMessage message = id < channel.floor() ? InMessage.DONE : channel.get(id);
        if (message == InMessage.DONE) {
            return Verdict.OK;
        }
        boolean fresh = message == null;
        if (message == null) {
            Verdict verdict = mayBegin(channel, total, length);
            if (verdict != Verdict.OK) {
                return verdict;
            }
            MemoryShare.Grant grant = grant(channel, id, ordered, total);
            if (grant == null) {
                return Verdict.MEMORY;
            }
            message = begin(channel, id, new InMessage(total, ordered, grant), nowNs, rttNs);
        }
        boolean wasComplete = !fresh && message.complete();
        InMessage.Added added = message.add(ordered, total, offset, source, start, length, memory);
        if (added == InMessage.Added.CONTRADICTS) {
            return Verdict.PROTOCOL;
        }
        if (added == InMessage.Added.NO_PLACE) {
            return Verdict.MEMORY;
        }
        if (added == InMessage.Added.PROGRESS) {
            progressNs = nowNs;
        }
        if (!message.complete()) {
            if (fresh) {
                partials++;
            }
        } else if (!wasComplete) {
            if (!fresh) {
                partials--;
            }
            onComplete(channel, id, message);
        }
        return Verdict.OK;
    }

    /** A datagram, as {@link FrameSink#onDatagram} has it: delivered, or dropped when there is no memory. */
    public void onDatagram(int channel, byte[] source, int start, int length) {
        // What is delivered is the taker's; but a process that has no place for messages has none for datagrams.
        if (Frame.cost(length) > budget.free()) {
            datagramsDropped++;
            return;
        }
        datagramsDelivered++;
        sink.datagram(channel, Bytes.slice(source, start, length));
    }

    /**
     * The peer gives a message up: it counts as done, and those that waited for it may go on. An id that is done or
     * beyond the window changes nothing.
     */
    public Verdict onReset(int channelNumber, long idOnWire) {
        InChannel channel = channel(channelNumber);
        long id = channel.whole(idOnWire);
        if (id < channel.floor() || id >= channel.floor() + Frame.ID_WINDOW) {
            return Verdict.OK;
        }
        InMessage message = channel.get(id);
        if (message == InMessage.DONE) {
            return Verdict.OK;
        }
        if (!channel.reach(id, memory)) {
            return Verdict.MEMORY;
        }
        if (message != null && ++resets > RESETS_MAX) {
            return Verdict.PROTOCOL;
        }
        channel.put(id, InMessage.DONE);
        if (message != null) {
            if (!message.complete()) {
                partials--;
            }
            release(channel, message);
        }
        advance(channel);
        return Verdict.OK;
    }

    /**
     * The user is done with a delivered message: its credit returns to the peer. For credit by hand; else nothing happens.
     *
     * @param length the message's length in bytes
     */
    public void onConsumed(int channelNumber, int length) {
        InChannel channel = channel(channelNumber);
        long cost = Frame.cost(length);
        if (creditByHand && channel.window.held() >= cost && session.held() >= cost) {
            giveBack(channel, length);
        }
    }

    /** True when {@link #writeCredits} has something to write. */
    public boolean creditsDue() {
        return anyCreditDue;
    }

    /** Writes the credits that are due, as far as there is room; what was written is added to the contents. */
    public void writeCredits(FrameWriter writer, PacketContents contents) {
        if (!anyCreditDue) {
            return;
        }
        // From the top: the session's credit is the one that may hold up all channels.
        for (int word = creditsDue.length - 1; word >= 0; word--) {
            while (creditsDue[word] != 0) {
                int bit = Long.SIZE - 1 - Long.numberOfLeadingZeros(creditsDue[word]);
                int number = word * Long.SIZE + bit;
                CreditWindow window = number == Frame.ALL_CHANNELS ? session : channel(number).window;
                if (writer.room() < Frame.CREDIT_BYTES) {
                    return;
                }
                writer.credit(number, window.announce());
                contents.addCredit(number);
                creditsDue[word] &= ~(1L << bit);
            }
        }
        anyCreditDue = false;
    }

    /** A packet with these contents was lost, or is to be repeated: the newest values of its credits go out again. */
    public void onLost(PacketContents contents) {
        for (int i = 0; i < contents.credits(); i++) {
            due(contents.creditChannel(i));
        }
    }

    /** When partial messages time out (CLOSE 2) unless any message goes on before, or {@link Long#MAX_VALUE}. */
    public long deadlineNs() {
        return partials == 0 ? Long.MAX_VALUE : progressNs + PARTIAL_TIMEOUT_NS;
    }

    /** True when messages of that channel go before others, and their sender should not wait for the acknowledgement. */
    public boolean urgent(int channelNumber) {
        return channel(channelNumber).urgent;
    }

    /** Gives all memory back and forgets everything. */
    public void clear() {
        for (InChannel channel : channels) {
            if (channel != null) {
                channel.clear(memory);
            }
        }
        channels = NO_CHANNELS;
        Arrays.fill(creditsDue, 0);
        anyCreditDue = false;
        partials = 0;
    }

    /** For tests: as if every message below had been received. */
    void skipTo(int channelNumber, long id) {
        channel(channelNumber).skipTo(id);
    }

    /** The session's window as it is now, in bytes. */
    long sessionWindow() {
        return session.size();
    }

    /** Bytes of credit that are used and not given back. */
    long creditHeld() {
        return session.held();
    }

    private Verdict mayBegin(InChannel channel, int total, int length) {
        if (total > channel.messageBytesMax) {
            return Verdict.PROTOCOL;
        }
        long cost = Frame.cost(total);
        if ((channel.number != Channels.CONTROL && !session.covers(cost)) || !channel.window.covers(cost)) {
            return Verdict.FLOW;
        }
        if (length < total && partials >= PARTIAL_MAX) {
            return Verdict.PROTOCOL;
        }
        return Verdict.OK;
    }

    /** Takes memory for a message; null: there is none. */
    private MemoryShare.@Nullable Grant grant(InChannel channel, long id, boolean ordered, int total) {
        if (!channel.reach(id, memory)) {
            return null;
        }
        long cost = Frame.cost(total);
        if (channel.urgent) {
            return memory.grantToUrgent(cost);
        }
        if (!ordered) {
            return memory.grant(cost);
        }
        return id == channel.floor() ? memory.grantToFirst(cost) : memory.grantToWaiting(cost);
    }

    private InMessage begin(InChannel channel, long id, InMessage message, long nowNs, long rttNs) {
        long cost = Frame.cost(message.bytes.length);
        long growthMax = budget.free() / GROWTH_PART;
        if (channel.number != Channels.CONTROL) {
            // HTP 4.5: new keys must not wait for a reader.
            session.use(cost, nowNs, rttNs, growthMax);
        }
        channel.window.use(cost, nowNs, rttNs, growthMax);
        announceIfWorth(channel);
        channel.put(id, message);
        return message;
    }

    private void onComplete(InChannel channel, long id, InMessage message) {
        if (message.ordered && id != channel.floor()) {
            return;
        }
        finish(channel, id, message);
        advance(channel);
    }

    private void finish(InChannel channel, long id, InMessage message) {
        channel.put(id, InMessage.DONE);
        message.release(memory);
        if (!creditByHand || channel.number == Channels.CONTROL) {
            giveBack(channel, message.bytes.length);
        }
        delivered++;
        sink.deliver(channel.number, message.bytes);
    }

    /** HTP 4.3: "An ORDERED message is delivered when all lower ids of its channel are done". */
    private void advance(InChannel channel) {
        channel.raiseFloor();
        InMessage head = channel.get(channel.floor());
        while (head != null && head.complete()) {
            finish(channel, channel.floor(), head);
            channel.raiseFloor();
            head = channel.get(channel.floor());
        }
        channel.shrinkIfEmpty(memory);
    }

    private void release(InChannel channel, InMessage message) {
        message.release(memory);
        giveBack(channel, message.bytes.length);
    }

    private void giveBack(InChannel channel, int length) {
        long cost = Frame.cost(length);
        if (channel.number != Channels.CONTROL) {
            session.giveBack(cost);
        }
        channel.window.giveBack(cost);
        announceIfWorth(channel);
    }

    private void announceIfWorth(InChannel channel) {
        if (session.worthAnnouncing()) {
            due(Frame.ALL_CHANNELS);
        }
        if (channel.window.worthAnnouncing()) {
            due(channel.number);
        }
    }

    private void due(int number) {
        creditsDue[number / Long.SIZE] |= 1L << number;
        anyCreditDue = true;
    }

    private InChannel channel(int number) {
        if (number >= channels.length) {
            if (number > Channels.MAX) {
                throw new IllegalArgumentException("channel " + number + ", must be 0 to " + Channels.MAX);
            }
            channels = Arrays.copyOf(channels, Math.max(2, Integer.highestOneBit(number) << 1));
        }
        InChannel channel = channels[number];
        if (channel == null) {
            channel =
                    new InChannel(number, limits.channel(number), new CreditWindow(CHANNEL_WINDOW, CHANNEL_WINDOW_MAX));
            channels[number] = channel;
        }
        return channel;
    }
}
