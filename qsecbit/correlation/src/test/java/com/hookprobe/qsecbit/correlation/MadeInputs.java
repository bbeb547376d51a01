package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Settings;
import com.hookprobe.qsecbit.correlation.core.Source;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Inputs of every kind, the same for the same seed: some owners see some attackers, veto, take back and are revoked. */
public final class MadeInputs {
    public static final long MINUTE = 60_000_000L;
    public static final long NOW = 1_790_000_000_000_000L / MINUTE * MINUTE;
    public static final int OWNERS = 9;

    private static final SignatureSigner NONE = message -> new byte[64];
    private static final GroupKeys KEYS = GroupKeys.derive(new byte[32], 1);

    private final Random random;
    private final List<Input.Report> reports = new ArrayList<>();
    private final int values;
    private long nowMicros = NOW;
    private long tickMicros = NOW;

    public MadeInputs(long seed, int values) {
        this.random = new Random(seed);
        this.values = values;
    }

    /** The first input and so many more. */
    public static List<Input> of(long seed, int count) {
        MadeInputs made = new MadeInputs(seed, 24);
        List<Input> inputs = new ArrayList<>();
        inputs.add(configured(CorrelatorConfig.standard(), OWNERS));
        while (inputs.size() <= count) {
            inputs.add(made.next());
        }
        return inputs;
    }

    public static Input.Configured configured(CorrelatorConfig config, int owners) {
        return new Input.Configured(NOW, new Settings(config, owners));
    }

    public static Bytes32 id(long number) {
        return new Bytes32(0xfeed, 0, 0, number);
    }

    /** A report of high severity. */
    public static Input.Report report(int value, long node, long seenMicros, long nowMicros, Random random) {
        return report(value, node, Severity.HIGH, seenMicros, nowMicros, random);
    }

    private static Input.Report report(
            int value, long node, Severity severity, long seenMicros, long nowMicros, Random random) {
        IndicatorValue indicator = IndicatorValue.ip(IpAddress.parse("203.0." + value / 250 + "." + (1 + value % 250))
                .orElseThrow());
        long minutes = ReportFacts.minutes(seenMicros);
        ReportFacts facts =
                new ReportFacts(7, 1110, new Context(6, 22, 1, 4), 90, severity, minutes, minutes, 5, id(99), 1440);
        AttackSignature message = AttackSignature.build(indicator, facts, KEYS, id(node), random, NONE);
        return new Input.Report(nowMicros, source(node), List.of(nowMicros - 5, nowMicros), message);
    }

    public static Source source(long node) {
        return new Source(id(node), id(node % OWNERS), node % 7 == 0 ? 600 : 1000, 3 + (int) node);
    }

    /** The next input. */
    public Input next() {
        nowMicros += random.nextInt(40) == 0 ? random.nextInt(90) * MINUTE : (long) random.nextInt(3_000_000);
        if (nowMicros - tickMicros > 10_000_000) {
            tickMicros = nowMicros;
            return new Input.Tick(nowMicros);
        }
        int node = 1 + random.nextInt(2 * OWNERS);
        int kind = reports.isEmpty() ? 99 : random.nextInt(40);
        if (kind > 6) {
            Severity severity = random.nextInt(3) == 0 ? Severity.MEDIUM : Severity.HIGH;
            long seenMicros = nowMicros - random.nextInt(3) * MINUTE;
            Input.Report report = report(random.nextInt(values), node, severity, seenMicros, nowMicros, random);
            reports.add(report);
            return report;
        }
        Input.Report old = reports.get(Math.max(0, reports.size() - 1 - random.nextInt(60)));
        return switch (kind) {
            case 0, 1, 2 ->
                new Input.Vetoed(
                        nowMicros, source(node), Veto.build(old.message().key(), nowMicros, NONE));
            case 3, 4 -> {
                Bytes32 id = old.message().reportId(old.source().node());
                yield new Input.Retracted(
                        nowMicros, old.source(), Retraction.build(old.message().key(), id, nowMicros, NONE));
            }
            case 5 ->
                random.nextInt(4) == 0
                        ? new Input.Revoked(nowMicros, id(node))
                        : new Input.Configured(
                                nowMicros, new Settings(CorrelatorConfig.standard(), OWNERS + random.nextInt(4)));
            default -> new Input.Suppressed(nowMicros, old.message().key(), nowMicros + random.nextInt(120) * MINUTE);
        };
    }
}
