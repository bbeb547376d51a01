package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.model.Schemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** Connections as a sensor tells them: normal ones are answered and end, attacks are half open. */
public final class Traffic {
    public static final Layout LAYOUT = Layout.of(Schemas.FLOW);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+0000'", Locale.ROOT);

    private Traffic() {}

    private static String time(long micros) {
        return TIME.format(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000)
                .atOffset(ZoneOffset.UTC));
    }

    /** A line of Suricata's flow records. */
    public static String flow(String source, int port, boolean attack, long micros, int bytes) {
        String counts = attack
                ? "\"pkts_toserver\":1,\"pkts_toclient\":0,\"bytes_toserver\":60,\"bytes_toclient\":0,"
                : "\"pkts_toserver\":8,\"pkts_toclient\":9,\"bytes_toserver\":" + bytes + ",\"bytes_toclient\":"
                        + bytes * 4 + ",";
        String flags = attack
                ? "\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"00\""
                : "\"tcp_flags_ts\":\"1b\",\"tcp_flags_tc\":\"1b\"";
        return "{\"timestamp\":\"" + time(micros) + "\",\"flow_id\":1,\"event_type\":\"flow\",\"src_ip\":\"" + source
                + "\",\"src_port\":40000,\"dest_ip\":\"10.0.0.5\",\"dest_port\":" + port + ",\"proto\":\"TCP\","
                + "\"flow\":{" + counts + "\"start\":\"" + time(micros) + "\",\"end\":\"" + time(micros + 1_000)
                + "\",\"state\":\"" + (attack ? "new" : "closed") + "\"},\"tcp\":{" + flags + "}}";
    }

    /** What a sensor makes of such a line. */
    public static NetworkEvent event(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new EveParser("test").parse(bytes, 0, bytes.length).orElseThrow();
    }

    /** Labelled connections as a site sees them; half of them attacks. */
    public static List<FlowExample> examples(long seed, int port, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<FlowExample> found = new ArrayList<>();
        boolean[] attack = new boolean[1];
        LearntDetector detector = new LearntDetector(
                LAYOUT,
                LocalNetworks.privateRanges(),
                event -> true,
                Optional.of(seen -> found.add(seen.example().labelled(attack[0]))),
                Optional::empty,
                detection -> {});
        long at = 1_790_000_000_000_000L;
        for (int i = 0; i < count; i++) {
            attack[0] = i / 32 % 2 == 0;
            at += attack[0] ? 20_000 : 3_000_000;
            String source = attack[0] ? "203.0.113." + random.nextInt(1, 5) : "198.51.100." + random.nextInt(1, 250);
            detector.onEvent(event(flow(source, port, attack[0], at, 200 + random.nextInt(4_000))), detection -> {});
        }
        return found;
    }
}
