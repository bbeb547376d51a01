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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds guessing of passwords, per source, target and service, over five minutes and over an hour.
 *
 * <p>Two signs count. A reply that says that a log-in was refused (HTTP 401, FTP 530, SMB logon failure and the like) is
 * sure, so a few are enough. A short flow with data to a service with log-in is only likely: the session of a person or
 * a program that got in is longer or carries more, and a knock that nobody answered carries nothing (that is a scan). A
 * flow is counted once, whatever number of events it makes.
 */
final class BruteForceDetector implements Detector, Explainer {
    static final int PAIRS_MAX = 20_000;
    private static final long FAST_MICROS = 300L * 1_000_000;
    private static final long SLOW_MICROS = 3600L * 1_000_000;
    private static final long BURST_MICROS = 30L * 1_000_000;
    private static final long REPORT_MICROS = 60L * 1_000_000;
    private static final long SHORT_FLOW_MICROS = 180L * 1_000_000;
    private static final long ATTEMPT_PACKETS_MIN = 4;
    private static final long ATTEMPT_BYTES_MAX = 20_000;
    /** Less than the shortest agreement on keys, with the headers of its packets. */
    private static final long SSH_KEYS_BYTES = 600;
    /** NTLM and Digest are refused twice before they are let in. */
    private static final int REFUSALS_OF_A_LOGIN = 2;

    static final Threshold REFUSED =
            new Threshold("brute-force.refused", 5, 2, 32, "log-ins", "refused for sure, in 5 minutes");
    /** No hand fills in and sends a form so often within half a minute. */
    static final Threshold BURST_FORMS =
            new Threshold("brute-force.burst-forms", 6, 2, 64, "forms", "sent to a log-in page within 30 seconds");
    /** Our own hosts run back-ups and builds that open many sessions. */
    static final Threshold LOCAL_FACTOR =
            new Threshold("brute-force.local-factor", 3, 1, 10, "times", "what a host of ours is allowed more");

    static final Threshold SLOW_FACTOR = new Threshold(
            "brute-force.slow-factor", 2, 1, 10, "times", "what is allowed within an hour, against 5 minutes");
    static final List<Threshold> THRESHOLDS = thresholds();

    private final LocalNetworks local;
    private final int refusedMax;
    private final int burstForms;
    private final int localFactor;
    private final int slowFactor;
    private final int[] attemptsMax = new int[LoginService.values().length];
    private final Finding finding = new Finding("brute-force", 0.95);
    private final Map<Pair, AttemptHistory> attempts = new LastUsedMap<>(PAIRS_MAX);

    /** What makes an attempt look like one. */
    private enum Sign {
        /** The reply says that the log-in was refused. */
        REFUSED,
        /** A short flow that carried data, or a form sent to a log-in page. */
        SHORT,
        /** A session began; how it went on is not known, so it takes twice as many. */
        BEGUN
    }

    private record Pair(IpAddress source, IpAddress target, LoginService service, Sign sign) {}

    BruteForceDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        refusedMax = thresholds.count(REFUSED);
        burstForms = thresholds.count(BURST_FORMS);
        localFactor = thresholds.count(LOCAL_FACTOR);
        slowFactor = thresholds.count(SLOW_FACTOR);
        for (LoginService service : LoginService.values()) {
            attemptsMax[service.ordinal()] = thresholds.count(service.attempts());
        }
    }

    private static List<Threshold> thresholds() {
        List<Threshold> all = new ArrayList<>(List.of(REFUSED, BURST_FORMS, LOCAL_FACTOR, SLOW_FACTOR));
        for (LoginService service : LoginService.values()) {
            all.add(service.attempts());
        }
        return List.copyOf(all);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() == EventType.HTTP) {
            onHttp(event, out);
            return;
        }
        if (!event.login().refused() && event.type() != EventType.FLOW && event.type() != EventType.SSH) {
            return;
        }
        Roles roles = Roles.of(event, local);
        Optional<LoginService> service =
                LoginService.of(event.type() == EventType.SSH ? "ssh" : event.appProto(), roles.responderPort());
        if (service.isEmpty()) {
            if (event.login().refused()) {
                attempt(LoginService.DIRECTORY, Sign.REFUSED, roles, event, 0, out);
            }
            return;
        }
        if (event.login().refused()) {
            // One connection may hold many refusals: each counts.
            attempt(service.get(), Sign.REFUSED, roles, event, 0, out);
        } else if (event.type() == EventType.SSH) {
            attempt(LoginService.SSH, Sign.BEGUN, roles, event, event.flowId(), out);
        } else if (countsAsFlow(service.get(), roles) && isAttempt(service.get(), event)) {
            attempt(service.get(), Sign.SHORT, roles, event, event.flowId(), out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        Roles roles = Roles.of(event, local);
        StringBuilder out = new StringBuilder();
        for (LoginService service : LoginService.values()) {
            for (Sign sign : Sign.values()) {
                AttemptHistory history = attempts.get(new Pair(roles.initiator(), roles.responder(), service, sign));
                if (history != null) {
                    int limit = limit(service, sign) * (roles.initiatorLocal() ? localFactor : 1);
                    out.append(out.isEmpty() ? "" : "; ")
                            .append(history.around(event.timeMicros(), FAST_MICROS))
                            .append(" attempts at ")
                            .append(service)
                            .append(" (")
                            .append(sign)
                            .append(") in 5 minutes, ")
                            .append(limit)
                            .append(" are too many");
                }
            }
        }
        return out.toString();
    }

    private void onHttp(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Http http = event.http();
        boolean form = http.method().equals("POST") && HttpText.isLoginPath(http.url());
        if (form) {
            boolean refused = http.status() == 401 || http.status() == 403;
            attempt(LoginService.WEB_FORM, refused ? Sign.REFUSED : Sign.SHORT, Roles.of(event, local), event, 0, out);
        } else if (http.status() == 401 && http.method().equals("POST")) {
            // What was sent with it was refused: no browser sends a form to see whether it needs a password.
            attempt(LoginService.WEB_FORM, Sign.REFUSED, Roles.of(event, local), event, 0, out);
        } else if (http.status() == 401 || http.status() == 407) {
            attempt(LoginService.HTTP, Sign.REFUSED, Roles.of(event, local), event, 0, out);
        } else if (http.status() >= 200 && http.status() < 400) {
            letIn(event, http.method().equals("POST") ? LoginService.WEB_FORM : LoginService.HTTP);
        }
    }

    /**
     * The page that was refused just now is given: the client had the password. Only the same page counts, or an
     * attacker could clear himself with any page that is open to all. Mail programs post so too: once without a password,
     * once with it.
     */
    private void letIn(NetworkEvent event, LoginService service) {
        Roles roles = Roles.of(event, local);
        AttemptHistory history = attempts.get(new Pair(roles.initiator(), roles.responder(), service, Sign.REFUSED));
        if (history != null && history.lastRequest == event.http().url().hashCode()) {
            history.forgive(REFUSALS_OF_A_LOGIN);
        }
    }

    private void attempt(
            LoginService service, Sign sign, Roles roles, NetworkEvent event, long flowId, DetectionSink out) {
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        Pair pair = new Pair(roles.initiator(), roles.responder(), service, sign);
        AttemptHistory history = attempts.computeIfAbsent(pair, key -> new AttemptHistory());
        if (!history.add(event.timeMicros(), flowId)) {
            return;
        }
        history.lastRequest = event.http().url().hashCode();
        int limit = limit(service, sign);
        limit *= roles.initiatorLocal() ? localFactor : 1;
        int fast = history.around(event.timeMicros(), FAST_MICROS);
        if (fast >= limit) {
            report(history, pair, fast, FAST_MICROS, roles, event, out);
            return;
        }
        int burst = service == LoginService.WEB_FORM ? history.around(event.timeMicros(), BURST_MICROS) : 0;
        if (burst >= burstForms && !roles.initiatorLocal()) {
            report(history, pair, burst, BURST_MICROS, roles, event, out);
            return;
        }
        int slow = history.around(event.timeMicros(), SLOW_MICROS);
        if (slow >= slowFactor * limit) {
            report(history, pair, slow, SLOW_MICROS, roles, event, out);
        }
    }

    private int limit(LoginService service, Sign sign) {
        int attempts = attemptsMax[service.ordinal()];
        return switch (sign) {
            // A browser meets a 401 before it sends the password that it has.
            case REFUSED -> service == LoginService.HTTP ? attempts : refusedMax;
            case SHORT -> attempts;
            case BEGUN -> 2 * attempts;
        };
    }

    private void report(
            AttemptHistory history,
            Pair pair,
            int count,
            long spanMicros,
            Roles roles,
            NetworkEvent event,
            DetectionSink out) {
        boolean recently = history.reportedMicros != Long.MIN_VALUE
                && Math.abs(event.timeMicros() - history.reportedMicros) < REPORT_MICROS;
        if (recently && count < 2 * history.reportedAttempts) {
            return;
        }
        history.reportedMicros = event.timeMicros();
        history.reportedAttempts = count;
        long first = history.firstMicros(event.timeMicros(), spanMicros);
        boolean refused = pair.sign() == Sign.REFUSED;
        String evidence = count + (refused ? " refused log-ins at " : " short sessions at ") + pair.service()
                + " port " + roles.responderPort() + " in " + Math.max(1, (event.timeMicros() - first) / 1_000_000)
                + " s";
        double confidence = (refused ? 0.75 : 0.65) + count / 100.0;
        out.accept(finding.of(
                AttackKind.BRUTE_FORCE,
                roles,
                roles.responder(),
                Severity.HIGH,
                confidence,
                event,
                first,
                evidence,
                count));
    }

    /** Programs of ours open a session at our databases and mailboxes for each page that they show. */
    private static boolean countsAsFlow(LoginService service, Roles roles) {
        boolean ofPrograms = service == LoginService.DATABASE || service == LoginService.MAIL_ACCESS;
        return service.flowsCount() && !(ofPrograms && roles.initiatorLocal() && roles.responderLocal());
    }

    private static boolean isAttempt(LoginService service, NetworkEvent event) {
        NetworkEvent.Flow flow = event.flow();
        Contact outcome = Contact.of(event);
        return outcome == Contact.SERVED
                && flow.packetsToServer() >= ATTEMPT_PACKETS_MIN
                && flow.packetsToClient() >= ATTEMPT_PACKETS_MIN
                // Who has no key yet has no password to send: a monitor reads the banner and goes.
                && (service != LoginService.SSH || flow.bytesToServer() >= SSH_KEYS_BYTES)
                && flow.bytesToServer() <= ATTEMPT_BYTES_MAX
                && flow.bytesToClient() <= ATTEMPT_BYTES_MAX
                && flow.durationMicros() <= SHORT_FLOW_MICROS;
    }
}
