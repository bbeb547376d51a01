package com.hookprobe.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of Suricata events for measuring: made up, or another file's again and again, a day later each time. */
final class MadeEvents {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final Pattern STAMP = Pattern.compile("\"(\\d{4}-\\d\\d-\\d\\d)(T\\d\\d:\\d\\d:\\d\\d[^\"]*)\"");
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final long STEP_MICROS = 700;
    private static final String[] NAMES = {"www.example.com", "cdn.example.net", "mail.example.org", "time.example.net"
    };
    private static final String[] URLS = {"/", "/index.html", "/img/logo.png", "/api/v1/items?page=2", "/style.css"};
    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0";

    private static final String EXPLOIT = "/item.php?id=1%27%20UNION%20SELECT%20password%20FROM%20users--";

    private MadeEvents() {}

    /** One attack, as if it were the event after so many of {@link #write}. */
    static String exploit(long after, String attacker) {
        return http(time(after), after, attacker, 40_000, "10.20.0.1", EXPLOIT, "sqlmap/1.7", 200);
    }

    private static String time(long event) {
        return TIME.format(START.plusNanos(event * STEP_MICROS * 1000)) + "+0000";
    }

    /** Made-up events of one site: honest traffic, and one in fifty of a scan, a guess or an exploit. */
    static void write(Path file, long count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long i = 0; i < count; i++) {
                String time = time(i);
                out.write(random.nextInt(50) == 0 ? attack(time, i, random) : honest(time, i, random));
                out.write('\n');
            }
        }
    }

    /** The events of a file until there are so many, each round a day later than the one before. */
    static void repeat(Path from, Path file, long count) throws IOException {
        List<String> lines = Files.readAllLines(from);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long i = 0; i < count; i++) {
                long days = i / lines.size();
                Matcher stamps = STAMP.matcher(lines.get((int) (i % lines.size())));
                out.write(stamps.replaceAll(stamp ->
                        "\"" + java.time.LocalDate.parse(stamp.group(1)).plusDays(days)
                                + Matcher.quoteReplacement(stamp.group(2)) + "\""));
                out.write('\n');
            }
        }
    }

    private static String honest(String time, long id, SplittableRandom random) {
        String client = "10.20." + random.nextInt(4) + "." + (1 + random.nextInt(250));
        String server = "198.51.100." + (1 + random.nextInt(200));
        int port = 32_768 + random.nextInt(28_000);
        int kind = random.nextInt(100);
        if (kind < 60) {
            int packets = 6 + random.nextInt(40);
            return head(time, "flow", id, client, port, server, 443, "TCP")
                    + ",\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":" + packets + ",\"pkts_toclient\":" + packets
                    + ",\"bytes_toserver\":" + packets * 120 + ",\"bytes_toclient\":" + packets * 900 + ",\"start\":\""
                    + time
                    + "\",\"end\":\"" + time
                    + "\",\"age\":1,\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false},"
                    + "\"tcp\":{\"tcp_flags\":\"1b\",\"tcp_flags_ts\":\"1b\",\"tcp_flags_tc\":\"1b\",\"state\":\"closed\"}}";
        }
        if (kind < 78) {
            return head(time, "dns", id, client, port, "10.20.0.1", 53, "UDP") + ",\"dns\":{\"type\":\"query\",\"id\":"
                    + random.nextInt(65_536) + ",\"rrname\":\"" + NAMES[random.nextInt(NAMES.length)]
                    + "\",\"rrtype\":\"A\",\"tx_id\":0}}";
        }
        if (kind < 90) {
            return head(time, "tls", id, client, port, server, 443, "TCP") + ",\"tls\":{\"subject\":\"CN=example.com\","
                    + "\"issuerdn\":\"C=US, O=Example CA\",\"serial\":\"0A:1B\",\"sni\":\""
                    + NAMES[random.nextInt(NAMES.length)]
                    + "\",\"version\":\"TLS 1.3\",\"notbefore\":\"2025-12-01T00:00:00\",\"notafter\":\"2026-12-01T00:00:00\"}}";
        }
        return http(time, id, client, port, server, URLS[random.nextInt(URLS.length)], AGENT, 200);
    }

    private static String attack(String time, long id, SplittableRandom random) {
        String attacker = "203.0.113." + (1 + random.nextInt(250));
        String target = "10.20.0." + (1 + random.nextInt(20));
        int port = 32_768 + random.nextInt(28_000);
        return switch (random.nextInt(4)) {
            case 0 ->
                head(time, "flow", id, attacker, port, target, 1 + random.nextInt(1024), "TCP")
                        + ",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"bytes_toserver\":60,\"bytes_toclient\":54,"
                        + "\"start\":\"" + time + "\",\"end\":\"" + time + "\",\"state\":\"closed\"},"
                        + "\"tcp\":{\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"14\"}}";
            case 1 ->
                head(time, "flow", id, attacker, port, target, 22, "TCP")
                        + ",\"app_proto\":\"ssh\",\"flow\":{\"pkts_toserver\":14,\"pkts_toclient\":12,\"bytes_toserver\":2100,"
                        + "\"bytes_toclient\":2900,\"start\":\"" + time + "\",\"end\":\"" + time
                        + "\",\"state\":\"closed\"},"
                        + "\"tcp\":{\"tcp_flags_ts\":\"1b\",\"tcp_flags_tc\":\"1b\"}}";
            case 2 -> http(time, id, attacker, port, target, EXPLOIT, "sqlmap/1.7", 200);
            default ->
                head(time, "alert", id, attacker, port, target, 80, "TCP")
                        + ",\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":"
                        + (2_000_000 + random.nextInt(50))
                        + ",\"rev\":3,\"signature\":\"ET EXPLOIT made up\",\"category\":\"Attempted Administrator Privilege Gain\","
                        + "\"severity\":1},\"flow\":{\"pkts_toserver\":4,\"pkts_toclient\":3,\"bytes_toserver\":900,"
                        + "\"bytes_toclient\":400,\"start\":\"" + time + "\"}}";
        };
    }

    private static String http(
            String time, long id, String client, int port, String server, String url, String agent, int status) {
        return head(time, "http", id, client, port, server, 80, "TCP")
                + ",\"http\":{\"hostname\":\"www.example.com\",\"url\":\""
                + url + "\",\"http_user_agent\":\"" + agent
                + "\",\"http_content_type\":\"text/html\",\"http_method\":\"GET\","
                + "\"protocol\":\"HTTP/1.1\",\"status\":" + status + ",\"length\":5120}}";
    }

    private static String head(
            String time, String type, long id, String from, int fromPort, String to, int toPort, String protocol) {
        return "{\"timestamp\":\"" + time + "\",\"flow_id\":" + (1_000_000_000L + id)
                + ",\"in_iface\":\"eth0\",\"event_type\":\""
                + type + "\",\"src_ip\":\"" + from + "\",\"src_port\":" + fromPort + ",\"dest_ip\":\"" + to
                + "\",\"dest_port\":" + toPort + ",\"proto\":\"" + protocol + "\"";
    }
}
