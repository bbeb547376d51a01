package com.hookprobe.node.role;

import com.hookprobe.node.report.core.Tally;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names of what is counted (docs/spec/report.md 2). Times are milliseconds, scores and trust millionths. */
final class TallyNames {
    static final String SEEN = "seen.";
    static final String DID = "did.";
    static final String UNANSWERED = "unanswered";
    static final String SPARED = "spared";
    static final String MET = "met";
    static final String TOLD = "told.";
    static final String SHARED = "shared";
    static final String UP = "up_ms";
    static final String EXPECTED = "expected_ms";
    static final String SCORES = "score_n";
    static final String SCORE_SUM = "score_sum";
    static final String SCORE_HIGHEST = Tally.MAX + "score";
    static final String TRUST = Tally.LAST + "trust";
    /** Millisecond of the day at which counting began. */
    static final String FIRST = Tally.MIN + "first_ms";

    private static final String MILLIS = "_ms";
    private static final Map<Integer, AttackKind> KINDS =
            Arrays.stream(AttackKind.values()).collect(Collectors.toMap(AttackKind::code, Function.identity()));

    private TallyNames() {}

    static String band(Band band) {
        return band.name().toLowerCase(Locale.ROOT) + MILLIS;
    }

    static String seen(String kind, Severity severity) {
        return SEEN + kind + "." + severity.name();
    }

    static String did(String kind, String action) {
        return DID + kind + "." + action;
    }

    static String told(String kind, String level) {
        return TOLD + kind + "." + level;
    }

    /** The kind of a number that a peer has sent; it must not make names. */
    static String kind(int code) {
        AttackKind known = KINDS.get(code);
        return known == null ? "OTHER" : known.name();
    }
}
