package com.hookprobe.node.exchange;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Alerts of engines as detections of this node (exchange 8.4). Their wishes are nobody's business here: this site's policy decides. */
public final class ForeignAlerts {
    private static final int ID_BYTES = 16;

    /** Words in the names of scenarios, the first that is found counts. */
    private static final Map<String, AttackKind> WORDS = words();

    private final LocalNetworks own;

    /** For a site with these hosts. */
    public ForeignAlerts(LocalNetworks own) {
        this.own = own;
    }

    /** Empty for a simulated alert, and for one about anything but one address: nothing follows from these. */
    public Optional<Detection> detection(ForeignAlert alert, long nowMicros) {
        Optional<IpAddress> source =
                alert.subject().addresses().filter(Cidr::isSingle).map(Cidr::address);
        if (alert.simulated() || source.isEmpty() || LocalNetworks.isGroup(source.get())) {
            return Optional.empty();
        }
        AttackKind kind = kind(alert.scenario());
        // The engine's clock is its own.
        long last = Math.min(alert.stopMicros(), nowMicros);
        return Optional.of(new Detection(
                id(alert),
                kind,
                source.get(),
                MacAddress.NONE,
                IpAddress.NONE,
                // What no table here has a word for is no reason to block at once.
                kind == AttackKind.IDS_ALERT ? Severity.MEDIUM : Severity.HIGH,
                alert.weight(),
                Math.min(alert.startMicros(), last),
                last,
                alert.scenario() + ", " + alert.events() + " events",
                Math.max(1, alert.events()),
                "crowdsec/" + alert.machine(),
                alert.machine(),
                own.contains(source.get())));
    }

    /** The kind of attack that a scenario is about. */
    static AttackKind kind(String scenario) {
        String name = scenario.toLowerCase(Locale.ROOT);
        String behind = name.substring(name.indexOf('/') + 1);
        for (Map.Entry<String, AttackKind> word : WORDS.entrySet()) {
            if (('-' + behind + '-').contains('-' + word.getKey() + '-')) {
                return word.getValue();
            }
        }
        return AttackKind.IDS_ALERT;
    }

    private static Map<String, AttackKind> words() {
        Map<String, AttackKind> words = new LinkedHashMap<>();
        words.put("sqli", AttackKind.SQL_INJECTION);
        words.put("xss", AttackKind.XSS);
        words.put("path-traversal", AttackKind.PATH_TRAVERSAL);
        words.put("bf", AttackKind.BRUTE_FORCE);
        words.put("bruteforce", AttackKind.BRUTE_FORCE);
        words.put("user-enum", AttackKind.BRUTE_FORCE);
        words.put("cve", AttackKind.WEB_EXPLOIT);
        words.put("exploit", AttackKind.WEB_EXPLOIT);
        words.put("log4j2", AttackKind.WEB_EXPLOIT);
        words.put("rce", AttackKind.COMMAND_INJECTION);
        words.put("probing", AttackKind.WEB_SCAN);
        words.put("crawl", AttackKind.WEB_SCAN);
        words.put("bad-user-agent", AttackKind.WEB_SCAN);
        words.put("sensitive-files", AttackKind.WEB_SCAN);
        words.put("scan", AttackKind.PORT_SCAN);
        words.put("portscan", AttackKind.PORT_SCAN);
        words.put("multi_ports", AttackKind.PORT_SCAN);
        words.put("ddos", AttackKind.HTTP_FLOOD);
        words.put("dos", AttackKind.HTTP_FLOOD);
        words.put("flood", AttackKind.FLOOD);
        return words;
    }

    private static String id(ForeignAlert alert) {
        byte[] text = (ForeignLabels.DETECTION_ID
                        + alert.machine()
                        + '|'
                        + alert.scenario()
                        + '|'
                        + alert.subject()
                        + '|')
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer input = ByteBuffer.allocate(text.length + 2 * Long.BYTES)
                .put(text)
                .putLong(alert.startMicros())
                .putLong(alert.stopMicros());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input.array());
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
