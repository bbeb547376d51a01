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
 * Finds a log-in that works after many that did not: guessing that has found the password.
 *
 * <p>The failures are those of the same source at the same target within an hour. When one user name was guessed from
 * many sources, the success of a source that failed before counts too; the owner, who comes from elsewhere and knows
 * his password, does not. A page behind HTTP authentication takes more failures: programs repeat a request with an old
 * token for long and then get a new one.
 */
final class AuthBypassDetector implements Detector, Explainer {
    static final int PAIRS_MAX = 20_000;
    static final int USERS_MAX = 10_000;
    private static final long WINDOW_MICROS = 3600L * 1_000_000;
    private static final int LOCAL_FACTOR = 3;
    private static final int HTTP_FACTOR = 3;
    private static final int SOURCES_MAX = 32;

    static final Threshold REFUSED = new Threshold(
            "auth-bypass.refused", 8, 3, 20, "log-ins", "of one source within an hour before one that is accepted");
    static final Threshold SOURCES = new Threshold(
            "auth-bypass.sources", 5, 2, 32, "sources", "that guessed at the user name before one of them is accepted");
    static final List<Threshold> THRESHOLDS = List.of(REFUSED, SOURCES);

    private final LocalNetworks local;
    private final int refusedMax;
    private final int sourcesMax;
    private final Finding finding = new Finding("auth-bypass", 0.95);
    private final Map<Pair, AttemptHistory> pairs = new LastUsedMap<>(PAIRS_MAX);
    private final Map<User, RecentSet> users = new LastUsedMap<>(USERS_MAX);

    private record Pair(IpAddress source, IpAddress target, boolean http) {}

    private record User(IpAddress target, String name) {}

    AuthBypassDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        refusedMax = thresholds.count(REFUSED);
        sourcesMax = thresholds.count(SOURCES);
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
        NetworkEvent.Login.Outcome outcome = event.login().outcome();
        if (outcome == NetworkEvent.Login.Outcome.NONE) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        Pair pair = new Pair(roles.initiator(), roles.responder(), false);
        if (outcome == NetworkEvent.Login.Outcome.REFUSED) {
            refused(pair, event);
            if (!event.login().user().isEmpty()) {
                users.computeIfAbsent(user(roles, event), key -> new RecentSet(SOURCES_MAX))
                        .add(roles.initiator().hashCode(), event.timeMicros());
            }
            return;
        }
        if (!accepted(pair, refusedMax, roles, event, out)) {
            acceptedForUser(roles, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.login().outcome() == NetworkEvent.Login.Outcome.NONE) {
            return "";
        }
        Roles roles = Roles.of(event, local);
        AttemptHistory history = pairs.get(new Pair(roles.initiator(), roles.responder(), false));
        int refused = history == null ? 0 : history.around(event.timeMicros(), WINDOW_MICROS);
        return refused + " refused log-ins of " + roles.initiator() + " within an hour, a success after "
                + limit(refusedMax, roles) + " is suspicious";
    }

    private void onHttp(NetworkEvent event, DetectionSink out) {
        int status = event.http().status();
        boolean refused = status == 401 || status == 407;
        if (!refused && (status < 200 || status >= 300)) {
            return;
        }
        if (!refused && pairs.isEmpty()) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        Pair pair = new Pair(roles.initiator(), roles.responder(), true);
        int page = event.http().url().hashCode();
        if (refused) {
            refused(pair, event).lastRequest = page;
            return;
        }
        AttemptHistory history = pairs.get(pair);
        // Only the page that was refused: others may be open to all.
        if (history != null && history.lastRequest == page) {
            accepted(pair, HTTP_FACTOR * refusedMax, roles, event, out);
        }
    }

    private AttemptHistory refused(Pair pair, NetworkEvent event) {
        AttemptHistory history = pairs.computeIfAbsent(pair, key -> new AttemptHistory());
        history.add(event.timeMicros(), 0);
        return history;
    }

    private boolean accepted(Pair pair, int base, Roles roles, NetworkEvent event, DetectionSink out) {
        AttemptHistory history = pairs.get(pair);
        if (history == null) {
            return false;
        }
        int limit = limit(base, roles);
        int refused = history.around(event.timeMicros(), WINDOW_MICROS);
        if (refused < limit) {
            return false;
        }
        long first = history.firstMicros(event.timeMicros(), WINDOW_MICROS);
        pairs.remove(pair);
        out.accept(finding.of(
                AttackKind.AUTH_BYPASS,
                roles,
                roles.responder(),
                refused >= 2 * limit ? Severity.CRITICAL : Severity.HIGH,
                0.65 + refused / 200.0,
                event,
                first,
                "a log-in accepted after " + refused + " refused ones within an hour",
                refused));
        return true;
    }

    private void acceptedForUser(Roles roles, NetworkEvent event, DetectionSink out) {
        RecentSet guessers = users.get(user(roles, event));
        if (guessers == null || !guessers.contains(roles.initiator().hashCode()) || roles.initiatorLocal()) {
            return;
        }
        int sources = guessers.around(event.timeMicros(), WINDOW_MICROS);
        if (sources < sourcesMax) {
            return;
        }
        out.accept(finding.of(
                AttackKind.AUTH_BYPASS,
                roles,
                roles.responder(),
                Severity.HIGH,
                0.6,
                event,
                guessers.firstMicros(event.timeMicros(), WINDOW_MICROS),
                "a log-in accepted at a user name that " + sources + " sources guessed at within an hour",
                sources));
    }

    private static int limit(int base, Roles roles) {
        return Math.min(AttemptHistory.ATTEMPTS_MAX, roles.initiatorLocal() ? LOCAL_FACTOR * base : base);
    }

    private static User user(Roles roles, NetworkEvent event) {
        return new User(roles.responder(), event.login().user());
    }
}
