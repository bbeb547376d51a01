package com.hookprobe.node.report.core;

import java.util.Locale;
import java.util.Map;

/** Terms of the trade in words for people who run a shop. */
public final class Words {
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("ARP_SPOOFING", "A machine posed as another one in the network"),
            Map.entry("MAC_FLOODING", "A switch was flooded to make it leak"),
            Map.entry("VLAN_HOPPING", "Someone tried to leave their part of the network"),
            Map.entry("EVIL_TWIN", "A false wireless network with your name"),
            Map.entry("ROGUE_DHCP", "An unknown machine gave out addresses"),
            Map.entry("WIFI_DEAUTHENTICATION", "Devices were thrown out of the wireless network"),
            Map.entry("IP_SPOOFING", "Traffic with forged senders"),
            Map.entry("ICMP_FLOOD", "Flood of pings"),
            Map.entry("SMURF", "Flood of pings by way of others"),
            Map.entry("ROUTING", "Someone tried to turn traffic their way"),
            Map.entry("FRAGMENTATION", "Broken-up traffic that hides an attack"),
            Map.entry("ICMP_TUNNEL", "Data hidden in pings"),
            Map.entry("SYN_FLOOD", "Flood of connection requests"),
            Map.entry("UDP_FLOOD", "Flood of packets"),
            Map.entry("TCP_RESET", "Someone cut connections of others"),
            Map.entry("SESSION_HIJACK", "Someone tried to take over a connection"),
            Map.entry("PORT_SCAN", "Someone tried all doors of a machine"),
            Map.entry("HOST_SWEEP", "Someone tried one door of many machines"),
            Map.entry("PROBE", "A few knocks at closed doors"),
            Map.entry("SSL_STRIP", "Someone tried to remove encryption"),
            Map.entry("TLS_DOWNGRADE", "Someone tried to weaken encryption"),
            Map.entry("CERTIFICATE_FORGED", "A false certificate"),
            Map.entry("BRUTE_FORCE", "Guessing of passwords"),
            Map.entry("AUTH_BYPASS", "A log-in that worked after many guesses"),
            Map.entry("SQL_INJECTION", "Attack on a database behind a web page"),
            Map.entry("XSS", "Attack on visitors of a web page"),
            Map.entry("PATH_TRAVERSAL", "Attempt to read files of a web server"),
            Map.entry("COMMAND_INJECTION", "Attempt to run commands on a server"),
            Map.entry("WEB_EXPLOIT", "Attack on a known hole of a web server"),
            Map.entry("WEB_SCAN", "Search for weak spots of a web server"),
            Map.entry("HTTP_FLOOD", "Flood of web requests"),
            Map.entry("DNS_TUNNEL", "Data hidden in name look-ups"),
            Map.entry("DGA", "Look-ups of names that malware makes up"),
            Map.entry("BEACONING", "A machine reports to somebody again and again"),
            Map.entry("EXFILTRATION", "Unusually much was sent out"),
            Map.entry("MALWARE", "Traffic of malicious software"),
            Map.entry("EXPLOIT", "Attack on a known hole"),
            Map.entry("BAD_REPUTATION", "Traffic with an address of bad name"),
            Map.entry("FLOOD", "Flood of traffic"),
            Map.entry("POLICY", "Something unusual, no attack by itself"),
            Map.entry("IDS_ALERT", "Another alert of a sensor"));

    private static final Map<String, String> ACTIONS = Map.of(
            "BLOCK", "blocked",
            "BLOCK_LONG", "blocked for long",
            "RATE_LIMIT", "slowed down",
            "QUARANTINE", "put in quarantine",
            "WATCH", "watched");

    private static final Map<String, String> CHANGES = Map.ofEntries(
            Map.entry("enrol", "asked to be let in"),
            Map.entry("approve", "was let in"),
            Map.entry("admit", "was let in by a token"),
            Map.entry("suspend", "was taken out for a while"),
            Map.entry("reinstate", "was let in again"),
            Map.entry("revoke", "was taken out for ever"),
            Map.entry("replace", "took another one's place"),
            Map.entry("rotate-key", "changed its key"),
            Map.entry("set-baseline", "got new software"),
            Map.entry("set-kyc", "its owner was checked"),
            Map.entry("set-site", "was given a site"),
            Map.entry("set-roles", "was given labels"));

    private static final Map<String, String> ENTRIES = Map.of(
            "ids_alert", "Attacks that were seen",
            "mitigation", "Blocks by the word of others",
            "policy_update", "Orders of people, and settings",
            "decision", "Decisions of the mesh",
            "resonance", "States of integrity",
            "model_update", "Models that were sent or taken",
            "threat_intel", "News of attackers");

    private Words() {}

    /** A kind of attack. */
    public static String kind(String name) {
        return KINDS.getOrDefault(name, plain(name));
    }

    /** What was done. */
    public static String action(String name) {
        return ACTIONS.getOrDefault(name, plain(name).toLowerCase(Locale.ROOT));
    }

    /** A change of a device. */
    public static String change(String action) {
        return CHANGES.getOrDefault(action, action);
    }

    /** What an entry of the ledger records. */
    public static String entry(String label) {
        return ENTRIES.getOrDefault(label, plain(label));
    }

    /** {@code SOME_NAME} as "Some name". */
    public static String plain(String name) {
        String words = name.replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** "1 attack", "3 attacks". */
    public static String counted(long count, String one, String many) {
        return grouped(count) + " " + (count == 1 ? one : many);
    }

    /** With a thin mark between thousands. */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A share as percent; "100 %" only when nothing lacks. */
    public static String percent(double share) {
        if (share < 0) {
            return "not known";
        }
        // Rounded down near the top: what lacks a minute is not whole.
        double tenths = Math.floor(Math.min(1, share) * 1_000) / 10;
        boolean fine = tenths < 10 || tenths > 98 && tenths < 100;
        return String.format(Locale.ROOT, fine ? "%.1f %%" : "%.0f %%", tenths);
    }

    /** A span of seconds in its two greatest units. */
    public static String span(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
        }
        return counted(seconds / 86_400, "day", "days") + " " + seconds % 86_400 / 3_600 + " h";
    }
}
