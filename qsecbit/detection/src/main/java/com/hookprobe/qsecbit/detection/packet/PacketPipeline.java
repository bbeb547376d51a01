package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * From packets to events and detections: decodes each packet, keeps the flows, reads what is spoken in them, and gives
 * the packet to every {@link PacketDetector}.
 *
 * <p>Its time is that of the packets. Memory is fixed by the {@link PacketConfig}; a packet that begins or ends nothing
 * costs no allocation. Hostile packets are counted and never thrown at the caller. Not thread-safe: one owner thread.
 */
public final class PacketPipeline {
    private static final long TICK_MICROS = 100_000;
    private static final int SWEEP_PARTS = 10;
    /** Far beyond any true time, and far from where sums of times overflow. */
    private static final long TIME_MAX = 1L << 58;

    private final FlowTable flows;
    private final EventMaker maker;
    private final FlowEvents flowEvents;
    private final Conversations conversations;
    private final PacketEvents packetEvents;
    private final PacketDetector[] detectors;
    private final SynFloodDetector synFlood;
    private final DetectionSink detections;
    private final Packet packet = new Packet();
    private long nowMicros;
    private long tickAt;
    private long packets;
    private long bytes;
    private long damaged;
    private long truncated;
    private long flowsEnded;
    private long flowsPushedOut;

    /**
     * A pipeline with the standard detectors of packets.
     *
     * @param events takes the events, for example {@code engine::onEvent}
     * @param detections takes what the detectors of packets find, for example {@code engine::onDetection}
     */
    public static PacketPipeline standard(
            PacketConfig config, Consumer<NetworkEvent> events, DetectionSink detections) {
        return new PacketPipeline(config, PacketDetectors.standard(config), events, detections);
    }

    /** A pipeline with the given detectors of packets. */
    public PacketPipeline(
            PacketConfig config,
            List<PacketDetector> detectors,
            Consumer<NetworkEvent> events,
            DetectionSink detections) {
        this.flows = new FlowTable(config.flowsMax(), config.seed(), this::onFlowEnd);
        this.maker = new EventMaker(config.sensor(), flows, events);
        this.flowEvents = new FlowEvents(flows, maker);
        this.conversations = new Conversations(config.conversationsMax(), flows, maker);
        this.packetEvents = new PacketEvents(flows, maker);
        this.detectors = detectors.toArray(new PacketDetector[0]);
        this.synFlood = detectors.stream()
                .filter(SynFloodDetector.class::isInstance)
                .map(SynFloodDetector.class::cast)
                .findFirst()
                .orElseGet(() -> new SynFloodDetector(config));
        this.detections = detections;
    }

    /**
     * Takes a packet; the parameters are those of {@link PacketDecoder#decode}.
     *
     * @throws IllegalArgumentException when offset and length do not lie within the data
     */
    public void onPacket(byte[] data, int offset, int length, int wireLength, int linkType, long timeMicros) {
        long micros = Math.max(0, Math.min(TIME_MAX, timeMicros));
        Packet p = packet;
        PacketDecoder.decode(data, offset, length, wireLength, linkType, micros, p);
        packets++;
        bytes += p.wireLength;
        if (p.problems != 0) {
            damaged += (p.problems & ~Packet.TRUNCATED) != 0 ? 1 : 0;
            truncated += (p.problems & Packet.TRUNCATED) != 0 ? 1 : 0;
        }
        if (micros >= tickAt) {
            onTime(micros);
        }
        if (p.ipVersion != 0 && p.fragmentOffset == 0 && p.ipProtocol >= 0 && hasHeader(p)) {
            flows.update(p);
            if (p.tcpFlags >= 0 && p.payloadLength > 0) {
                packetEvents.onSegment(p);
                conversations.onSegment(p);
            } else if (p.ipProtocol == Packet.UDP) {
                packetEvents.onDatagram(p);
            } else if (p.icmpType >= 0 && (p.flowNew || (!p.fromInitiator && !p.answered))) {
                packetEvents.onIcmp(p);
            }
        } else if (p.arpAt >= 0 || p.wifiSubtype >= 0) {
            packetEvents.onFrame(p);
        }
        for (PacketDetector detector : detectors) {
            detector.onPacket(p, detections);
        }
    }

    /** Takes the packet that a reader stands at. */
    public void onPacket(CaptureReader reader) {
        onPacket(
                reader.data(),
                reader.offset(),
                reader.length(),
                reader.wireLength(),
                reader.linkType(),
                reader.timeMicros());
    }

    /** Reads to the end, and ends all flows there. */
    public void readToEnd(CaptureReader reader) throws IOException {
        while (reader.next()) {
            onPacket(reader);
        }
        flush();
    }

    /** Time has gone on without a packet: flows that were silent for long end. */
    public void onTime(long timeMicros) {
        long micros = Math.max(0, Math.min(TIME_MAX, timeMicros));
        if (micros < tickAt) {
            return;
        }
        // After a gap the whole table is looked at once.
        boolean gap = micros - nowMicros > 10 * TICK_MICROS;
        nowMicros = micros;
        tickAt = micros + TICK_MICROS;
        flows.sweep(micros, gap ? 1 : SWEEP_PARTS);
        conversations.onTime(micros);
        for (PacketDetector detector : detectors) {
            detector.onTime(micros, detections);
        }
    }

    /** Ends all flows and tells of them. */
    public void flush() {
        flows.flush();
    }

    /** The counters so far. */
    public PacketCounters counters() {
        return new PacketCounters(
                packets,
                bytes,
                damaged,
                truncated,
                maker.events(),
                maker.untold(),
                flowsEnded,
                flowsPushedOut,
                flows.live(),
                conversations.displaced());
    }

    private static boolean hasHeader(Packet p) {
        return switch (p.ipProtocol) {
            case Packet.TCP -> p.tcpFlags >= 0 && (p.problems & Packet.BAD_TRANSPORT) == 0;
            case Packet.UDP -> (p.problems & (Packet.BAD_TRANSPORT | Packet.TRUNCATED)) == 0;
            case Packet.ICMP, Packet.ICMP6 -> p.icmpType >= 0;
            default -> true;
        };
    }

    private void onFlowEnd(int slot, boolean pushedOut) {
        flowsEnded++;
        flowsPushedOut += pushedOut ? 1 : 0;
        conversations.onEnd(slot);
        boolean unanswered = flows.state(slot) == FlowTable.NEW || flows.flags(slot, 0) == Packet.TCP_SYN;
        if (unanswered
                && flows.protocol(slot) == Packet.TCP
                && synFlood.isFlooded(flows.high(slot, 1), flows.low(slot, 1), flows.lastMicros(slot))) {
            // A thousand knocks of forged sources would be told as a thousand scanners.
            return;
        }
        flowEvents.tell(slot);
    }
}
