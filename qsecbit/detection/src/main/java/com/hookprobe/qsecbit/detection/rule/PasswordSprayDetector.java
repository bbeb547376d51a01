package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
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

/**
 * Finds guessing that stays below every limit per pair of source and target: one source that tries many user names
 * (password spraying, T1110.003, and the search for names that exist), and many sources that try one user name.
 *
 * <p>People behind one address mistype too. They get in as well, so each user who got in from the address allows for
 * more failing names. Of a distributed attack no single source is named: each of them may be the user himself.
 */
final class PasswordSprayDetector implements Detector, Explainer {
    static final int SOURCES_MAX = 20_000;
    static final int USERS_MAX = 20_000;
    private static final int NAMES_MAX = 64;
    private static final long DAY_MICROS = 24L * 3600 * 1_000_000;
    private static final long HOUR_MICROS = 3600L * 1_000_000;
    private static final int LOCAL_FACTOR = 3;
    private static final int MANY_FACTOR = 3;

    static final Threshold USERS = new Threshold(
            "password-spray.users", 4, 2, 64, "user names", "refused to one source from outside within a day");
    static final Threshold SOURCES = new Threshold(
            "password-spray.sources", 10, 3, 64, "sources", "refused at one user name of one host within an hour");
    static final List<Threshold> THRESHOLDS = List.of(USERS, SOURCES);

    private final LocalNetworks local;
    private final int usersMax;
    private final int sourcesMax;
    private final Finding finding = new Finding("password-spray", 0.95);
    private final Map<IpAddress, Source> sources = new LastUsedMap<>(SOURCES_MAX);
    private final Map<User, Guessed> users = new LastUsedMap<>(USERS_MAX);

    private record User(IpAddress target, String name) {}

    private static final class Source {
        final RecentSet refused = new RecentSet(NAMES_MAX);
        final RecentSet accepted = new RecentSet(NAMES_MAX);
        int nextReport;
    }

    private static final class Guessed {
        final RecentSet refused = new RecentSet(NAMES_MAX);
        int nextReport;
    }

    PasswordSprayDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        usersMax = thresholds.count(USERS);
        sourcesMax = thresholds.count(SOURCES);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Login login = event.login();
        if (login.outcome() == NetworkEvent.Login.Outcome.NONE || login.user().isEmpty()) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        Source source = sources.computeIfAbsent(roles.initiator(), ip -> new Source());
        int user = login.user().hashCode();
        if (!login.refused()) {
            source.accepted.add(user, event.timeMicros());
            return;
        }
        if (source.refused.add(user, event.timeMicros())) {
            judgeSource(source, roles, event, out);
        }
        if (!source.accepted.contains(user)) {
            Guessed guessed = users.computeIfAbsent(new User(roles.responder(), login.user()), key -> new Guessed());
            if (guessed.refused.add(roles.initiator().hashCode(), event.timeMicros())) {
                judgeUser(guessed, roles, event, out);
            }
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.login().outcome() == NetworkEvent.Login.Outcome.NONE) {
            return "";
        }
        Roles roles = Roles.of(event, local);
        Source source = sources.get(roles.initiator());
        if (source == null) {
            return "";
        }
        return source.refused.around(event.timeMicros(), DAY_MICROS) + " user names refused to " + roles.initiator()
                + " within a day, " + limit(source, roles, event.timeMicros()) + " are too many";
    }

    private int limit(Source source, Roles roles, long timeMicros) {
        int limit = usersMax + 2 * source.accepted.around(timeMicros, DAY_MICROS);
        return roles.initiatorLocal() ? LOCAL_FACTOR * limit : limit;
    }

    private void judgeSource(Source source, Roles roles, NetworkEvent event, DetectionSink out) {
        int names = source.refused.around(event.timeMicros(), DAY_MICROS);
        int limit = limit(source, roles, event.timeMicros());
        if (names < limit || names < source.nextReport) {
            if (names < limit) {
                source.nextReport = 0;
            }
            return;
        }
        source.nextReport = Math.min(NAMES_MAX, 2 * names);
        out.accept(finding.of(
                AttackKind.BRUTE_FORCE,
                roles,
                roles.responder(),
                names >= MANY_FACTOR * limit ? Severity.HIGH : Severity.MEDIUM,
                0.6 + names / 100.0,
                event,
                source.refused.firstMicros(event.timeMicros(), DAY_MICROS),
                names + " different user names refused within a day, "
                        + source.accepted.around(event.timeMicros(), DAY_MICROS) + " let in",
                names));
    }

    private void judgeUser(Guessed guessed, Roles roles, NetworkEvent event, DetectionSink out) {
        int guessers = guessed.refused.around(event.timeMicros(), HOUR_MICROS);
        if (guessers < sourcesMax) {
            guessed.nextReport = 0;
            return;
        }
        if (guessers < guessed.nextReport) {
            return;
        }
        guessed.nextReport = Math.min(NAMES_MAX, 2 * guessers);
        // The text log of a service seldom tells the host's own address. Then the last of the sources is named, weakly:
        // it may be the one who owns the name.
        boolean hostKnown = !roles.responder().isUnspecified();
        out.accept(finding.make(
                AttackKind.BRUTE_FORCE,
                hostKnown ? IpAddress.NONE : roles.initiator(),
                MacAddress.NONE,
                roles.responder(),
                hostKnown ? Severity.MEDIUM : Severity.LOW,
                hostKnown ? 0.6 + guessers / 100.0 : 0.5,
                guessed.refused.firstMicros(event.timeMicros(), HOUR_MICROS),
                event.timeMicros(),
                guessers + " sources refused at one user name within an hour",
                guessers,
                event.sensor(),
                !hostKnown && roles.initiatorLocal()));
    }
}
