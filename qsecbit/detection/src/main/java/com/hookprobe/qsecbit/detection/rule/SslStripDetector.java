package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
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

/**
 * Finds pages that should be encrypted and are not any more (the attack of Marlinspike's sslstrip, 2009), per client and
 * site.
 *
 * <p>Two signs. A client that reached a site by TLS sends or gets a log-in page of the same site in the clear. Or a page
 * that the site answered with a redirect each time now comes in the clear with content: somebody else followed the
 * redirect. A site that serves pages both ways shows neither, and a redirect in the clear is what honest sites do. As
 * nobody knows who sits in between, the client is the target and there is no source.
 */
final class SslStripDetector implements Detector {
    static final int PAIRS_MAX = 20_000;
    private static final int COUNT_MAX = 1_000_000;

    static final Threshold SESSIONS = new Threshold(
            "ssl-strip.sessions",
            2,
            1,
            1000,
            "sessions",
            "of a client with a site by TLS before a log-in in the clear counts");
    static final Threshold REDIRECTS = new Threshold(
            "ssl-strip.redirects",
            2,
            1,
            1000,
            "redirects",
            "of a page in a row before its content in the clear counts");
    static final List<Threshold> THRESHOLDS = List.of(SESSIONS, REDIRECTS);

    private final LocalNetworks local;
    private final int sessionsMin;
    private final int redirectsMin;
    private final Finding finding = new Finding("ssl-strip", 0.9);
    private final Map<Pair, Site> sites = new LastUsedMap<>(PAIRS_MAX);

    private record Pair(IpAddress client, String host) {}

    private static final class Site {
        int sessions;
        int page;
        int redirects;
        /** The site has served a log-in page in the clear before anyone used TLS: its own fault. */
        boolean clearLogin;
    }

    SslStripDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        sessionsMin = thresholds.count(SESSIONS);
        redirectsMin = thresholds.count(REDIRECTS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() == EventType.TLS && !event.tls().sni().isEmpty()) {
            Site site = site(Roles.of(event, local), event.tls().sni());
            site.sessions = Math.min(COUNT_MAX, site.sessions + 1);
        } else if (event.type() == EventType.HTTP && !event.http().host().isEmpty() && isClear(event)) {
            onHttp(event, out);
        }
    }

    private void onHttp(NetworkEvent event, DetectionSink out) {
        Roles roles = Roles.of(event, local);
        if (roles.inbound() || roles.responderLocal()) {
            return;
        }
        NetworkEvent.Http http = event.http();
        Site site = site(roles, HttpText.hostName(http.host()));
        int status = http.status();
        // 302 and 303 are how a log-in that was sent goes on; 301, 307 and 308 send the same request elsewhere.
        boolean sent = http.method().equals("POST") && (status == 302 || status == 303);
        if (status >= 300 && status < 400 && !sent) {
            boolean redirect = status <= 303 || status == 307 || status == 308;
            int page = http.url().hashCode();
            site.redirects = !redirect ? 0 : page == site.page ? Math.min(COUNT_MAX, site.redirects + 1) : 1;
            site.page = page;
            return;
        }
        boolean content = status >= 200 && status < 300;
        boolean login =
                HttpText.isLoginPath(http.url()) && (content || http.method().equals("POST"));
        if (login && site.sessions >= sessionsMin && !site.clearLogin) {
            site.sessions = 0;
            report(Severity.HIGH, 0.75, "a log-in page in the clear", roles, event, out);
        } else if (content
                && site.redirects >= redirectsMin
                && site.page == http.url().hashCode()
                && site.sessions >= 1) {
            site.redirects = 0;
            report(
                    Severity.MEDIUM,
                    0.6,
                    "content in the clear where there was a redirect each time",
                    roles,
                    event,
                    out);
        } else if (login && site.sessions == 0) {
            site.clearLogin = true;
        }
    }

    private void report(
            Severity severity, double confidence, String what, Roles roles, NetworkEvent event, DetectionSink out) {
        out.accept(finding.make(
                AttackKind.SSL_STRIP,
                IpAddress.NONE,
                MacAddress.NONE,
                roles.initiator(),
                severity,
                confidence,
                event.timeMicros(),
                event.timeMicros(),
                what + ": " + event.http().host() + event.http().url() + ", a site that was reached by TLS before",
                1,
                event.sensor(),
                false));
    }

    private Site site(Roles roles, String host) {
        return sites.computeIfAbsent(new Pair(roles.initiator(), host), pair -> new Site());
    }

    /** Some sensors decrypt, and write what they read in TLS as HTTP at the port of TLS. */
    private static boolean isClear(NetworkEvent event) {
        return event.dstPort() != 443 && event.dstPort() != 8443 && !event.tls().isPresent();
    }
}
