package com.hookprobe.qsecbit.federation.core.alert;

import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What alerts are a site's own everyday noise, and which of the others it announces (ALERT-BASELINE). Pure and not
 * thread-safe; times are those of the alerts, microseconds since the epoch.
 *
 * <p>A class is the site's own when it was seen on 3 days, in 12 different hours of a week, or 20 times in at least 3
 * different hours of it. One alert that is not the site's own says little; several different ones at one host within minutes are a
 * burst, which is announced, and puts the site on alarm. What comes during an alarm teaches nothing.
 *
 * <p>Bounded: when full, the class that was seen longest ago goes, and one that is not the site's own before one that is.
 */
public final class AlertBaseline implements RelationLookup {
    private static final int CONFIDENCE_BASE = 50;
    private static final int CONFIDENCE_STEP = 10;
    private static final int CONFIDENCE_MAX = 95;
    private static final int SNAPSHOT_VERSION = 2;
    private static final int SNAPSHOT_HEAD_BYTES = 13;
    private static final long NO_HOST = 0;

    private final AlertBaselineConfig config;
    private final long beganMicros;
    private final HostBursts bursts;

    /** Each in the order of the last sight, the oldest first. */
    private final LinkedHashMap<IndicatorValue, ClassHistory> casual = new LinkedHashMap<>();

    private final LinkedHashMap<IndicatorValue, ClassHistory> own = new LinkedHashMap<>();
    private long alarmUntilMicros = Long.MIN_VALUE;

    /**
     * Knows nothing yet.
     *
     * @param beganMicros when the site began to look
     */
    public AlertBaseline(AlertBaselineConfig config, long beganMicros) {
        requireTime(beganMicros);
        this.config = config;
        this.beganMicros = beganMicros;
        this.bursts = new HostBursts(config.burstMicros(), config.hostsMax());
    }

    /**
     * Takes an alert.
     *
     * @param alert its class
     * @param host any number that is the same for the same host of this site; it does not leave the site
     * @param micros when
     * @return what to report, mostly nothing
     * @throws IllegalArgumentException when the value is no alert class, or the time is out of range
     */
    public List<Announcement> onAlert(IndicatorValue alert, long host, long micros) {
        requireTime(micros);
        requireClass(alert);
        ClassHistory history = take(alert, host, micros);
        history.causedBy(host);
        List<Announcement> news = new ArrayList<>();
        if (!isLearning(micros) && history.relation(micros) != Relation.ESTABLISHED) {
            strange(history, host, micros, news);
        }
        // ALERT-BASELINE 2.3: an attack must not make itself at home.
        if (micros >= alarmUntilMicros) {
            history.seen(micros);
        }
        keep(history, micros);
        return news;
    }

    /** ESTABLISHED when an alert class was the site's own before a time, NONE otherwise and for other kinds of value. */
    @Override
    public Relation relation(IndicatorValue value, long asOfMicros) {
        ClassHistory history = find(value);
        return history == null ? Relation.NONE : history.relation(asOfMicros);
    }

    /**
     * True when the site may block an alert class now, should the mesh want it: it has learned what is its own, and this class is not.
     * Asked for each alert, since a class that the mesh blocks may turn out to be the site's own.
     */
    public boolean mayBlock(IndicatorValue alert, long nowMicros) {
        return !isLearning(nowMicros) && relation(alert, nowMicros) != Relation.ESTABLISHED;
    }

    /** True until the site knows its own noise: it then announces nothing and blocks nothing. */
    public boolean isLearning(long nowMicros) {
        return nowMicros - beganMicros < config.learnMicros();
    }

    /** True within the time of an alarm after a burst. */
    public boolean isAlarmed(long nowMicros) {
        return nowMicros < alarmUntilMicros;
    }

    /**
     * A detector of this site found something bad about a host. Every class that this host alone has caused is in doubt: it is
     * nobody's own for 32 days, however long it has been there.
     */
    public void onDetection(long host, long micros) {
        requireTime(micros);
        doubtAll(casual, host, micros);
        doubtAll(own, host, micros);
    }

    /**
     * A person says that a class is harmless here: it is the site's own for 32 days, unless {@link #onDetection} says otherwise
     * later.
     *
     * @throws IllegalArgumentException when the value is no alert class, or the time is out of range
     */
    public void forgive(IndicatorValue alert, long micros) {
        requireTime(micros);
        requireClass(alert);
        ClassHistory history = take(alert, NO_HOST, micros);
        history.forgive(micros);
        keep(history, micros);
    }

    /**
     * Classes that are the site's own only because nobody ever saw the site without them: they ran in its first hour, run around
     * the clock, and one host causes them. A person should look at them once; they stay the site's own until one, or a detector,
     * says otherwise, since no count can tell an old attack from an old habit.
     */
    public List<IndicatorValue> suspects(long nowMicros) {
        return own.entrySet().stream()
                .filter(entry -> entry.getValue().isSuspect(beganMicros, nowMicros))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * All that is remembered of classes, for the caller to store: without it a site that restarts learns for a day. Bursts and
     * alarms are of minutes, and not in it. Encoding, big-endian: version u8 = 2, began i64, count u32, then for each class, the
     * one seen longest ago first, length u8, canonical value, 229 bytes of history.
     */
    public byte[] snapshot() {
        // Sized beforehand: a node of little memory must not hold it twice.
        int bytes = SNAPSHOT_HEAD_BYTES + bytes(casual) + bytes(own);
        ByteBuffer to = ByteBuffer.allocate(bytes)
                .put((byte) SNAPSHOT_VERSION)
                .putLong(beganMicros)
                .putInt(size());
        casual.forEach((value, history) -> write(to, value, history));
        own.forEach((value, history) -> write(to, value, history));
        return to.array();
    }

    private static int bytes(Map<IndicatorValue, ClassHistory> classes) {
        return classes.keySet().stream()
                .mapToInt(value -> 1 + value.canonical().length + ClassHistory.BYTES)
                .sum();
    }

    /**
     * Reads a snapshot. When it holds more classes than the bound, the first ones that are not the site's own are left out.
     *
     * @throws MalformedException when it is not a snapshot
     */
    public static AlertBaseline restore(byte[] snapshot, AlertBaselineConfig config, long nowMicros)
            throws MalformedException {
        ByteBuffer from = ByteBuffer.wrap(snapshot);
        if (snapshot.length < SNAPSHOT_HEAD_BYTES || from.get() != SNAPSHOT_VERSION) {
            throw new MalformedException("no snapshot of version " + SNAPSHOT_VERSION);
        }
        long began = from.getLong();
        if (began < 0 || began > ClassHistory.TIME_MAX_MICROS) {
            throw new MalformedException("the beginning is out of range: " + began);
        }
        // A clock that was ahead then must not have the site learn until that time.
        AlertBaseline baseline = new AlertBaseline(config, Math.min(began, nowMicros));
        int count = from.getInt();
        Set<IndicatorValue> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int length = from.hasRemaining() ? from.get() & 0xff : 0;
            if (from.remaining() < length + ClassHistory.BYTES) {
                throw new MalformedException("ends within class " + i + " of " + count);
            }
            byte[] canonical = new byte[length];
            from.get(canonical);
            IndicatorValue value = IndicatorValue.ofCanonical(IndicatorType.ALERT_CLASS, canonical);
            if (!seen.add(value)) {
                throw new MalformedException("a class is there twice");
            }
            baseline.makeRoom();
            baseline.keep(ClassHistory.read(value, from), nowMicros);
        }
        if (count < 0 || from.hasRemaining()) {
            throw new MalformedException("bytes behind the last of " + count + " classes");
        }
        return baseline;
    }

    /** How many classes are remembered. */
    public int size() {
        return casual.size() + own.size();
    }

    int hosts() {
        return bursts.size();
    }

    private void strange(ClassHistory history, long host, long micros, List<Announcement> news) {
        IndicatorValue alert = history.value();
        Map<IndicatorValue, HostBursts.Span> burst = bursts.add(host, alert, micros);
        if (burst.size() >= config.burstClasses()) {
            alarmUntilMicros = Math.max(alarmUntilMicros, micros + config.burstMicros());
            burst.forEach((value, span) -> {
                ClassHistory member = value.equals(alert) ? history : find(value);
                if (member != null) {
                    announce(value, member, span, burst.size(), news);
                }
            });
        } else if (isAlarmed(micros)) {
            announce(alert, history, new HostBursts.Span(micros, micros), burst.size(), news);
        }
    }

    private void announce(
            IndicatorValue value, ClassHistory history, HostBursts.Span span, int together, List<Announcement> news) {
        if (history.announce(span.lastMicros(), config.repeatMicros())) {
            int confidence = Math.min(CONFIDENCE_MAX, CONFIDENCE_BASE + CONFIDENCE_STEP * together);
            news.add(new Announcement(value, Severity.HIGH, confidence, span.firstMicros(), span.lastMicros()));
        }
    }

    private @Nullable ClassHistory find(IndicatorValue value) {
        ClassHistory history = casual.get(value);
        return history == null ? own.get(value) : history;
    }

    private ClassHistory take(IndicatorValue alert, long host, long micros) {
        ClassHistory history = casual.remove(alert);
        history = history == null ? own.remove(alert) : history;
        if (history != null) {
            return history;
        }
        makeRoom();
        return new ClassHistory(alert, micros, host);
    }

    private void makeRoom() {
        if (size() >= config.classesMax()) {
            LinkedHashMap<IndicatorValue, ClassHistory> from = casual.isEmpty() ? own : casual;
            from.remove(from.keySet().iterator().next());
        }
    }

    private static void write(ByteBuffer to, IndicatorValue value, ClassHistory history) {
        byte[] canonical = value.canonical();
        to.put((byte) canonical.length).put(canonical);
        history.write(to);
    }

    private void keep(ClassHistory history, long micros) {
        boolean isOwn = history.relation(micros) == Relation.ESTABLISHED;
        (isOwn ? own : casual).put(history.value(), history);
    }

    private static void doubtAll(Map<IndicatorValue, ClassHistory> classes, long host, long micros) {
        classes.values().stream()
                .filter(history -> history.isCausedOnlyBy(host))
                .forEach(history -> history.doubt(micros));
    }

    private static void requireClass(IndicatorValue alert) {
        if (alert.type() != IndicatorType.ALERT_CLASS) {
            throw new IllegalArgumentException("an alert class is needed, got " + alert.type());
        }
    }

    private static void requireTime(long micros) {
        if (micros < 0 || micros > ClassHistory.TIME_MAX_MICROS) {
            throw new IllegalArgumentException("a time is out of range: " + micros);
        }
    }
}
