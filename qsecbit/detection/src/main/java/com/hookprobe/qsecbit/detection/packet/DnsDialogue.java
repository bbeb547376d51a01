package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;

/** DNS over TCP: each message has its length in front. */
final class DnsDialogue implements Dialogue {
    @Override
    public boolean onSegment(Conversation c, Packet p, EventMaker maker) {
        StreamBuffer stream = c.buffer(p.fromInitiator);
        if (!stream.add(p)) {
            return true;
        }
        while (stream.length > 2) {
            int length = Bytes.u16(stream.bytes, 0);
            boolean whole = 2 + length <= stream.length;
            if (!whole && !stream.isFull()) {
                return true;
            }
            // Of an answer that does not fit, the beginning has all that is asked for; the rest cannot be followed.
            DnsMessages.read(stream.bytes, 2, Math.min(2 + length, stream.length))
                    .ifPresent(dns -> {
                        if (maker.allows(EventType.DNS, p.timeMicros)) {
                            maker.tell(
                                    maker.of(EventType.DNS, p).appProto("dns").dns(dns));
                        }
                    });
            if (!whole) {
                return false;
            }
            stream.consume(2 + length);
        }
        return true;
    }

    @Override
    public void onEnd(Conversation c, long micros, EventMaker maker) {}
}
