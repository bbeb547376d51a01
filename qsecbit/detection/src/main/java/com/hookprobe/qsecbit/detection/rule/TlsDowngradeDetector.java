package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Explainer;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds sessions with an older version of SSL or TLS than both sides can do: somebody between them has had a hand in it
 * (RFC 7507 says how).
 *
 * <p>An old version alone is no attack: there are appliances that cannot do better. So the version counts only against
 * what the same client and server have agreed on before, or what each of them has agreed on with others. Nobody knows
 * who sits between them, so the detection names the client as its target and no source.
 */
final class TlsDowngradeDetector implements Detector, Explainer {
    static final int CLIENTS_MAX = 10_000;
    static final int SERVERS_MAX = 20_000;
    static final int PAIRS_MAX = 20_000;
    private static final int COUNT_MAX = 1_000_000;

    static final Threshold SESSIONS = new Threshold(
            "tls-downgrade.sessions", 2, 1, 1000, "sessions", "with TLS 1.2 or later before an old one is suspicious");
    static final List<Threshold> THRESHOLDS = List.of(SESSIONS);

    private final LocalNetworks local;
    private final int sessionsMin;
    private final Finding finding = new Finding("tls-downgrade", 0.9);
    private final Map<IpAddress, Seen> clients = new LastUsedMap<>(CLIENTS_MAX);
    private final Map<String, Seen> servers = new LastUsedMap<>(SERVERS_MAX);
    private final Map<Pair, Seen> pairs = new LastUsedMap<>(PAIRS_MAX);

    private record Pair(IpAddress client, String server) {}

    /** Sessions of version 1.2 or later so far. */
    private static final class Seen {
        int current;
        boolean reported;
    }

    TlsDowngradeDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        sessionsMin = thresholds.count(SESSIONS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.TLS) {
            return;
        }
        int version = TlsVersion.of(event.tls().version());
        if (version == TlsVersion.UNKNOWN) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        String server = server(event, roles);
        Seen client = clients.computeIfAbsent(roles.initiator(), ip -> new Seen());
        Seen offered = servers.computeIfAbsent(server, text -> new Seen());
        Seen pair = pairs.computeIfAbsent(new Pair(roles.initiator(), server), key -> new Seen());
        if (!TlsVersion.isOld(version)) {
            client.current = Math.min(COUNT_MAX, client.current + 1);
            offered.current = Math.min(COUNT_MAX, offered.current + 1);
            pair.current = Math.min(COUNT_MAX, pair.current + 1);
            pair.reported = false;
        } else if (!pair.reported) {
            judge(pair, client, offered, version, server, roles, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        int version = TlsVersion.of(event.tls().version());
        if (event.type() != EventType.TLS || version == TlsVersion.UNKNOWN) {
            return "";
        }
        Roles roles = Roles.of(event, local);
        String server = server(event, roles);
        return TlsVersion.text(version) + "; sessions with TLS 1.2 or later: client "
                + count(clients.get(roles.initiator()))
                + ", server " + count(servers.get(server)) + ", together "
                + count(pairs.get(new Pair(roles.initiator(), server))) + ", " + sessionsMin + " count";
    }

    private void judge(
            Seen pair,
            Seen client,
            Seen offered,
            int version,
            String server,
            Roles roles,
            NetworkEvent event,
            DetectionSink out) {
        Severity severity;
        double confidence;
        String why;
        if (pair.current >= sessionsMin) {
            severity = Severity.HIGH;
            confidence = 0.75;
            why = "after " + pair.current + " sessions of the same two with TLS 1.2 or later";
        } else if (client.current >= sessionsMin && offered.current >= sessionsMin) {
            severity = Severity.MEDIUM;
            confidence = 0.6;
            why = "both can do TLS 1.2 or later with others";
        } else if (version <= TlsVersion.SSL_3 && !roles.responderLocal()) {
            severity = Severity.LOW;
            confidence = 0.5;
            why = "which anybody in between can read";
        } else {
            return;
        }
        pair.reported = true;
        // Whoever connects to us from outside chooses his version himself: he tests what we accept.
        boolean probing = roles.inbound();
        out.accept(finding.make(
                AttackKind.TLS_DOWNGRADE,
                probing ? roles.initiator() : IpAddress.NONE,
                MacAddress.NONE,
                probing ? roles.responder() : roles.initiator(),
                probing ? Severity.LOW : severity,
                probing ? 0.4 : confidence,
                event.timeMicros(),
                event.timeMicros(),
                TlsVersion.text(version) + " with " + server + ", " + why,
                1,
                event.sensor(),
                false));
    }

    private static String server(NetworkEvent event, Roles roles) {
        return event.tls().sni().isEmpty()
                ? roles.responder().toString()
                : event.tls().sni();
    }

    private static int count(@Nullable Seen seen) {
        return seen == null ? 0 : seen.current;
    }
}
