package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.metric.IpAddress;

/** The record of a flow that has ended. */
final class FlowEvents {
    private final FlowTable flows;
    private final EventMaker maker;

    FlowEvents(FlowTable flows, EventMaker maker) {
        this.flows = flows;
        this.maker = maker;
    }

    void tell(int slot) {
        byte state = flows.state(slot);
        long last = flows.lastMicros(slot);
        boolean allowed = state == FlowTable.NEW ? maker.allowsUnanswered(last) : maker.allows(EventType.FLOW, last);
        if (!allowed) {
            return;
        }
        boolean tcp = flows.protocol(slot) == Packet.TCP;
        NetworkEventBuilder builder = maker.ofFlow(EventType.FLOW, slot, last);
        if (!tcp && flows.protocol(slot) != Packet.UDP) {
            // Where others have ports, a ping has its identifier, which is no door.
            builder.from(maker.address(slot, 0), 0).to(maker.address(slot, 1), 0);
        }
        maker.tell(builder.flow(new NetworkEvent.Flow(
                flows.packets(slot, 0),
                flows.packets(slot, 1),
                flows.bytes(slot, 0),
                flows.bytes(slot, 1),
                flows.startMicros(slot),
                last,
                word(state),
                tcp ? flows.flags(slot, 0) : -1,
                tcp ? flows.flags(slot, 1) : -1,
                IpAddress.NONE)));
    }

    private static String word(byte state) {
        return switch (state) {
            case FlowTable.ESTABLISHED, FlowTable.ANSWERED -> "established";
            case FlowTable.CLOSED -> "closed";
            case FlowTable.RESET -> "reset";
            default -> "new";
        };
    }
}
