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
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds data carried in DNS names. The source is the client that asks: the name server that passes the question on is a
 * bystander.
 *
 * <p>A tunnel must put new data into each question, so below one registered domain it asks many distinct names that are
 * long, of high entropy, or of types with room for an answer (TXT, NULL, CNAME, MX). Caches and content networks also
 * ask distinct names, but few per client and short ones; block lists and reverse look-ups ask many, and are known by
 * their domain.
 */
final class DnsTunnelDetector implements Detector, Explainer {
    static final int PAIRS_MAX = 10_000;
    private static final long WINDOW_MICROS = 300L * 1_000_000;
    private static final long SLOW_MICROS = 3600L * 1_000_000;
    private static final long REPORT_MICROS = 60L * 1_000_000;
    private static final int ENCODED_CHARS = 28;
    private static final double ENCODED_ENTROPY_BITS = 3.2;
    private static final double MANY_LENGTH = 12;
    private static final double MANY_ENTROPY_BITS = 2.8;
    private static final int NAME_SERVER_PORT = 53;
    /** Encodings of so much need no second name. */
    private static final int ODD_CHARS = 48;

    static final Threshold ENCODED_NAMES = new Threshold(
            "dns-tunnel.encoded-names", 10, 3, 128, "names", "long and of high entropy below one domain, in 5 minutes");
    static final Threshold ENCODED_NAMES_SLOW = new Threshold(
            "dns-tunnel.encoded-names-slow",
            25,
            3,
            128,
            "names",
            "long and of high entropy below one domain, in an hour");
    static final Threshold DATA_NAMES = new Threshold(
            "dns-tunnel.data-names", 20, 3, 128, "names", "of types with room for data below one domain, in 5 minutes");
    static final Threshold MANY_NAMES =
            new Threshold("dns-tunnel.many-names", 80, 10, 128, "names", "of any type below one domain, in 5 minutes");
    static final List<Threshold> THRESHOLDS = List.of(ENCODED_NAMES, ENCODED_NAMES_SLOW, DATA_NAMES, MANY_NAMES);

    private static final Set<String> LOOKUP_SERVICES = Set.of(
            "in-addr.arpa",
            "ip6.arpa",
            "spamhaus.org",
            "spamcop.net",
            "sorbs.net",
            "barracudacentral.org",
            "uribl.com",
            "surbl.org",
            "mcafee.com",
            "trendmicro.com",
            "sophosxl.net",
            "e5.sk",
            "senderbase.org",
            "cymru.com",
            "abuseat.org",
            "dnswl.org",
            "mailspike.net",
            "kaspersky-labs.com",
            "spamhaus.net");

    /** Content networks and clouds. They leave no name server to a customer, so what is asked there reaches only them. */
    private static final Set<String> CONTENT_NETWORKS = Set.of(
            "akamai.net",
            "akamaiedge.net",
            "akamaized.net",
            "edgekey.net",
            "edgesuite.net",
            "amazonaws.com",
            "cloudfront.net",
            "azure.net",
            "azureedge.net",
            "azurefd.net",
            "trafficmanager.net",
            "windows.net",
            "office365.com",
            "fastly.net",
            "fbcdn.net",
            "googlesyndication.com",
            "googleusercontent.com",
            "googlevideo.com",
            "gvt1.com",
            "nflxso.net",
            "nflxvideo.net",
            "aaplimg.com");

    private final LocalNetworks local;
    private final int encodedNames;
    private final int encodedNamesSlow;
    private final int dataNames;
    private final int manyNames;
    private final Finding finding = new Finding("dns-tunnel", 0.95);
    private final Map<Pair, DomainHistory> domains = new LastUsedMap<>(PAIRS_MAX);

    private record Pair(IpAddress client, String domain) {}

    DnsTunnelDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        encodedNames = thresholds.count(ENCODED_NAMES);
        encodedNamesSlow = thresholds.count(ENCODED_NAMES_SLOW);
        dataNames = thresholds.count(DATA_NAMES);
        manyNames = thresholds.count(MANY_NAMES);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        String name = event.dns().name();
        if (event.type() != EventType.DNS || name.isEmpty()) {
            return;
        }
        boolean below = DnsNames.hasTopLevel(name);
        int registered = below ? DnsNames.registeredFrom(name) : name.length() + 1;
        // A tunnel straight to its server needs no domain: everything is data.
        String domain = below ? name.substring(registered) : DnsNames.NO_TOP_LEVEL;
        int dataEnd = registered - 1;
        if (dataEnd <= 0 || LOOKUP_SERVICES.contains(domain) || CONTENT_NETWORKS.contains(domain)) {
            return;
        }
        Roles roles = roles(event);
        if (LocalNetworks.isGroup(roles.initiator()) || domain.equals("local")) {
            return;
        }
        DomainHistory history =
                domains.computeIfAbsent(new Pair(roles.initiator(), domain), pair -> new DomainHistory());
        double entropy = DnsNames.entropyBits(name, 0, dataEnd);
        boolean odd = dataEnd >= ODD_CHARS && DnsNames.holdsEncoding(name) && entropy >= ENCODED_ENTROPY_BITS;
        if (odd && history.reportedMicros == Long.MIN_VALUE) {
            history.reportedMicros = event.timeMicros();
            out.accept(finding.of(
                    AttackKind.DNS_TUNNEL,
                    roles,
                    IpAddress.NONE,
                    Severity.MEDIUM,
                    0.6,
                    event,
                    event.timeMicros(),
                    "encoded data in a name of " + name.length() + " characters: " + name,
                    1));
        }
        if (history.add(
                DnsNames.hashWithoutNumbers(name),
                event.timeMicros(),
                dataEnd,
                entropy,
                isDataType(event.dns().recordType()))) {
            judge(history, domain, roles, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        String name = event.dns().name();
        String domain =
                DnsNames.hasTopLevel(name) ? name.substring(DnsNames.registeredFrom(name)) : DnsNames.NO_TOP_LEVEL;
        DomainHistory history = domains.get(new Pair(roles(event).initiator(), domain));
        if (event.type() != EventType.DNS || history == null) {
            return "";
        }
        DomainHistory.View view =
                history.around(event.timeMicros(), WINDOW_MICROS, ENCODED_CHARS, ENCODED_ENTROPY_BITS);
        return view.names() + " names below " + domain + " in 5 minutes (" + manyNames + " are a tunnel), "
                + view.encoded() + " long and random (" + encodedNames + "), " + view.dataTypes() + " with room ("
                + dataNames + ")";
    }

    private void judge(DomainHistory history, String domain, Roles roles, NetworkEvent event, DetectionSink out) {
        if (history.reportedMicros != Long.MIN_VALUE
                && Math.abs(event.timeMicros() - history.reportedMicros) < REPORT_MICROS) {
            return;
        }
        DomainHistory.View view =
                history.around(event.timeMicros(), WINDOW_MICROS, ENCODED_CHARS, ENCODED_ENTROPY_BITS);
        boolean encoded = view.encoded() >= encodedNames && 2 * view.encoded() >= view.names();
        boolean data = view.dataTypes() >= dataNames && view.meanLength() >= MANY_LENGTH;
        boolean many = view.names() >= manyNames
                && view.meanLength() >= MANY_LENGTH
                && view.meanEntropyBits() >= MANY_ENTROPY_BITS;
        if (!encoded && !data && !many) {
            view = history.around(event.timeMicros(), SLOW_MICROS, ENCODED_CHARS, ENCODED_ENTROPY_BITS);
            encoded = view.encoded() >= encodedNamesSlow && 10 * view.encoded() >= 8 * view.names();
            if (!encoded) {
                return;
            }
        }
        history.reportedMicros = event.timeMicros();
        String evidence = String.format(
                Locale.ROOT,
                "%d distinct names below %s, %.0f characters and %.1f bits each, %d of types with room",
                view.names(),
                domain,
                view.meanLength(),
                view.meanEntropyBits(),
                view.dataTypes());
        double confidence = 0.6 + (encoded ? 0.1 : 0) + (data ? 0.1 : 0) + (many ? 0.05 : 0) + view.names() / 500.0;
        out.accept(finding.of(
                AttackKind.DNS_TUNNEL,
                roles,
                IpAddress.NONE,
                Severity.HIGH,
                confidence,
                event,
                view.firstMicros(),
                evidence,
                view.names()));
    }

    /** The client is the side that is not at port 53; some sensors turn the sides around in answers. */
    private Roles roles(NetworkEvent event) {
        boolean turned = event.srcPort() == NAME_SERVER_PORT && event.dstPort() != NAME_SERVER_PORT;
        IpAddress client = turned ? event.dstIp() : event.srcIp();
        IpAddress server = turned ? event.srcIp() : event.dstIp();
        return new Roles(client, server, NAME_SERVER_PORT, local.contains(client), local.contains(server));
    }

    private static boolean isDataType(String recordType) {
        return switch (recordType) {
            case "TXT", "NULL", "CNAME", "MX", "SRV", "KEY", "PRIVATE", "ANY" -> true;
            default -> false;
        };
    }
}
