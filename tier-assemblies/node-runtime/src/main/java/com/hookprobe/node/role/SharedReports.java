package com.hookprobe.node.role;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What this site has told the mesh, by value: so that it tells it again under the next key, tells nothing twice, and can take it
 * back, also after a restart. The oldest values go. Not thread-safe.
 */
final class SharedReports {
    static final int VALUES_MAX = 16_384;
    /** Tags of one value, one for each key epoch: more than members keep (federation 3.5). */
    private static final int TAGS_MAX = 9;

    /**
     * What is told to the mesh, or waits for the group's key or a way.
     *
     * @param about the host outside that a person can say is none to be told of; NONE when there is none
     */
    record Told(IndicatorValue value, IpAddress about, ReportFacts facts, long detectedMicros) {}

    /** A report under one tag. */
    record Statement(TagKey key, Bytes32 report) {}

    /** What was told of one value. */
    record Taken(IndicatorValue value, List<Statement> statements) {}

    private static final int VERSION = 3;
    private static final int ADDRESS_BYTES_MAX = 16;
    private static final int TOLD_BYTES = 8 + 2 + 2 + 4 + 1 + 1 + 4 + 4 + 1 + Bytes32.LENGTH + 2;
    private static final int STATEMENT_BYTES = TagKey.BYTES + Bytes32.LENGTH;

    private static final class Report {
        private IpAddress about;
        /** None when it is not to be told again: it can be taken back all the same. */
        private @Nullable Told last;

        private boolean current = true;
        private final LinkedHashMap<TagKey, Bytes32> statements = new LinkedHashMap<>();

        private Report(IpAddress about, @Nullable Told last) {
            this.about = about;
            this.last = last;
        }
    }

    private final LinkedHashMap<IndicatorValue, Report> reports = new LinkedHashMap<>();
    private boolean changed;

    /** A report has been sent. */
    void add(Told told, Statement statement) {
        changed = true;
        Report before = reports.remove(told.value());
        Report report = before == null ? new Report(told.about(), told) : before;
        report.about = told.about();
        report.last = told;
        report.current = true;
        // Earlier reports about the tag go with the last one (federation 5.2).
        report.statements.remove(statement.key());
        report.statements.put(statement.key(), statement.report());
        if (report.statements.size() > TAGS_MAX) {
            report.statements.remove(report.statements.keySet().iterator().next());
        }
        reports.put(told.value(), report);
        if (reports.size() > VALUES_MAX) {
            reports.remove(reports.keySet().iterator().next());
        }
    }

    boolean contains(IndicatorValue value) {
        return reports.containsKey(value);
    }

    /** What was told last of a value under the present key. */
    Optional<Told> last(IndicatorValue value) {
        return Optional.ofNullable(reports.get(value)).filter(r -> r.current).map(r -> r.last);
    }

    /**
     * A key of an epoch is there: all that was detected since a time, and is not told under it, is to be told again. After a restart it
     * is mostly the key of before.
     */
    List<Told> renew(long sinceMicros, long epoch) {
        List<Told> again = new ArrayList<>();
        for (Report report : reports.values()) {
            report.current = report.statements.keySet().stream().anyMatch(key -> key.epoch() == epoch);
            Told last = report.last;
            if (!report.current && last != null && last.detectedMicros() > sinceMicros) {
                again.add(last);
            }
        }
        return again;
    }

    /** Others know what was told under a tag as good, or a person has allowed it: it is not told again under the next key. */
    void overruled(TagKey key) {
        for (Report report : reports.values()) {
            if (report.statements.containsKey(key)) {
                changed = true;
                report.last = null;
            }
        }
    }

    /** Forgets values, chosen by themselves and by the host outside that they are about, and says what was told of them. */
    List<Taken> takeBack(BiPredicate<IndicatorValue, IpAddress> which) {
        List<Taken> all = new ArrayList<>();
        for (Map.Entry<IndicatorValue, Report> entry : List.copyOf(reports.entrySet())) {
            if (which.test(entry.getKey(), entry.getValue().about)) {
                changed = true;
                reports.remove(entry.getKey());
                List<Statement> statements = new ArrayList<>();
                entry.getValue().statements.forEach((key, report) -> statements.add(new Statement(key, report)));
                all.add(new Taken(entry.getKey(), statements));
            }
        }
        return all;
    }

    /** True when there is something new to store since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /**
     * What can be taken back, and told again. Encoding: version u8 = 3, count u32, then for each value, the oldest first: type u8, length
     * u8 and canonical form, length u8 (0, 4 or 16) and the address that it is about, u8 1 and what was told last (detected u64, then
     * as in federation 4.1 from attack type to valid for) or 0, count u8, and for each report its tag's key (41 bytes) and its id (32
     * bytes); big-endian.
     */
    byte[] snapshot() {
        int statements =
                reports.values().stream().mapToInt(r -> r.statements.size()).sum();
        int values = reports.keySet().stream()
                .mapToInt(value -> 5 + value.canonical().length + ADDRESS_BYTES_MAX + TOLD_BYTES)
                .sum();
        ByteBuffer to = ByteBuffer.allocate(5 + values + statements * STATEMENT_BYTES);
        to.put((byte) VERSION).putInt(reports.size());
        reports.forEach((value, report) -> {
            byte[] canonical = value.canonical();
            byte[] about = report.about.equals(IpAddress.NONE) ? new byte[0] : report.about.bytes();
            to.put((byte) value.type().code()).put((byte) canonical.length).put(canonical);
            to.put((byte) about.length).put(about);
            write(to, report.last);
            to.put((byte) report.statements.size());
            report.statements.forEach((key, id) -> {
                key.write(to);
                to.put(id.bytes());
            });
        });
        return Arrays.copyOf(to.array(), to.position());
    }

    /** @throws MalformedException when it is not a snapshot */
    static SharedReports restore(byte[] snapshot) throws MalformedException {
        FieldReader from = new FieldReader(snapshot);
        from.integer("version", 1, VERSION, VERSION);
        SharedReports all = new SharedReports();
        int count = from.integer("values", 4, 0, VALUES_MAX);
        for (int i = 0; i < count; i++) {
            int code = from.integer("type", 1, 1, 255);
            IndicatorType type = IndicatorType.ofCode(code)
                    .orElseThrow(() -> new MalformedException("a known type is expected, got " + code));
            int length = from.integer("length of a value", 1, 1, IndicatorValue.BYTES_MAX);
            IndicatorValue value = IndicatorValue.ofCanonical(type, from.bytes("value", length));
            IpAddress about = address(from);
            Report report = new Report(about, told(from, value, about));
            report.current = false;
            int statements = from.integer("reports", 1, 1, TAGS_MAX);
            for (int j = 0; j < statements; j++) {
                report.statements.put(TagKey.read(from), from.bytes32("report"));
            }
            if (all.reports.put(value, report) != null) {
                throw new MalformedException("a value is there twice");
            }
        }
        from.end();
        return all;
    }

    private static void write(ByteBuffer to, @Nullable Told told) {
        to.put((byte) (told == null ? 0 : 1));
        if (told != null) {
            ReportFacts facts = told.facts();
            Context context = facts.context();
            to.putLong(told.detectedMicros())
                    .putShort((short) facts.attackType())
                    .putShort((short) facts.mitreId());
            to.put((byte) context.protocol()).put((byte) context.service());
            to.put((byte) context.direction()).put((byte) context.rate());
            to.put((byte) facts.confidencePercent()).put((byte) facts.severity().code());
            to.putInt((int) facts.firstSeenMinutes()).putInt((int) facts.lastSeenMinutes());
            to.put((byte) facts.countBucket()).put(facts.evidence().bytes()).putShort((short) facts.validMinutes());
        }
    }

    private static @Nullable Told told(FieldReader from, IndicatorValue value, IpAddress about)
            throws MalformedException {
        if (from.integer("told", 1, 0, 1) == 0) {
            return null;
        }
        long detected = from.time("detected");
        try {
            ReportFacts facts = new ReportFacts(
                    from.integer("attack type", 2, 0, 0xffff),
                    from.integer("technique", 2, 0, 0xffff),
                    new Context(
                            from.integer("protocol", 1, 0, 255),
                            from.integer("service", 1, 0, 255),
                            from.integer("direction", 1, 0, 255),
                            from.integer("rate", 1, 0, 255)),
                    from.integer("confidence", 1, 0, 100),
                    Severity.ofCode(from.integer("severity", 1, 0, Severity.CRITICAL.code())),
                    from.number("first seen", 4, 0, 0xffff_ffffL),
                    from.number("last seen", 4, 0, 0xffff_ffffL),
                    from.integer("count bucket", 1, 0, 255),
                    from.bytes32("evidence"),
                    from.integer("valid for", 2, 1, 0xffff));
            return new Told(value, about, facts, detected);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("what was told is out of range: " + e.getMessage());
        }
    }

    private static IpAddress address(FieldReader from) throws MalformedException {
        int length = from.integer("length of an address", 1, 0, ADDRESS_BYTES_MAX);
        if (length == 0) {
            return IpAddress.NONE;
        }
        if (length != 4 && length != ADDRESS_BYTES_MAX) {
            throw new MalformedException("an address has 4 or 16 bytes, got " + length);
        }
        return IpAddress.ofBytes(from.bytes("address", length));
    }
}
