package com.hookprobe.qsecbit.correlation.compare;

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
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;

/**
 * Inputs from alerts: each alert is a report of its host's node, owned by its site, about the alert class of name and role of
 * the host. In between, at fixed places: ticks each minute, retractions, vetoes, allowances, revocations, other settings.
 */
final class AlertInputs {
    private static final long MICROS = 1_000_000;
    private static final long TICK_MICROS = 60 * MICROS;
    private static final long REPEAT_SECONDS = 14 * 86_400L;
    private static final int RETRACT_EVERY = 997;
    private static final int VETO_EVERY = 809;
    private static final int SUPPRESS_EVERY = 5_003;
    private static final int REVOKE_EVERY = 40_009;
    private static final int CONFIGURE_EVERY = 100_003;

    /** Gets every input. */
    interface To {
        void take(Input input) throws IOException;
    }

    private final List<Alert> alerts;
    private final List<String> sites;
    private final To to;
    private final Random random = new Random(1);
    private final GroupKeys keys = GroupKeys.derive(new byte[GroupKeys.SECRET_BYTES], 1);
    private long tickedMicros;

    private AlertInputs(List<Alert> alerts, To to) {
        this.alerts = alerts;
        this.sites = alerts.stream().map(Alert::site).distinct().sorted().toList();
        this.to = to;
    }

    /** So many alerts, those there are again two weeks later when they are not enough, and what lies between. */
    static void write(List<Alert> alerts, int count, To to) throws IOException {
        new AlertInputs(alerts, to).write(count);
    }

    private void write(int count) throws IOException {
        CorrelatorConfig config = CorrelatorConfig.standard().withBlockOwners(2);
        for (int i = 0; i < count; i++) {
            Alert alert = alerts.get(i % alerts.size());
            // A second holds many alerts; each arrives at a time of its own.
            long nowMicros = (alert.seconds() + i / alerts.size() * REPEAT_SECONDS) * MICROS + i % 1000 * 1000L;
            if (i == 0) {
                to.take(new Input.Configured(nowMicros, new Settings(config, sites.size())));
            }
            if (nowMicros - tickedMicros >= TICK_MICROS) {
                tickedMicros = nowMicros;
                to.take(new Input.Tick(nowMicros));
            }
            Input.Report report = report(alert, nowMicros);
            to.take(report);
            between(i, config, report, nowMicros);
        }
    }

    private void between(int i, CorrelatorConfig config, Input.Report report, long nowMicros) throws IOException {
        TagKey key = report.message().key();
        if (i % RETRACT_EVERY == RETRACT_EVERY - 1) {
            Bytes32 id = report.message().reportId(report.source().node());
            to.take(new Input.Retracted(
                    nowMicros,
                    report.source(),
                    Retraction.build(key, id, nowMicros, signer(report.source().node()))));
        }
        if (i % VETO_EVERY == VETO_EVERY - 1) {
            for (String site : sites.subList(0, Math.min(2, sites.size()))) {
                Source source = source(site, "veto");
                to.take(new Input.Vetoed(nowMicros, source, Veto.build(key, nowMicros, signer(source.node()))));
            }
        }
        if (i % SUPPRESS_EVERY == SUPPRESS_EVERY - 1) {
            to.take(new Input.Suppressed(nowMicros, key, nowMicros + 30 * TICK_MICROS));
        }
        if (i % REVOKE_EVERY == REVOKE_EVERY - 1) {
            to.take(new Input.Revoked(nowMicros, report.source().node()));
        }
        if (i % CONFIGURE_EVERY == CONFIGURE_EVERY - 1) {
            CorrelatorConfig other = config.withBlockOwners(2 + i / CONFIGURE_EVERY % 2);
            to.take(new Input.Configured(nowMicros, new Settings(other, sites.size())));
        }
    }

    private Input.Report report(Alert alert, long nowMicros) {
        String role = alert.host().substring(alert.host().lastIndexOf('_') + 1);
        Context context = new Context(0, role.hashCode() & 0xff, 0, 0);
        IndicatorValue value = IndicatorValue.alertClass(alert.name(), context);
        long minutes = ReportFacts.minutes(nowMicros);
        Severity severity = alert.name().hashCode() % 4 == 0 ? Severity.MEDIUM : Severity.HIGH;
        ReportFacts facts =
                new ReportFacts(1, 0, context, 90, severity, minutes, minutes, 1, hash("evidence", ""), 1440);
        Source source = source(alert.site(), alert.ip());
        AttackSignature message =
                AttackSignature.build(value, facts, keys, source.node(), random, signer(source.node()));
        return new Input.Report(nowMicros, source, List.of(nowMicros - 2000, nowMicros), message);
    }

    private static Source source(String site, String host) {
        return new Source(hash(site, host), hash(site, ""), 1000, 30);
    }

    /** As long as a signature and as hard to compress. Verifying is the ingest edge's work, and measured apart. */
    private static SignatureSigner signer(Bytes32 node) {
        return message -> {
            MessageDigest sha512 = digest("SHA-512");
            sha512.update(node.bytes());
            return sha512.digest(message);
        };
    }

    private static Bytes32 hash(String site, String host) {
        return Bytes32.of(digest("SHA-256").digest((site + "/" + host).getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
