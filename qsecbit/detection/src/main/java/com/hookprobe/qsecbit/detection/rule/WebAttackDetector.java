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
import com.hookprobe.qsecbit.metric.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds web attacks in the request: SQL injection, cross-site scripting, path traversal, command injection, exploits of
 * known holes, scanners that name themselves; and guessing of files by the number of requests that fail.
 *
 * <p>The request is judged as the attacked program would see it, see {@link UriDecoder}. A request that has to be
 * decoded twice or more gets a point more: no browser sends such a thing.
 */
final class WebAttackDetector implements Detector {
    static final int SOURCES_MAX = 10_000;
    private static final long GUESS_MICROS = 60L * 1_000_000;
    private static final long FLOOD_MICROS = 10L * 1_000_000;
    static final Threshold POINTS =
            new Threshold("web-attack.points", WebRule.POINTS_MIN, 2, 20, "points", "of one kind in one request");
    static final Threshold GUESSES =
            new Threshold("web-attack.guesses", 10, 3, 64, "pages", "refused or missing, within a minute");
    static final Threshold FLOOD_REQUESTS =
            new Threshold("web-attack.flood-requests", 300, 20, 1_000_000, "requests", "of one client in 10 seconds");
    static final List<Threshold> THRESHOLDS = List.of(POINTS, GUESSES, FLOOD_REQUESTS);

    private final LocalNetworks local;
    private final int pointsMin;
    private final int guessesMax;
    private final int floodRequests;
    private final Finding finding = new Finding("web-attack", 0.95);
    private final Map<IpAddress, RequestHistory> sources = new LastUsedMap<>(SOURCES_MAX);

    WebAttackDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        pointsMin = thresholds.count(POINTS);
        guessesMax = thresholds.count(GUESSES);
        floodRequests = thresholds.count(FLOOD_REQUESTS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        // The HTTP record inside an alert is looked at too: some sensors log only alerts.
        if (!event.http().isPresent() || LocalNetworks.isGroup(event.srcIp())) {
            return;
        }
        Roles roles = Roles.of(event, local);
        judge(event, roles, out);
        if (event.type() == EventType.HTTP && roles.inbound()) {
            count(event, roles, out);
        }
    }

    private void judge(NetworkEvent event, Roles roles, DetectionSink out) {
        NetworkEvent.Http http = event.http();
        UriDecoder.Decoded url = UriDecoder.decode(http.url());
        Map<AttackKind, Integer> points = new EnumMap<>(AttackKind.class);
        if (hasSpecial(url.text())) {
            add(points, WebRules.SPECIAL, url.text());
        }
        if (url.text().length() > 1) {
            add(points, WebRules.ANY, url.text());
        }
        if (!url.lines().isEmpty()) {
            add(points, WebRules.LINES, url.lines());
        }
        boolean byUrl = !points.isEmpty();
        if (!http.userAgent().isEmpty()) {
            add(points, WebRules.AGENT, http.userAgent().toLowerCase(Locale.ROOT));
        }
        if (http.referer().indexOf('{') >= 0) {
            add(points, WebRules.AGENT, http.referer().toLowerCase(Locale.ROOT));
        }
        if (points.isEmpty()) {
            return;
        }
        String text = byUrl ? url.text() : url.text() + " by " + http.userAgent();
        for (Map.Entry<AttackKind, Integer> entry : points.entrySet()) {
            int sum = entry.getValue() + (url.rounds() > 1 ? 1 : 0);
            // What is looked for and is not there, or not given, was guessed.
            sum += entry.getKey() == AttackKind.WEB_SCAN && isRefusal(http.status()) ? 2 : 0;
            if (sum >= pointsMin) {
                report(entry.getKey(), sum, text, event, roles, out);
            }
        }
    }

    private void report(AttackKind kind, int points, String url, NetworkEvent event, Roles roles, DetectionSink out) {
        // A page that is there and served to one of ours is the administrator at work, not a scan.
        if (kind == AttackKind.WEB_SCAN && roles.initiatorLocal()) {
            return;
        }
        boolean sure = points >= WebRule.POINTS_SURE;
        Severity severity = switch (kind) {
            case WEB_SCAN -> Severity.MEDIUM;
            case SQL_INJECTION, COMMAND_INJECTION, WEB_EXPLOIT -> sure ? Severity.CRITICAL : Severity.HIGH;
            default -> Severity.HIGH;
        };
        double confidence = 0.5 + 0.05 * Math.min(9, points);
        out.accept(finding.single(kind, roles, severity, confidence, event, url));
    }

    private void count(NetworkEvent event, Roles roles, DetectionSink out) {
        RequestHistory history = sources.computeIfAbsent(roles.initiator(), ip -> new RequestHistory());
        NetworkEvent.Http http = event.http();
        boolean failed = isRefusal(http.status());
        int guesses = failed ? history.addGuess(http.url().hashCode(), event.timeMicros(), GUESS_MICROS) : 0;
        if (guesses >= guessesMax && 2 * guesses >= history.inWindow()) {
            out.accept(finding.of(
                    AttackKind.WEB_SCAN,
                    roles,
                    roles.responder(),
                    Severity.MEDIUM,
                    0.6 + guesses / 100.0,
                    event,
                    event.timeMicros() - GUESS_MICROS,
                    guesses + " different pages that are not there within a minute",
                    guesses));
        }
        int rate = history.addRequest(event.timeMicros(), FLOOD_MICROS);
        if (rate == floodRequests) {
            out.accept(finding.of(
                    AttackKind.HTTP_FLOOD,
                    roles,
                    roles.responder(),
                    Severity.MEDIUM,
                    0.6,
                    event,
                    event.timeMicros() - FLOOD_MICROS,
                    rate + " requests within ten seconds",
                    rate));
        }
    }

    private static boolean isRefusal(int status) {
        return status == 404 || status == 403 || status == 401 || status == 400;
    }

    private static void add(Map<AttackKind, Integer> points, List<WebRule> rules, String text) {
        for (WebRule rule : rules) {
            if (rule.matches(text)) {
                points.merge(rule.kind(), rule.points(), Integer::sum);
            }
        }
    }

    /** Most URLs are letters, digits, dots and slashes: they need no look at the rules for injected code. */
    private static boolean hasSpecial(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= '-' && c <= '9')
                    || c == '_'
                    || c == '?'
                    || c == '='
                    || c == '&'
                    || c == '%';
            if (!plain) {
                return true;
            }
        }
        return false;
    }
}
