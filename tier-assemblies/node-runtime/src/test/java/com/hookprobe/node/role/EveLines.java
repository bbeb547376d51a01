package com.hookprobe.node.role;

import com.hookprobe.node.leak.Needle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Records of a sensor that tell of attacks with all that a sensor knows, and the list of what must stay at home. */
final class EveLines {
    static final List<String> ATTACKERS =
            List.of("203.0.113.77", "198.51.100.219", "192.0.2.183", "203.0.101.91", "2001:db8:5a17:beef::c0de");
    /** One of the site's own hosts that has been taken over. */
    static final String INFECTED = "10.77.66.59";

    static final List<String> VICTIMS = List.of(INFECTED, "10.77.66.55", "172.23.119.201", "fd3c:91aa:7e02::42d7");
    static final String SIGNATURE = "ET EXPLOIT Zebrafinch overflow";

    private static final String FLOW_ID = "1844674407370955161";
    private static final String SOURCE_MAC = "0a:7b:2c:5d:1e:6f";
    private static final String TARGET_MAC = "4e:91:d3:a8:57:bc";
    private static final String HOST = "payroll-srv7.victim-corp.example";
    private static final String DNS_NAME = "vpn-gateway.branch-lyon.example";
    private static final String SNI = "intranet.quagga-holding.example";
    private static final String URL =
            "/hr/salaries.php?employee=okonkwo&id=1%27%20UNION%20SELECT%20iban%20FROM%20staff--";
    private static final String URL_PART = "salaries.php?employee=okonkwo";
    private static final String URL_DECODED = "UNION SELECT iban FROM staff";
    private static final String AGENT = "QuaggaBrowser/7.31 (Payroll Terminal 4)";
    private static final String FILE = "merger-plan-confidential.docx";
    private static final String MAIL = "a.okonkwo@victim-corp.example";
    private static final String USER = "svc_backup_lyon";
    private static final String PAYLOAD = "PASS hunter2-okapi; DROP TABLE invoices";
    private static final String SENSOR = "probe-numbat.victim-corp.example";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+0000'", Locale.ROOT);

    private int rule = 2_010_000;

    private static String now() {
        return TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
    }

    /** All of these are in each record of an attack. */
    static List<Needle> details() {
        List<Needle> details = new ArrayList<>(neverKept());
        details.addAll(List.of(
                Needle.text("the HTTP host", HOST),
                Needle.text("the DNS name", DNS_NAME),
                Needle.text("the TLS SNI", SNI),
                Needle.text("the URL", URL_PART),
                Needle.text("the URL, decoded", URL_DECODED),
                Needle.text("the user agent", AGENT),
                Needle.text("the file's name", FILE),
                Needle.text("the mail address", MAIL),
                Needle.text("the user's name", USER),
                Needle.text("the sensor's name", SENSOR)));
        return details;
    }

    /** Of these not even the sealed payload knows. */
    static List<Needle> neverKept() {
        return List.of(
                Needle.number("the flow's id", Long.parseLong(FLOW_ID)),
                mac("the attacker's MAC address", SOURCE_MAC),
                mac("the victim's MAC address", TARGET_MAC),
                Needle.text("the payload", PAYLOAD));
    }

    /** The text of the rule is told to the site's operator in its own log. */
    static Needle signature() {
        return Needle.text("the rule's text", SIGNATURE);
    }

    static List<Needle> victims() {
        return VICTIMS.stream()
                .map(a -> Needle.address("a victim's address " + a, a))
                .toList();
    }

    static List<Needle> attackers() {
        return ATTACKERS.stream()
                .map(a -> Needle.address("an attacker's address " + a, a))
                .toList();
    }

    private static Needle mac(String what, String text) {
        return Needle.mac(what, HexFormat.ofDelimiter(":").parseHex(text));
    }

    /** Each attacker, by several rules, against the victims in turn. */
    List<String> attacks() {
        List<String> lines = new ArrayList<>();
        String[] categories = {
            "Attempted Administrator Privilege Gain",
            "Web Application Attack",
            "A Network Trojan was detected",
            "Successful User Privilege Gain"
        };
        for (String category : categories) {
            for (int i = 0; i < ATTACKERS.size(); i++) {
                lines.add(alert(ATTACKERS.get(i), victim(ATTACKERS.get(i), i), category));
            }
        }
        lines.add(alert(INFECTED, ATTACKERS.get(0), "Malware Command and Control Activity Detected"));
        lines.add(event("http", ATTACKERS.get(1), VICTIMS.get(1), ""));
        lines.add(event("dns", VICTIMS.get(1), VICTIMS.get(2), ""));
        lines.add(event("tls", VICTIMS.get(2), ATTACKERS.get(2), ""));
        lines.add(event("fileinfo", VICTIMS.get(2), ATTACKERS.get(2), ""));
        lines.add(event("smtp", ATTACKERS.get(2), VICTIMS.get(1), ""));
        for (int i = 0; i < 12; i++) {
            lines.add(event("ftp", ATTACKERS.get(3), VICTIMS.get(1), ""));
        }
        return lines;
    }

    /** More of the first attacker, of kinds that it was not seen with before. */
    List<String> again() {
        return List.of(
                alert(ATTACKERS.get(0), VICTIMS.get(1), "Attempted Denial of Service"),
                alert(ATTACKERS.get(0), VICTIMS.get(1), "Detection of a Network Scan"));
    }

    /** Different slight alerts at one host: a burst. The rule of the last one names a host of the site. */
    List<String> burst(String attacker) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(slightAlert(attacker, VICTIMS.get(1), SIGNATURE + " " + i));
        }
        lines.add(slightAlert(attacker, VICTIMS.get(1), SIGNATURE + " at " + VICTIMS.get(2)));
        return lines;
    }

    private String slightAlert(String from, String to, String signature) {
        return event(
                "alert",
                from,
                to,
                "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":" + ++rule + ",\"rev\":1,"
                        + "\"signature\":\"" + signature + "\",\"category\":\"Misc activity\",\"severity\":3},");
    }

    /** One of the kinds of a burst. */
    String slightAlert(String attacker, int kind) {
        return slightAlert(attacker, VICTIMS.get(1), SIGNATURE + " " + kind);
    }

    /** An alert with nothing in it that must stay at home. */
    static String plainAlert(String attacker) {
        return plainAlert(attacker, 2_010_001, "an exploit", "Attempted Administrator Privilege Gain", 1);
    }

    /** The same by another rule. */
    static String plainAlert(String attacker, int sid, String signature, String category, int severity) {
        return "{\"timestamp\":\"" + now() + "\",\"flow_id\":1,\"event_type\":\"alert\",\"src_ip\":\"" + attacker
                + "\",\"src_port\":51515,\"dest_ip\":\"10.0.0.5\",\"dest_port\":443,\"proto\":\"TCP\","
                + "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":" + sid + ",\"rev\":1,"
                + "\"signature\":\"" + signature + "\",\"category\":\"" + category + "\",\"severity\":" + severity
                + "}}";
    }

    private static String victim(String attacker, int i) {
        return attacker.contains(":") ? VICTIMS.get(3) : VICTIMS.get(1 + i % 2);
    }

    private String alert(String from, String to, String category) {
        String alert = "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":" + ++rule + ",\"rev\":1,"
                + "\"signature\":\"" + SIGNATURE + "\",\"category\":\"" + category + "\",\"severity\":1},";
        return event("alert", from, to, alert);
    }

    private String event(String type, String from, String to, String more) {
        String payload = Base64.getEncoder().encodeToString(PAYLOAD.getBytes(StandardCharsets.UTF_8));
        return "{\"timestamp\":\"" + now() + "\",\"flow_id\":" + FLOW_ID + ",\"event_type\":\"" + type + "\","
                + "\"host\":\"" + SENSOR + "\",\"src_ip\":\"" + from + "\",\"src_port\":51515,\"dest_ip\":\"" + to
                + "\",\"dest_port\":21,\"proto\":\"TCP\",\"direction\":\"to_server\","
                + "\"ether\":{\"src_mac\":\"" + SOURCE_MAC + "\",\"dest_mac\":\"" + TARGET_MAC + "\"}," + more
                + "\"http\":{\"hostname\":\"" + HOST + "\",\"url\":\"" + URL + "\",\"http_user_agent\":\"" + AGENT
                + "\",\"http_method\":\"GET\",\"status\":200},"
                + "\"dns\":{\"type\":\"query\",\"rrname\":\"" + DNS_NAME + "\",\"rrtype\":\"A\"},"
                + "\"tls\":{\"sni\":\"" + SNI + "\",\"version\":\"TLS 1.3\"},"
                + "\"ftp\":{\"command\":\"USER\",\"command_data\":\"" + USER + "\",\"completion_code\":[\"530\"]},"
                + "\"smtp\":{\"mail_from\":\"<" + MAIL + ">\",\"rcpt_to\":[\"<" + MAIL + ">\"]},"
                + "\"fileinfo\":{\"filename\":\"" + FILE + "\",\"size\":4096},"
                + "\"payload\":\"" + payload + "\",\"payload_printable\":\"" + PAYLOAD + "\"}";
    }
}
