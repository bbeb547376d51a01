package com.hookprobe.qsecbit.detection.packet;

import org.jspecify.annotations.Nullable;

/**
 * Reads the contents of a bounded number of flows. When all places are taken, the flow among a few whose last segment is
 * oldest loses its place: connections that are held open in silence cannot blind this.
 */
final class Conversations {
    private static final int TRIES = 16;
    private static final int TICK_PARTS = 16;

    private final FlowTable flows;
    private final EventMaker maker;
    private final Conversation[] places;
    private int hand;
    private int tickAt;
    private long displaced;

    Conversations(int placesMax, FlowTable flows, EventMaker maker) {
        if (placesMax < 1 || placesMax >= FlowTable.NO_CONVERSATION) {
            throw new IllegalArgumentException(
                    "conversations lie in 1.." + (FlowTable.NO_CONVERSATION - 1) + ", got " + placesMax);
        }
        this.flows = flows;
        this.maker = maker;
        this.places = new Conversation[placesMax];
        for (int i = 0; i < placesMax; i++) {
            places[i] = new Conversation();
        }
    }

    long displaced() {
        return displaced;
    }

    /** Takes a segment with payload of a TCP flow. */
    void onSegment(Packet p) {
        int place = flows.conversation(p.flow);
        if (place == FlowTable.NO_CONVERSATION) {
            if (flows.app(p.flow) != AppProtocol.UNKNOWN) {
                return;
            }
            if (p.ahead > 0) {
                // The second segment comes before the first: it waits, and the first will tell what is spoken.
                place = take(p);
                Conversation c = places[place];
                c.buffer(p.fromInitiator).startAt(p.tcpSeq - p.ahead);
                c.buffer(p.fromInitiator).add(p);
                return;
            }
            Dialogue dialogue = begin(p);
            if (dialogue == null) {
                return;
            }
            place = take(p);
            places[place].dialogue = dialogue;
        }
        Conversation c = places[place];
        c.lastMicros = p.timeMicros;
        Dialogue dialogue = c.dialogue;
        if (dialogue == null) {
            if (!c.buffer(p.fromInitiator).isNext(p)) {
                c.buffer(p.fromInitiator).add(p);
                return;
            }
            dialogue = begin(p);
            c.dialogue = dialogue;
        }
        if (dialogue == null || !dialogue.onSegment(c, p, maker)) {
            release(place, p.timeMicros);
        }
    }

    private @Nullable Dialogue begin(Packet p) {
        AppProtocol protocol = recognise(p);
        flows.app(p.flow, protocol);
        return dialogue(protocol);
    }

    /** What is spoken, by the first segment that has contents. */
    private AppProtocol recognise(Packet p) {
        byte[] data = p.data;
        int at = p.payloadAt;
        int end = at + p.payloadLength;
        if (Bytes.startsWith(data, at, end, "SSH-")) {
            return AppProtocol.SSH;
        }
        if (p.fromInitiator && HttpRequest.startsAt(data, at, end)) {
            return AppProtocol.HTTP;
        }
        if (end - at >= 6 && data[at] == 22 && data[at + 1] == 3 && (data[at + 5] == 1 || data[at + 5] == 2)) {
            return AppProtocol.TLS;
        }
        int port = flows.port(p.flow, 1);
        if (port == 53 && end - at >= 2) {
            return AppProtocol.DNS;
        }
        AppProtocol byPort = LoginReplies.protocol(port);
        if (byPort != AppProtocol.UNKNOWN) {
            return byPort;
        }
        // A request may come in pieces of which the first is too short to tell.
        return end - at < 6 && p.fromInitiator && data[at] >= 'A' && data[at] <= 'Z'
                ? AppProtocol.HTTP
                : AppProtocol.OPAQUE;
    }

    private static @Nullable Dialogue dialogue(AppProtocol protocol) {
        return switch (protocol) {
            case HTTP -> new HttpDialogue();
            case TLS -> new TlsDialogue();
            case SSH -> new SshDialogue();
            case DNS -> new DnsDialogue();
            default -> null;
        };
    }

    private int take(Packet p) {
        int oldest = -1;
        for (int i = 0; i < TRIES; i++) {
            int at = hand;
            hand = hand + 1 == places.length ? 0 : hand + 1;
            if (places[at].flow < 0) {
                oldest = at;
                break;
            }
            if (oldest < 0 || places[at].lastMicros < places[oldest].lastMicros) {
                oldest = at;
            }
        }
        if (places[oldest].flow >= 0) {
            displaced++;
            release(oldest, p.timeMicros);
        }
        places[oldest].begin(p.flow, p.timeMicros);
        flows.conversation(p.flow, oldest);
        return oldest;
    }

    /** A flow ends. */
    void onEnd(int slot) {
        int place = flows.conversation(slot);
        if (place != FlowTable.NO_CONVERSATION) {
            release(place, flows.lastMicros(slot));
        }
    }

    private void release(int place, long micros) {
        Conversation c = places[place];
        Dialogue dialogue = c.dialogue;
        if (dialogue != null) {
            dialogue.onEnd(c, micros, maker);
        }
        flows.conversation(c.flow, FlowTable.NO_CONVERSATION);
        c.dialogue = null;
        c.flow = -1;
    }

    /** Tells what has waited for long, in a part of the places each time. */
    void onTime(long micros) {
        for (int i = 0; i < Math.max(1, places.length / TICK_PARTS); i++) {
            Conversation c = places[tickAt];
            tickAt = tickAt + 1 == places.length ? 0 : tickAt + 1;
            Dialogue dialogue = c.dialogue;
            if (dialogue != null) {
                dialogue.onTime(c, micros, maker);
            }
        }
    }
}
