package com.hookprobe.htp.core;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.wire.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTP 4, sending: messages wait per channel, start when the peer's credit covers all of them, and leave in fragments.
 *
 * <p>Credit is taken for a whole message before its first fragment leaves. If fragments took it one by one, messages of
 * several channels could each be stuck halfway with no credit left for any of them; so everything that was started can
 * be finished.
 */
final class Outbox {
    /** What a message costs beyond its bytes, so that small ones are bounded too. */
    static final int MESSAGE_COST_BYTES = 64;
    /** HTP 4: the receiver remembers ids in a window of this size. */
    static final int ID_WINDOW = 1024;

    static final long ID_MAX = 0xffff_ffffL;
    /** Half of what a receiver must bear (64), because a fragment may be late. */
    private static final int PARTIAL_MAX = 32;

    private static final class Channel {
        final boolean urgent;
        final Deque<OutMessage> waiting = new ArrayDeque<>();
        /** Started and not wholly acknowledged, in order of id. */
        final Deque<OutMessage> started = new ArrayDeque<>();

        @Nullable OutMessage current;

        long nextId;
        long used;
        long limit;

        Channel(boolean urgent, long limit) {
            this.urgent = urgent;
            this.limit = limit;
        }
    }

    private final HtpLimits limits;
    private final long initialChannelLimit;
    private final Map<Integer, Channel> channels = new HashMap<>();
    /** Channels that have something to start or to go on with, in turn. */
    private final Deque<Channel> urgentTurns = new ArrayDeque<>();

    private final Deque<Channel> otherTurns = new ArrayDeque<>();
    private final Deque<SentPacket.Fragment> urgentAgain = new ArrayDeque<>();
    private final Deque<SentPacket.Fragment> otherAgain = new ArrayDeque<>();
    private long used;
    private long limit;
    private int partials;
    private long bytesQueued;
    private long messagesDone;

    Outbox(HtpLimits limits, long sessionLimit, long channelLimit) {
        this.limits = limits;
        this.limit = sessionLimit;
        this.initialChannelLimit = channelLimit;
    }

    long bytesQueued() {
        return bytesQueued;
    }

    long messagesDone() {
        return messagesDone;
    }

    boolean hasUnacked() {
        for (Channel channel : channels.values()) {
            if (!channel.started.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    void add(int channelNumber, byte[] message, long sendId) {
        var config = limits.channel(channelNumber);
        Channel channel = channel(channelNumber);
        int fragmentBytes = Wire.BODY_BYTES - Frame.MSG_HEADER_BYTES;
        channel.waiting.add(new OutMessage(channelNumber, config.ordered(), message, sendId, fragmentBytes));
        bytesQueued += message.length;
        enqueueTurn(channel);
    }

    /** Credit only ever grows; a late frame with less is ignored. */
    void onCredit(int channelNumber, long maxBytes) {
        if (channelNumber == Frame.ALL_CHANNELS) {
            limit = Math.max(limit, maxBytes);
            channels.values().forEach(this::enqueueTurn);
        } else {
            Channel channel = channel(channelNumber);
            channel.limit = Math.max(channel.limit, maxBytes);
            enqueueTurn(channel);
        }
    }

    /** Writes as many fragments as fit; what was written is added to the items. */
    void fill(FrameWriter writer, List<SentPacket.Item> items) {
        boolean more = true;
        while (more && writer.room() > Frame.MSG_HEADER_BYTES) {
            more = again(urgentAgain, writer, items)
                    || fresh(urgentTurns, writer, items)
                    || again(otherAgain, writer, items)
                    || fresh(otherTurns, writer, items);
        }
    }

    /** True when {@link #fill} would write something into an empty body. */
    boolean sendable() {
        dropAcked(urgentAgain);
        dropAcked(otherAgain);
        return !urgentAgain.isEmpty()
                || !otherAgain.isEmpty()
                || ready(urgentTurns) != null
                || ready(otherTurns) != null;
    }

    /** Returns the send id of a message that is now wholly acknowledged, or -1. */
    long onAcked(SentPacket.Fragment fragment) {
        OutMessage message = fragment.message();
        if (!message.ack(fragment.index())) {
            return -1;
        }
        Channel channel = channel(message.channel);
        while (!channel.started.isEmpty() && channel.started.peekFirst().done()) {
            channel.started.pollFirst();
        }
        if (message.fragments > 1) {
            partials--;
            channels.values().forEach(this::enqueueTurn);
        } else {
            enqueueTurn(channel);
        }
        bytesQueued -= message.bytes.length;
        messagesDone++;
        return message.sendId;
    }

    void onLost(SentPacket.Fragment fragment) {
        if (fragment.message().queueAgain(fragment.index())) {
            (channel(fragment.message().channel).urgent ? urgentAgain : otherAgain).add(fragment);
        }
    }

    /** The send ids of everything that is not acknowledged; the outbox is empty afterwards. */
    List<Long> abandon() {
        List<Long> ids = new ArrayList<>();
        for (Channel channel : channels.values()) {
            channel.started.stream().filter(m -> !m.done()).forEach(m -> ids.add(m.sendId));
            channel.waiting.forEach(m -> ids.add(m.sendId));
        }
        channels.clear();
        urgentTurns.clear();
        otherTurns.clear();
        urgentAgain.clear();
        otherAgain.clear();
        bytesQueued = 0;
        return ids;
    }

    private static boolean again(Deque<SentPacket.Fragment> queue, FrameWriter writer, List<SentPacket.Item> items) {
        dropAcked(queue);
        SentPacket.Fragment fragment = queue.peekFirst();
        if (fragment == null || !write(fragment.message(), fragment.index(), writer, items)) {
            return false;
        }
        queue.pollFirst();
        fragment.message().sentAgain(fragment.index());
        return true;
    }

    private static void dropAcked(Deque<SentPacket.Fragment> queue) {
        for (SentPacket.Fragment head = queue.peekFirst();
                head != null && head.message().acked(head.index());
                head = queue.peekFirst()) {
            queue.pollFirst();
        }
    }

    private boolean fresh(Deque<Channel> turns, FrameWriter writer, List<SentPacket.Item> items) {
        Channel channel = ready(turns);
        if (channel == null || channel.current == null) {
            return false;
        }
        OutMessage message = channel.current;
        if (!write(message, message.next, writer, items)) {
            return false;
        }
        message.next++;
        if (message.next == message.fragments) {
            channel.current = null;
        }
        turns.remove(channel);
        enqueueTurn(channel);
        return true;
    }

    /** The first channel in turn that has a fragment to send; starts its next message if it must. */
    private @Nullable Channel ready(Deque<Channel> turns) {
        for (Iterator<Channel> each = turns.iterator(); each.hasNext(); ) {
            Channel channel = each.next();
            if (channel.current != null || start(channel)) {
                return channel;
            }
            // Whatever unblocks it (credit, an acknowledgement, a new message) puts it back.
            each.remove();
        }
        return null;
    }

    private boolean start(Channel channel) {
        OutMessage message = channel.waiting.peekFirst();
        if (message == null) {
            return false;
        }
        long cost = (long) message.bytes.length + MESSAGE_COST_BYTES;
        OutMessage oldest = channel.started.peekFirst();
        boolean idsFree = channel.nextId <= ID_MAX && (oldest == null || channel.nextId < oldest.id + ID_WINDOW);
        boolean partialFree = message.fragments == 1 || partials < PARTIAL_MAX;
        if (!idsFree || !partialFree || used + cost > limit || channel.used + cost > channel.limit) {
            return false;
        }
        channel.waiting.pollFirst();
        message.id = channel.nextId++;
        used += cost;
        channel.used += cost;
        if (message.fragments > 1) {
            partials++;
        }
        channel.started.add(message);
        channel.current = message;
        return true;
    }

    private static boolean write(OutMessage m, int index, FrameWriter writer, List<SentPacket.Item> items) {
        if (!writer.msg(m.channel, m.ordered, m.id, m.bytes, m.offset(index), m.length(index))) {
            return false;
        }
        items.add(new SentPacket.Fragment(m, index));
        return true;
    }

    private void enqueueTurn(Channel channel) {
        Deque<Channel> turns = channel.urgent ? urgentTurns : otherTurns;
        if ((channel.current != null || !channel.waiting.isEmpty()) && !turns.contains(channel)) {
            turns.add(channel);
        }
    }

    private Channel channel(int number) {
        return channels.computeIfAbsent(
                number, n -> new Channel(limits.channel(n).urgent(), initialChannelLimit));
    }
}
