package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.NetworkEvent;

/** What was understood of an event, on one line. */
final class EventText {
    private EventText() {}

    static String of(NetworkEvent event) {
        StringBuilder text = new StringBuilder(event.type() + " at " + Output.time(event.timeMicros()) + " "
                + side(event.srcIp().toString(), event.srcPort()) + " -> "
                + side(event.dstIp().toString(), event.dstPort()) + " " + event.transport());
        add(text, event.appProto());
        if (event.alert().isPresent()) {
            add(text, "alert " + event.alert().sid() + " " + event.alert().signature());
        }
        if (event.flow().isPresent()) {
            add(
                    text,
                    "packets " + event.flow().packetsToServer() + "/"
                            + event.flow().packetsToClient() + " bytes "
                            + event.flow().bytesToServer() + "/" + event.flow().bytesToClient() + " "
                            + event.flow().state());
        }
        if (event.http().isPresent()) {
            add(
                    text,
                    event.http().method() + " " + event.http().host()
                            + event.http().url() + " " + event.http().status());
        }
        add(text, event.dns().name());
        add(text, event.tls().sni());
        if (event.login().outcome() != NetworkEvent.Login.Outcome.NONE) {
            add(text, "log-in " + event.login().outcome());
        }
        add(text, event.anomaly().name());
        return printable(text);
    }

    private static String side(String ip, int port) {
        return port == 0 ? ip : ip + " port " + port;
    }

    private static void add(StringBuilder text, String more) {
        if (!more.isEmpty()) {
            text.append("; ").append(more);
        }
    }

    /** It comes from the network: what could break a terminal is replaced. */
    private static String printable(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
