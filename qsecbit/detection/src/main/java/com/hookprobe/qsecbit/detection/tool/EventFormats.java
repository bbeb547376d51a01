package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.PacketPipeline;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.SensorFormat;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The forms that this module reads, told apart by how a file begins. */
public final class EventFormats {
    /** How much of a file's beginning a form is told. */
    public static final int HEAD_BYTES = 4096;

    private static final String SENSOR = "recorded";

    private EventFormats() {}

    /**
     * Captures of packets, and every format of sensors: the file's beginning says which.
     *
     * @param referenceMicros about when the recordings were made, for time stamps without a year; microseconds since the
     *     epoch
     */
    public static List<EventFormat> standard(long referenceMicros) {
        return List.of(captures(), records(referenceMicros));
    }

    /** pcap and pcapng: packets are judged, and make events. */
    public static EventFormat captures() {
        return (file, head, local) -> {
            if (!CaptureReader.isCapture(head)) {
                return Optional.empty();
            }
            return Optional.of((out, found) -> {
                PacketConfig config =
                        PacketConfig.builder().sensor(SENSOR).local(local).build();
                try (CaptureReader reader = CaptureReader.open(file)) {
                    PacketPipeline.standard(config, out, found).readToEnd(reader);
                    return reader.counters().damaged() + reader.counters().overlong();
                }
            });
        };
    }

    /** Every format in which a record is a line or an element of an array. */
    private static EventFormat records(long referenceMicros) {
        return (file, head, local) -> {
            boolean text = head.length > 0 && (isGzip(head) || !holdsZero(head));
            if (!text) {
                return Optional.empty();
            }
            return Optional.of((out, found) -> {
                RecordParser parser =
                        SensorFormat.detect(file).parser(SENSOR, file.toString(), IpAddress.NONE, referenceMicros);
                try (SensorReader reader = SensorReader.open(file, Optional.empty(), parser)) {
                    reader.readToEnd(out);
                    return reader.counters().broken() + reader.counters().overlong();
                }
            });
        };
    }

    /**
     * The events of a file by the first of the forms that knows it.
     *
     * @return empty when none does
     * @throws IOException when the file cannot be read
     */
    static Optional<EventSource> open(List<EventFormat> formats, Path file, LocalNetworks local) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        for (EventFormat format : formats) {
            Optional<EventSource> source = format.open(file, head, local);
            if (source.isPresent()) {
                return source;
            }
        }
        return Optional.empty();
    }

    private static boolean isGzip(byte[] head) {
        return head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b;
    }

    private static boolean holdsZero(byte[] head) {
        for (byte b : head) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
