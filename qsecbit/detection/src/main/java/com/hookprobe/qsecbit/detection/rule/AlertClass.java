package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Locale;

/**
 * What an alert of a sensor means: its kind by the rule's category and name, its severity by the number of the rule and
 * the category, its confidence by what such rules are worth.
 *
 * <p>The number alone is not enough: protocol oddities and policy rules fire on honest traffic all day with the same
 * numbers as attacks, and of the alert names of a recorded intrusion most fire on honest traffic too.
 */
record AlertClass(AttackKind kind, Severity severity, double confidence) {
    private static final Severity[] BY_NUMBER = {Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO};

    static AlertClass of(NetworkEvent.Alert alert) {
        String category = alert.category().toLowerCase(Locale.ROOT);
        String name = alert.signature().toLowerCase(Locale.ROOT);
        AttackKind kind = kind(category, name);
        Severity severity = BY_NUMBER[Math.max(1, Math.min(BY_NUMBER.length, alert.severity())) - 1];
        double confidence = switch (kind) {
            case POLICY -> 0.2;
            case IDS_ALERT -> 0.5;
            case BAD_REPUTATION, PORT_SCAN -> 0.7;
            default -> 0.75;
        };
        if (kind == AttackKind.POLICY && severity.atLeast(Severity.LOW)) {
            severity = Severity.INFO;
        } else if (category.startsWith("successful") || isCommand(category) || isCriticalRule(alert, kind)) {
            severity = Severity.CRITICAL;
            confidence = 0.85;
        } else if (name.startsWith("et tor") && name.contains("not exit")) {
            // A relay only passes on; most that meet it are users of the network.
            severity = Severity.LOW;
            confidence = 0.4;
        } else if (name.startsWith("et info") || name.startsWith("et user_agents") || name.startsWith("et hunting")) {
            severity = severity.atLeast(Severity.LOW) ? Severity.LOW : severity;
            confidence = 0.4;
        }
        return new AlertClass(kind, severity, confidence * ruleFactor(alert));
    }

    private static boolean isCriticalRule(NetworkEvent.Alert alert, AttackKind kind) {
        return alert.ruleSeverity().equalsIgnoreCase("critical")
                && kind != AttackKind.PORT_SCAN
                && kind != AttackKind.BAD_REPUTATION;
    }

    private static boolean isCommand(String category) {
        return category.startsWith("malware command and control");
    }

    private static double ruleFactor(NetworkEvent.Alert alert) {
        return switch (alert.ruleConfidence().toLowerCase(Locale.ROOT)) {
            case "high" -> 1.1;
            case "low" -> 0.7;
            default -> 1;
        };
    }

    private static AttackKind kind(String category, String name) {
        if (name.startsWith("et scan") || name.contains("portscan") || category.contains("network scan")) {
            return AttackKind.PORT_SCAN;
        }
        if (isReputation(name)) {
            return AttackKind.BAD_REPUTATION;
        }
        if (isPolicy(name)) {
            return AttackKind.POLICY;
        }
        AttackKind web = webKind(name);
        if (web != AttackKind.IDS_ALERT) {
            return web;
        }
        return switch (category) {
            case "generic protocol command decode",
                    "not suspicious traffic",
                    "unknown traffic",
                    "misc activity",
                    "potential corporate privacy violation",
                    "potentially unwanted program detected",
                    "device retrieving external ip address detected",
                    "generic icmp event",
                    "a suspicious filename was detected",
                    "tcp connection detected" -> AttackKind.POLICY;
            case "a network trojan was detected",
                    "malware command and control activity detected",
                    "domain observed used for c2 detected",
                    "targeted malicious activity was detected",
                    "crypto currency mining activity detected",
                    "exploit kit activity detected" -> AttackKind.MALWARE;
            case "web application attack", "access to a potentially vulnerable web application" ->
                AttackKind.WEB_EXPLOIT;
            case "attempted administrator privilege gain",
                    "attempted user privilege gain",
                    "successful administrator privilege gain",
                    "successful user privilege gain",
                    "executable code was detected",
                    "unsuccessful user privilege gain" -> AttackKind.EXPLOIT;
            case "attempted denial of service", "detection of a denial of service attack", "denial of service" ->
                AttackKind.FLOOD;
            case "an attempted login using a suspicious username was detected",
                    "attempt to login by a default username and password" -> AttackKind.BRUTE_FORCE;
            default -> AttackKind.IDS_ALERT;
        };
    }

    private static boolean isReputation(String name) {
        return name.startsWith("et cins")
                || name.startsWith("et compromised")
                || name.startsWith("et drop")
                || name.startsWith("et 3coresec")
                || name.startsWith("et tor")
                || name.startsWith("et rbn")
                || name.startsWith("et threatview")
                || name.contains("poor reputation");
    }

    private static boolean isPolicy(String name) {
        int group = name.indexOf(' ') + 1;
        return name.startsWith("policy", group)
                || name.startsWith("chat", group)
                || name.startsWith("p2p", group)
                || name.startsWith("games", group)
                || name.startsWith("stream", group);
    }

    private static AttackKind webKind(String name) {
        if (name.contains("sql injection") || name.contains("sqli")) {
            return AttackKind.SQL_INJECTION;
        }
        if (name.contains("cross site scripting") || name.contains("xss")) {
            return AttackKind.XSS;
        }
        if (name.contains("traversal") || name.contains("/etc/passwd")) {
            return AttackKind.PATH_TRAVERSAL;
        }
        if (name.contains("command injection") || name.contains("remote command execution")) {
            return AttackKind.COMMAND_INJECTION;
        }
        if (name.contains("brute force") || name.contains("login attempt")) {
            return AttackKind.BRUTE_FORCE;
        }
        return AttackKind.IDS_ALERT;
    }
}
