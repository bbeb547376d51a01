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
import java.util.Map;

/**
 * Finds programs that look for their controller under names that they make up (T1568.002): most of these names are not
 * registered, so one client asks for many distinct registered domains that do not exist.
 *
 * <p>Names that look drawn at random count fully; of plain words it takes many more, as a mail server meets many
 * invented senders. Several names below one registered domain count once (search lists append the own domain to every
 * typing error), single labels not at all (browsers probe with them), and hosts that answer questions themselves are
 * resolvers that ask for others.
 */
final class DgaDetector implements Detector, Explainer {
    static final int CLIENTS_MAX = 10_000;
    private static final int RESOLVERS_MAX = 256;
    private static final int DOMAINS_MAX = 128;
    private static final long WINDOW_MICROS = 600L * 1_000_000;
    private static final int NAME_SERVER_PORT = 53;

    static final Threshold RANDOM_DOMAINS = new Threshold(
            "dga.random-domains",
            10,
            3,
            128,
            "domains",
            "that look made up and do not exist, asked by one client in 10 minutes");
    static final Threshold DOMAINS = new Threshold(
            "dga.domains", 60, 10, 128, "domains", "that do not exist, asked by one client in 10 minutes");
    static final List<Threshold> THRESHOLDS = List.of(RANDOM_DOMAINS, DOMAINS);

    private final LocalNetworks local;
    private final int randomMax;
    private final int domainsMax;
    private final Finding finding = new Finding("dga", 0.95);
    private final Map<IpAddress, Client> clients = new LastUsedMap<>(CLIENTS_MAX);
    private final Map<IpAddress, Boolean> resolvers = new LastUsedMap<>(RESOLVERS_MAX);

    private static final class Client {
        final RecentSet random = new RecentSet(DOMAINS_MAX);
        final RecentSet plain = new RecentSet(DOMAINS_MAX);
        int nextReport;
    }

    DgaDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        randomMax = thresholds.count(RANDOM_DOMAINS);
        domainsMax = thresholds.count(DOMAINS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.DNS) {
            return;
        }
        boolean turned = isTurned(event);
        IpAddress client = turned ? event.dstIp() : event.srcIp();
        IpAddress server = turned ? event.srcIp() : event.dstIp();
        if (LocalNetworks.isGroup(client)) {
            return;
        }
        if (event.dns().query() || !event.dns().responseCode().equals("NXDOMAIN")) {
            // What one of our hosts is asked and answers makes it a resolver.
            if (!event.dns().query() && local.contains(server)) {
                resolvers.put(server, Boolean.TRUE);
            }
            return;
        }
        String name = event.dns().name();
        int registered = DnsNames.registeredFrom(name);
        int end = name.indexOf('.', registered);
        if (end < 0 || name.endsWith(".arpa") || name.endsWith(".local") || resolvers.containsKey(client)) {
            return;
        }
        Client state = clients.computeIfAbsent(client, ip -> new Client());
        RecentSet set = MadeUpName.looksRandom(name, registered, end) ? state.random : state.plain;
        if (set.add(name.substring(registered).hashCode(), event.timeMicros())) {
            judge(state, name, client, server, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.type() != EventType.DNS) {
            return "";
        }
        IpAddress client = isTurned(event) ? event.dstIp() : event.srcIp();
        Client state = clients.get(client);
        if (state == null) {
            return resolvers.containsKey(client) ? client + " is a resolver" : "";
        }
        int random = state.random.around(event.timeMicros(), WINDOW_MICROS);
        int plain = state.plain.around(event.timeMicros(), WINDOW_MICROS);
        return client + " asked for domains that do not exist in 10 minutes: " + random + " that look made up of "
                + randomMax + ", " + (random + plain) + " of " + domainsMax;
    }

    private void judge(
            Client state, String name, IpAddress client, IpAddress server, NetworkEvent event, DetectionSink out) {
        int random = state.random.around(event.timeMicros(), WINDOW_MICROS);
        int all = random + state.plain.around(event.timeMicros(), WINDOW_MICROS);
        boolean madeUp = random >= randomMax && 3 * random >= all;
        if (!madeUp && all < domainsMax) {
            state.nextReport = 0;
            return;
        }
        if (all < state.nextReport) {
            return;
        }
        state.nextReport = 2 * all;
        Roles roles = new Roles(client, server, NAME_SERVER_PORT, local.contains(client), local.contains(server));
        long first = Math.min(
                state.random.firstMicros(event.timeMicros(), WINDOW_MICROS),
                state.plain.firstMicros(event.timeMicros(), WINDOW_MICROS));
        out.accept(finding.of(
                AttackKind.DGA,
                roles,
                IpAddress.NONE,
                madeUp ? Severity.HIGH : Severity.MEDIUM,
                (madeUp ? 0.7 : 0.5) + random / 200.0,
                event,
                first,
                all + " domains that do not exist, " + random + " look made up, last " + name,
                all));
    }

    private static boolean isTurned(NetworkEvent event) {
        return event.srcPort() == NAME_SERVER_PORT && event.dstPort() != NAME_SERVER_PORT;
    }
}
