package com.hookprobe.htp.core.message;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.wire.Wire;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * HTP 4, sending: messages wait per channel, start when the peer's credit covers all of them, and leave in fragments that
 * are cut to the room of each packet. Not thread-safe.
 *
 * <p>Credit is taken for a whole message before its first fragment leaves. If fragments took it one by one, messages of
 * several channels could each be stuck halfway with no credit left for any of them; so everything that was started can
 * be finished.
 *
 * <p>Order of service: lost ranges of urgent channels, new messages of urgent channels, datagrams, lost ranges of the
 * other channels, new messages of the other channels; channels of a class in turn, one fragment each. When the next
 * message of a class does not fit the session's credit, no other of its class or of a lower class starts before it: else
 * small messages could keep a large one, or bulk an alert, waiting for ever.
 *
 * <p>The work per fragment does not grow with the number of channels or messages. Per message, a few objects are made;
 * per fragment, none.
 */
public final class Outbox {
    /** The send id of the session's own messages: nobody is told when they arrive, and they are not counted. */
    public static final long NO_SEND_ID = -1;

    /** Half of what a receiver must bear (64), because a fragment may be late. */
    static final int PARTIAL_MAX = 32;
    /** A fragment that does not finish its range has at least so many bytes: a shorter one is not worth its header. */
    static final int CUT_BYTES_MIN = 64;

    /** Told of messages that the peer has wholly acknowledged. */
    public interface SentSink {
        void sent(long sendId);
    }

    private static final OutChannel[] NO_CHANNELS = {};

    private final HtpLimits limits;
    private final long initialChannelLimit;
    /** By number; as long as the largest number in use needs. */
    private @Nullable OutChannel[] channels = NO_CHANNELS;

    private @Nullable ServiceClass urgent;
    private @Nullable ServiceClass other;
    private @Nullable DatagramQueue datagrams;
    private long used;
    private long limit;
    private int partials;
    private boolean newFirst;
    private int unacked;
    private long bytesQueued;
    private long messagesDone;
    /** What an empty body has room for, as of the last {@link #fill}. */
    private int bodyBytes = Wire.BODY_BYTES;

    /** The limits are cumulative bytes of credit to begin with, as the peer's params say. */
    public Outbox(HtpLimits limits, long sessionLimit, long channelLimit) {
        this.limits = limits;
        this.limit = sessionLimit;
        this.initialChannelLimit = channelLimit;
    }

    /** Bytes of messages that are not wholly acknowledged. */
    public long bytesQueued() {
        return bytesQueued;
    }

    /** Messages of a channel that did not begin to leave. */
    public int waiting(int channelNumber) {
        return channel(channelNumber).waiting.size();
    }

    /** Messages wholly acknowledged, without the session's own. */
    public long messagesDone() {
        return messagesDone;
    }

    /** True while a message was started and is not wholly acknowledged. */
    public boolean hasUnacked() {
        return unacked > 0;
    }

    /** Datagrams that were pushed out of the queue, or that no packet had room for. */
    public long datagramsDropped() {
        return datagrams == null ? 0 : datagrams.dropped();
    }

    /**
     * Queues a message. A session's own control messages go the same way, on {@link Channels#CONTROL} with {@link
     * #NO_SEND_ID}.
     *
     * @param channelNumber 0 to 254
     * @param message at most 1 MiB; not copied, must not change any more
     * @param sendId told to {@link SentSink} once all of it is acknowledged
     */
    public void add(int channelNumber, byte[] message, long sendId) {
        if (message.length > ChannelConfig.MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "message of " + message.length + " bytes, at most " + ChannelConfig.MESSAGE_BYTES_MAX);
        }
        OutChannel channel = channel(channelNumber);
        channel.waiting.addLast(new OutMessage(channel, message, sendId));
        bytesQueued += message.length;
        enqueue(channel);
    }

    /**
     * Queues a datagram: sent once or never. At most 64 KiB and 256 datagrams wait; the oldest make room. One that no
     * packet has room for is dropped when its turn comes.
     *
     * @param channelNumber 0 to 254
     * @param data not copied, must not change any more
     */
    public void addDatagram(int channelNumber, byte[] data) {
        requireChannel(channelNumber);
        if (datagrams == null) {
            datagrams = new DatagramQueue();
        }
        datagrams.add(channelNumber, data);
    }

    /** Credit only ever grows; a late frame with less is ignored. */
    public void onCredit(int channelNumber, long maxBytes) {
        if (channelNumber == Frame.ALL_CHANNELS) {
            if (maxBytes > limit) {
                limit = maxBytes;
                creditCame(urgent);
                creditCame(other);
            }
            return;
        }
        OutChannel channel = channel(channelNumber);
        if (maxBytes > channel.limit) {
            channel.limit = maxBytes;
            enqueue(channel);
        }
    }

    private static void creditCame(@Nullable ServiceClass service) {
        if (service != null) {
            service.onCredit();
        }
    }

    /**
     * Writes what fits; what must arrive is added to the contents. The writer's capacity counts as the room of an empty
     * body. False when nothing was written; a body with room for less than {@link Frame#MSG_HEADER_BYTES} + 64 bytes may
     * stay empty though {@link #sendable}.
     */
    public boolean fill(FrameWriter writer, PacketContents contents) {
        bodyBytes = writer.capacity();
        int before = writer.length();
        placeFree(urgent);
        placeFree(other);
        // The other class has its turn to yield only when it has a turn at all.
        boolean yields =
                (urgent != null && urgent.yieldsLost()) || (other != null && !sendable(urgent) && other.yieldsLost());
        if (yields) {
            fillWelcome(writer, contents);
        }
        if (writer.length() == before) {
            fillAll(writer, contents);
        }
        return writer.length() > before;
    }

    private void fillAll(FrameWriter writer, PacketContents contents) {
        boolean more = true;
        while (more && writer.room() >= Frame.DGRAM_HEADER_BYTES) {
            more = again(urgent, writer, contents)
                    || fresh(urgent, true, writer, contents)
                    || datagram(writer)
                    || again(other, writer, contents)
                    || fresh(other, true, writer, contents);
        }
    }

    /**
     * Nothing of a message that is perhaps refused. Of the others what was lost first, for it may be the very piece that a
     * receiver needs to take any; and every second time what is new, for the lost pieces may be those it cannot take.
     */
    private void fillWelcome(FrameWriter writer, PacketContents contents) {
        newFirst = !newFirst;
        boolean more = true;
        while (more && writer.room() >= Frame.DGRAM_HEADER_BYTES) {
            more = (newFirst && freshWelcome(writer, contents))
                    || againWelcome(urgent, writer, contents)
                    || againWelcome(other, writer, contents)
                    || (!newFirst && freshWelcome(writer, contents));
        }
    }

    private boolean freshWelcome(FrameWriter writer, PacketContents contents) {
        return fresh(urgent, false, writer, contents) || datagram(writer) || fresh(other, false, writer, contents);
    }

    private void placeFree(@Nullable ServiceClass service) {
        if (service != null && partials < PARTIAL_MAX) {
            service.onPlace();
        }
    }

    /** True when {@link #fill} would write something into an empty body of the same capacity as the last. */
    public boolean sendable() {
        return sendable(urgent) || (datagrams != null && datagrams.peek() != null) || sendable(other);
    }

    /** True when a datagram waits. */
    public boolean datagramSendable() {
        return datagrams != null && datagrams.peek() != null;
    }

    /** True when a message has begun to leave and something of it was never sent. */
    public boolean hasBegun() {
        for (OutChannel channel : channels) {
            if (channel != null && channel.current != null) {
                return true;
            }
        }
        return false;
    }

    /** True when that is so of an urgent channel. */
    public boolean urgentSendable() {
        return sendable(urgent);
    }

    /** True when something that was lost waits to leave again. */
    public boolean lostSendable() {
        return (urgent != null && nextAgain(urgent) != null) || (other != null && nextAgain(other) != null);
    }

    private boolean sendable(@Nullable ServiceClass service) {
        return service != null && (nextAgain(service) != null || nextFresh(service) != null);
    }

    /** A packet with these contents was acknowledged. The contents are cleared. */
    public void onAcked(PacketContents contents, SentSink sink) {
        for (int i = 0; i < contents.fragments(); i++) {
            OutMessage message = contents.message(i);
            if (message != null && message.ack(contents.offset(i), contents.length(i))) {
                onDone(message, sink);
            }
        }
        contents.clear();
    }

    private void onDone(OutMessage message, SentSink sink) {
        unacked--;
        bytesQueued -= message.total;
        if (message.partial) {
            partials--;
        }
        OutChannel channel = message.channel;
        OutMessage oldest = channel.started.peekFirst();
        while (oldest != null && oldest.done()) {
            channel.started.pollFirst();
            oldest = channel.started.peekFirst();
        }
        // Its next message may have waited for the id window.
        enqueue(channel);
        if (message.sendId >= 0) {
            messagesDone++;
            sink.sent(message.sendId);
        }
    }

    /** A packet with these contents was lost, or is to be repeated as a probe: what is not acknowledged leaves again. */
    public void onLost(PacketContents contents) {
        for (int i = 0; i < contents.fragments(); i++) {
            OutMessage message = contents.message(i);
            if (message != null && message.lose(contents.offset(i), contents.length(i)) && !message.queuedAgain) {
                message.queuedAgain = true;
                service(message.channel).again.addLast(message);
            }
        }
    }

    /** For tests: as if every message below had been sent and acknowledged. */
    void skipTo(int channelNumber, long id) {
        channel(channelNumber).nextId = id;
    }

    /** Forgets everything; contents that are still about do no harm. */
    public void abandon() {
        for (OutChannel channel : channels) {
            if (channel != null) {
                channel.started.forEach(OutMessage::abandon);
            }
        }
        channels = NO_CHANNELS;
        urgent = null;
        other = null;
        if (datagrams != null) {
            datagrams.clear();
        }
        bytesQueued = 0;
        unacked = 0;
        partials = 0;
    }

    /** Sends a piece of the first lost range of the first message that has one. */
    private boolean again(@Nullable ServiceClass service, FrameWriter writer, PacketContents contents) {
        OutMessage message = service == null ? null : nextAgain(service);
        if (service == null || message == null) {
            return false;
        }
        int rest = message.lostLength();
        int length = cut(rest, writer);
        if (length < 0) {
            return false;
        }
        if (length < message.total && !message.partial) {
            if (partials == PARTIAL_MAX) {
                // It fits an empty body, or nextAgain would not have chosen it.
                return false;
            }
            message.partial = true;
            partials++;
        }
        int offset = message.lostStart();
        if (!write(message, offset, length, writer, contents)) {
            return false;
        }
        message.sentAgain(length);
        service.onAgain();
        return true;
    }

    /** As {@link #again}, for the first message in turn that is not perhaps refused. */
    private boolean againWelcome(@Nullable ServiceClass service, FrameWriter writer, PacketContents contents) {
        for (int tries = service == null ? 0 : service.again.size(); service != null && tries > 0; tries--) {
            OutMessage message = nextAgain(service);
            if (message == null) {
                return false;
            }
            if (!message.perhapsRefused()) {
                return again(service, writer, contents);
            }
            service.again.addLast(service.again.removeFirst());
        }
        return false;
    }

    /** The first message that has a lost range and may send it. */
    private @Nullable OutMessage nextAgain(ServiceClass service) {
        while (true) {
            OutMessage message = service.again.peekFirst();
            if (message == null) {
                if (partials == PARTIAL_MAX || service.againWaitPlace.isEmpty()) {
                    return null;
                }
                service.onPlace();
            } else if (!message.hasLost()) {
                service.again.pollFirst();
                message.queuedAgain = false;
            } else if (needsPlace(message)) {
                service.again.pollFirst();
                service.againWaitPlace.addLast(message);
            } else {
                return message;
            }
        }
    }

    /** Sends a piece of a message that was never sent. */
    private boolean fresh(@Nullable ServiceClass service, boolean ofAny, FrameWriter writer, PacketContents contents) {
        OutChannel channel = service == null ? null : nextFresh(service);
        if (service != null && channel != null && !ofAny) {
            channel = welcome(service, channel);
        }
        if (service == null || channel == null) {
            return false;
        }
        OutMessage message = channel.current;
        if (message == null) {
            message = channel.waiting.peekFirst();
        }
        if (message == null) {
            return false;
        }
        int length = cut(message.total - message.next, writer);
        boolean whole = length == message.total;
        if (length < 0 || (!whole && !message.partial && partials == PARTIAL_MAX)) {
            return false;
        }
        if (channel.current == null) {
            start(channel, message, whole);
        }
        if (!write(message, message.next, length, writer, contents)) {
            return false;
        }
        message.next += length;
        if (message.next == message.total) {
            channel.current = null;
        }
        service.turns.pollFirst();
        if (channel.hasFresh()) {
            service.turns.addLast(channel);
        } else {
            channel.queued = false;
        }
        return true;
    }

    /** The first channel in turn, from that one on, whose message is not perhaps refused; null: none. */
    private @Nullable OutChannel welcome(ServiceClass service, OutChannel first) {
        OutChannel channel = first;
        for (int tries = service.turns.size(); tries > 0; tries--) {
            if (channel == null || channel.current == null || !channel.current.perhapsRefused()) {
                return channel;
            }
            service.turns.addLast(service.turns.removeFirst());
            channel = nextFresh(service);
        }
        return null;
    }

    /** The first channel in turn that has a fragment to send. */
    private @Nullable OutChannel nextFresh(ServiceClass service) {
        while (true) {
            OutChannel channel = service.turns.peekFirst();
            if (channel == null) {
                if (partials == PARTIAL_MAX || service.waitPlace.isEmpty()) {
                    return null;
                }
                service.onPlace();
                continue;
            }
            if (channel.current != null) {
                return channel;
            }
            OutMessage message = channel.waiting.peekFirst();
            if (message == null || !channel.mayStart(message)) {
                // Whatever unblocks it (credit, an acknowledgement, a new message) puts it back.
                service.turns.pollFirst();
                channel.queued = false;
            } else if (needsPlace(message)) {
                service.turns.pollFirst();
                service.waitPlace.addLast(channel);
            } else if (channel.number != Channels.CONTROL
                    && (waitsForCredit(service) || used + Frame.cost(message.total) > limit)) {
                service.turns.pollFirst();
                service.waitCredit.addLast(channel);
            } else {
                return channel;
            }
        }
    }

    /** True when a message of this class or of a higher one already waits for the session's credit. */
    private boolean waitsForCredit(ServiceClass service) {
        return !service.waitCredit.isEmpty() || (urgent != null && !urgent.waitCredit.isEmpty());
    }

    /** True when the message must be cut, has no place among the partial ones, and there is none. */
    private boolean needsPlace(OutMessage message) {
        return !message.partial && partials == PARTIAL_MAX && message.total > bodyBytes - Frame.MSG_HEADER_BYTES;
    }

    private void start(OutChannel channel, OutMessage message, boolean whole) {
        channel.waiting.pollFirst();
        message.id = channel.nextId++;
        long cost = Frame.cost(message.total);
        if (channel.number != Channels.CONTROL) {
            used += cost;
        }
        channel.used += cost;
        if (!whole) {
            message.partial = true;
            partials++;
        }
        unacked++;
        channel.started.addLast(message);
        channel.current = message;
    }

    /** How much of a range goes into the writer's room, or -1 when it is not worth a frame. */
    private static int cut(int rest, FrameWriter writer) {
        int room = Math.min(writer.room() - Frame.MSG_HEADER_BYTES, Frame.U16_MAX);
        if (rest <= room) {
            return rest;
        }
        return room < CUT_BYTES_MIN ? -1 : room;
    }

    private static boolean write(
            OutMessage message, int offset, int length, FrameWriter writer, PacketContents contents) {
        OutChannel channel = message.channel;
        if (!writer.msg(channel.number, channel.ordered, message.id, message.bytes(), offset, length)) {
            return false;
        }
        contents.addFragment(message, offset, length);
        return true;
    }

    /** Sends the oldest datagram, if it fits; drops those that never can. */
    private boolean datagram(FrameWriter writer) {
        DatagramQueue queue = datagrams;
        if (queue == null) {
            return false;
        }
        byte[] data = queue.peek();
        while (data != null && data.length > bodyBytes - Frame.DGRAM_HEADER_BYTES) {
            queue.drop();
            data = queue.peek();
        }
        if (data == null || !writer.dgram(queue.channel(), data)) {
            return false;
        }
        queue.remove();
        return true;
    }

    private void enqueue(OutChannel channel) {
        if (!channel.queued && channel.hasFresh()) {
            channel.queued = true;
            service(channel).turns.addLast(channel);
        }
    }

    private ServiceClass service(OutChannel channel) {
        ServiceClass service = channel.urgent ? urgent : other;
        if (service == null) {
            service = new ServiceClass();
            if (channel.urgent) {
                urgent = service;
            } else {
                other = service;
            }
        }
        return service;
    }

    private OutChannel channel(int number) {
        requireChannel(number);
        if (number >= channels.length) {
            channels = Arrays.copyOf(channels, Math.max(2, Integer.highestOneBit(number) << 1));
        }
        OutChannel channel = channels[number];
        if (channel == null) {
            channel = new OutChannel(number, limits.channel(number), initialChannelLimit);
            channels[number] = channel;
        }
        return channel;
    }

    private static void requireChannel(int number) {
        if (number < 0 || number > Channels.MAX) {
            throw new IllegalArgumentException("channel " + number + ", must be 0 to " + Channels.MAX);
        }
    }
}
