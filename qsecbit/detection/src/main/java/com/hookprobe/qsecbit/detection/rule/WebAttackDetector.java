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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds web attacks in the request: SQL injection, cross-site scripting, path traversal, command injection, exploits of
 * known holes, scanners that name themselves; and guessing of files by the number of requests that fail.
 *
 * <p>The request is judged as the attacked program would see it, see {@link UriDecoder}. A request that has to be
 * decoded twice or more gets a point more: no browser sends such a thing.
 */
final class WebAttackDetector implements Detector, Explainer {
    static final int SOURCES_MAX = 10_000;
    private static final long GUESS_MICROS = 60L * 1_000_000;
    private static final long FLOOD_MICROS = 10L * 1_000_000;
    private static final long SIGNS_MICROS = 300L * 1_000_000;
    private static final long CRAWL_MICROS = 30L * 1_000_000;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int GARBAGE_POINTS = 2;
    private static final int PROXY_POINTS = 3;
    /** Signs of fewer points are what people ask for too. */
    private static final int GUESS_POINTS_MIN = 3;

    private static final AttackKind[] KINDS = {
        AttackKind.SQL_INJECTION,
        AttackKind.XSS,
        AttackKind.PATH_TRAVERSAL,
        AttackKind.COMMAND_INJECTION,
        AttackKind.WEB_EXPLOIT,
        AttackKind.WEB_SCAN
    };
    static final Threshold POINTS =
            new Threshold("web-attack.points", WebRule.POINTS_MIN, 2, 20, "points", "of one kind in one request");
    static final Threshold GUESSES =
            new Threshold("web-attack.guesses", 10, 3, 64, "pages", "refused or missing, within a minute");
    static final Threshold WEAK_POINTS = new Threshold(
            "web-attack.weak-points",
            10,
            4,
            60,
            "points",
            "of signs below web-attack.points, of one client in five minutes");
    static final Threshold CRAWL_PAGES =
            new Threshold("web-attack.crawl-pages", 40, 10, 64, "pages", "without a link, of one client in 30 seconds");
    static final Threshold FLOOD_REQUESTS =
            new Threshold("web-attack.flood-requests", 300, 20, 1_000_000, "requests", "of one client in 10 seconds");
    static final List<Threshold> THRESHOLDS = List.of(POINTS, WEAK_POINTS, GUESSES, CRAWL_PAGES, FLOOD_REQUESTS);

    private final LocalNetworks local;
    private final int pointsMin;
    private final int weakMin;
    private final int guessesMax;
    private final int crawlPages;
    private final int floodRequests;
    private final Finding finding = new Finding("web-attack", 0.95);
    private final Map<IpAddress, RequestHistory> sources = new LastUsedMap<>(SOURCES_MAX);
    private final Map<IpAddress, SignHistory> signs = new LastUsedMap<>(SOURCES_MAX);
    /** The points of the request at hand by the ordinal of their kind. */
    private final int[] points = new int[AttackKind.values().length];

    WebAttackDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        pointsMin = thresholds.count(POINTS);
        weakMin = thresholds.count(WEAK_POINTS);
        crawlPages = thresholds.count(CRAWL_PAGES);
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

    /** What a request with signs was read as, and how often it was encoded. */
    private record Reading(String text, int rounds) {}

    @Override
    public String explain(NetworkEvent event) {
        Reading reading = event.http().isPresent() ? read(event.http()) : null;
        if (reading == null) {
            return "";
        }
        boolean refused = isRefused(event.http().status());
        StringBuilder out = new StringBuilder();
        for (AttackKind kind : KINDS) {
            if (points[kind.ordinal()] > 0) {
                out.append(out.isEmpty() ? "" : "; ")
                        .append(sum(kind, reading.rounds(), refused))
                        .append(" points of ")
                        .append(kind)
                        .append(" (")
                        .append(limit(kind, refused))
                        .append(" are an attack)");
            }
        }
        return out.toString();
    }

    private void judge(NetworkEvent event, Roles roles, DetectionSink out) {
        Reading reading = read(event.http());
        if (reading != null) {
            weigh(reading, event, roles, out);
        }
    }

    /** Adds up the points of a request; null when it has no signs. */
    private @Nullable Reading read(NetworkEvent.Http http) {
        UriDecoder.Decoded url = UriDecoder.decode(http.url());
        Arrays.fill(points, 0);
        boolean byUrl = WebRules.URL.judge(url.text(), points);
        if (!url.lines().isEmpty()) {
            byUrl |= WebRules.LINES.judge(url.lines(), points);
        }
        boolean any = byUrl;
        int rounds = url.rounds();
        if (!http.body().isEmpty()) {
            UriDecoder.Decoded body = UriDecoder.decode(http.body());
            any |= WebRules.BODY.judge(body.text(), points);
            rounds = Math.max(rounds, body.rounds());
        }
        if (!http.userAgent().isEmpty()) {
            any |= WebRules.AGENT.judge(http.userAgent(), points);
        }
        if (http.referer().indexOf('{') >= 0) {
            any |= WebRules.REFERER.judge(http.referer(), points);
        }
        any |= malformed(http);
        return any ? new Reading(byUrl ? url.text() : url.text() + " by " + http.userAgent(), rounds) : null;
    }

    /** Requests in which the first line is none, or asks for the page of another server: what only a program sends. */
    private boolean malformed(NetworkEvent.Http http) {
        String url = http.url();
        boolean proxy = http.method().equals("CONNECT")
                || (url.startsWith("http") && (url.startsWith("http://") || url.startsWith("https://")));
        boolean garbage = http.status() == BAD_REQUEST && http.method().isEmpty() && !url.isEmpty();
        if (!garbage && !(proxy && isRefusal(http.status()))) {
            return false;
        }
        points[AttackKind.WEB_SCAN.ordinal()] += garbage ? GARBAGE_POINTS : PROXY_POINTS;
        return true;
    }

    private void weigh(Reading reading, NetworkEvent event, Roles roles, DetectionSink out) {
        boolean refused = isRefused(event.http().status());
        for (AttackKind kind : KINDS) {
            if (points[kind.ordinal()] == 0) {
                continue;
            }
            int sum = sum(kind, reading.rounds(), refused);
            if (sum >= limit(kind, refused)) {
                report(kind, sum, reading.text(), event, roles, out);
            } else if (roles.inbound() && event.type() == EventType.HTTP && (refused || kind != AttackKind.WEB_SCAN)) {
                weak(kind, refused ? sum : (sum + 1) / 2, reading.text(), event, roles, out);
            }
        }
    }

    private int sum(AttackKind kind, int rounds, boolean refused) {
        int sum = points[kind.ordinal()] + (rounds > 1 ? 1 : 0);
        // What is looked for and is not there, or not given, was guessed.
        return sum + (kind == AttackKind.WEB_SCAN && refused && sum >= GUESS_POINTS_MIN ? 2 : 0);
    }

    /** What is there and is given may be a link of the site: weak signs do not add up then. */
    private int limit(AttackKind kind, boolean refused) {
        return kind == AttackKind.WEB_SCAN && !refused ? pointsMin + 1 : pointsMin;
    }

    private static boolean isRefused(int status) {
        return isRefusal(status) && status != UNAUTHORIZED;
    }

    /** Signs that are too weak alone come together when one client sends many of them, at different pages. */
    private void weak(AttackKind kind, int sum, String text, NetworkEvent event, Roles roles, DetectionSink out) {
        SignHistory history = signs.computeIfAbsent(roles.initiator(), ip -> new SignHistory());
        int all = history.add(event.http().url().hashCode(), sum, event.timeMicros(), SIGNS_MICROS);
        boolean recently = history.reportedMicros != Long.MIN_VALUE
                && Math.abs(event.timeMicros() - history.reportedMicros) < GUESS_MICROS;
        if (all < weakMin || recently) {
            return;
        }
        history.reportedMicros = event.timeMicros();
        out.accept(finding.of(
                kind,
                roles,
                roles.responder(),
                Severity.MEDIUM,
                0.6,
                event,
                event.timeMicros() - SIGNS_MICROS,
                all + " points of weak signs at different pages within five minutes, last " + text,
                all));
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
        boolean failed = isRefusal(http.status()) && !isBrokenLink(http) && !HttpText.isAskedUnseen(http.url());
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
        crawl(history, event, roles, out);
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

    /** A picture or style sheet that a page of the site itself still names. */
    private static boolean isBrokenLink(NetworkEvent.Http http) {
        return http.referer().length() > 1 && HttpText.isStatic(http.url());
    }

    private static boolean isRefusal(int status) {
        return status == 404 || status == 403 || status == 401 || status == 400;
    }

    /** Pages one after the other as no person reads them; what a page loads by itself comes with a referer. */
    private void crawl(RequestHistory history, NetworkEvent event, Roles roles, DetectionSink out) {
        NetworkEvent.Http http = event.http();
        if (http.referer().length() > 1 || !http.method().equals("GET") || HttpText.isStatic(http.url())) {
            return;
        }
        int pages = history.addPage(HttpText.path(http.url()).hashCode(), event.timeMicros(), CRAWL_MICROS);
        if (pages == crawlPages) {
            out.accept(finding.of(
                    AttackKind.WEB_SCAN,
                    roles,
                    roles.responder(),
                    Severity.MEDIUM,
                    0.55,
                    event,
                    event.timeMicros() - CRAWL_MICROS,
                    pages + " different pages within half a minute, none by a link",
                    pages));
        }
    }
}
