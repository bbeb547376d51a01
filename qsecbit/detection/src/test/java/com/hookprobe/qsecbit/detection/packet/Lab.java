package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.capture.LinkType;
import java.util.ArrayList;
import java.util.List;

/** A pipeline whose events also go to the detectors of link-layer events, with a clock that the test moves. */
final class Lab {
    static final byte[] NOTHING = {};
    static final String CLIENT = "10.20.0.77";
    static final String SERVER = "10.20.0.5";

    final List<NetworkEvent> events = new ArrayList<>();
    final List<Detection> found = new ArrayList<>();
    final PacketPipeline pipeline;
    int linkType = LinkType.ETHERNET;
    long micros = 1_700_000_000_000_000L;

    Lab() {
        this(PacketConfig.builder().build());
    }

    Lab(PacketConfig config) {
        List<Detector> ofEvents = PacketDetectors.ofEvents(config);
        pipeline = PacketPipeline.standard(
                config,
                event -> {
                    events.add(event);
                    ofEvents.forEach(detector -> detector.onEvent(event, found::add));
                },
                found::add);
    }

    /** Time goes on by so many milliseconds. */
    Lab pause(double milliseconds) {
        micros += (long) (milliseconds * 1000);
        return this;
    }

    Lab send(byte[] frame) {
        pipeline.onPacket(frame, 0, frame.length, frame.length, linkType, micros);
        micros += 50;
        return this;
    }

    /** The three packets that open a connection; the client's numbers begin at 1000, the server's at 5000. */
    Lab open(String client, int port, String server, int serverPort) {
        send(Frames.tcp(client, port, server, serverPort, 1000, 0, 0x02, NOTHING));
        send(Frames.tcp(server, serverPort, client, port, 5000, 1001, 0x12, NOTHING));
        return send(Frames.tcp(client, port, server, serverPort, 1001, 5001, 0x10, NOTHING));
    }

    List<Detection> of(AttackKind kind) {
        return found.stream().filter(d -> d.kind() == kind).toList();
    }

    List<NetworkEvent> events(EventType type) {
        return events.stream().filter(e -> e.type() == type).toList();
    }
}
