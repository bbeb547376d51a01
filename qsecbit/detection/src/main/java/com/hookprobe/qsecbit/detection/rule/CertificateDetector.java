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
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Finds certificates that do not hold at names that had one that did, and one new issuer that takes over many names.
 *
 * <p>A certificate that never held is a printer's or a router's and no news. A new issuer at one name is a change of
 * contract; the same new issuer at many names within an hour is somebody who signs them all on the way. An expired
 * certificate of the issuer of before was forgotten by its owner: that is told, but only as LOW. As nobody knows who
 * sits in between, the client is the target and there is no source.
 */
final class CertificateDetector implements Detector, Explainer {
    static final int NAMES_MAX = 20_000;
    static final int ISSUERS_MAX = 2_000;
    private static final long HOUR_MICROS = 3600L * 1_000_000;
    private static final int TAKEN_MAX = 32;
    private static final int COUNT_MAX = 1_000_000;

    static final Threshold SIGHTINGS = new Threshold(
            "certificate.sightings",
            2,
            1,
            1000,
            "sessions",
            "with a certificate that held, before one that does not counts");
    static final Threshold TAKEN = new Threshold(
            "certificate.names-taken", 5, 2, TAKEN_MAX, "domains", "that one new issuer takes over within an hour");
    static final List<Threshold> THRESHOLDS = List.of(SIGHTINGS, TAKEN);

    private final LocalNetworks local;
    private final int sightingsMin;
    private final int takenMax;
    private final Finding finding = new Finding("certificate", 0.9);
    private final Map<String, Known> names = new LastUsedMap<>(NAMES_MAX);
    private final Map<Integer, Issuer> issuers = new LastUsedMap<>(ISSUERS_MAX);

    private static final class Known {
        int issuer;
        int sightings;
        boolean reported;
    }

    private static final class Issuer {
        final RecentSet taken = new RecentSet(TAKEN_MAX);
        boolean established;
        boolean reported;
    }

    CertificateDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        sightingsMin = thresholds.count(SIGHTINGS);
        takenMax = thresholds.count(TAKEN);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Tls tls = event.tls();
        if (event.type() != EventType.TLS || tls.issuer().isEmpty()) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        Known known = names.computeIfAbsent(name(event, roles), name -> new Known());
        int issuer = tls.issuer().hashCode();
        String fault = fault(tls, event.timeMicros());
        if (fault.isEmpty()) {
            held(known, issuer, roles, event, out);
        } else if (known.sightings >= sightingsMin && !known.reported) {
            boolean sameIssuer = known.issuer == issuer;
            // Sensors do not always see the whole chain: the verdict alone is worth nothing when the issuer has not
            // changed.
            if (!sameIssuer || fault.startsWith("expired")) {
                known.reported = true;
                report(sameIssuer ? Severity.LOW : Severity.HIGH, fault, sameIssuer ? 0.5 : 0.8, roles, event, out);
            }
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.type() != EventType.TLS || event.tls().issuer().isEmpty()) {
            return "";
        }
        String fault = fault(event.tls(), event.timeMicros());
        Known known = names.get(name(event, Roles.of(event, local)));
        return (fault.isEmpty() ? "the certificate holds" : "the certificate is " + fault) + "; one that held was seen "
                + (known == null ? 0 : known.sightings) + " times at this name, " + sightingsMin + " count";
    }

    private void held(Known known, int issuer, Roles roles, NetworkEvent event, DetectionSink out) {
        known.reported = false;
        if (known.sightings == 0 || known.issuer == issuer) {
            known.issuer = issuer;
            known.sightings = Math.min(COUNT_MAX, known.sightings + 1);
            if (known.sightings >= sightingsMin) {
                Issuer own = issuers.computeIfAbsent(issuer, hash -> new Issuer());
                own.established |= own.taken.size() == 0;
            }
            return;
        }
        Issuer taker = issuers.computeIfAbsent(issuer, hash -> new Issuer());
        boolean wasTrusted = known.sightings >= sightingsMin;
        known.issuer = issuer;
        known.sightings = 1;
        if (taker.established || !wasTrusted) {
            return;
        }
        String name = event.tls().sni();
        taker.taken.add(name.substring(DnsNames.registeredFrom(name)).hashCode(), event.timeMicros());
        int taken = taker.taken.around(event.timeMicros(), HOUR_MICROS);
        if (taken >= takenMax && !taker.reported) {
            taker.reported = true;
            report(
                    Severity.HIGH,
                    "signed by one new issuer that took over " + taken + " domains within an hour",
                    0.65,
                    roles,
                    event,
                    out);
        }
    }

    private void report(
            Severity severity, String fault, double confidence, Roles roles, NetworkEvent event, DetectionSink out) {
        out.accept(finding.make(
                AttackKind.CERTIFICATE_FORGED,
                IpAddress.NONE,
                MacAddress.NONE,
                roles.initiator(),
                severity,
                confidence,
                event.timeMicros(),
                event.timeMicros(),
                "certificate of " + name(event, roles) + " at " + roles.responder() + " is " + fault + ", issuer "
                        + event.tls().issuer(),
                1,
                event.sensor(),
                false));
    }

    private static String name(NetworkEvent event, Roles roles) {
        return event.tls().sni().isEmpty()
                ? roles.responder().toString()
                : event.tls().sni();
    }

    /** What is wrong with the certificate; empty when nothing is. */
    private static String fault(NetworkEvent.Tls tls, long timeMicros) {
        if (tls.subject().equals(tls.issuer())) {
            return "self-signed";
        }
        if (tls.notAfterMicros() != 0 && timeMicros > tls.notAfterMicros()) {
            return "expired";
        }
        if (tls.notBeforeMicros() != 0 && timeMicros < tls.notBeforeMicros()) {
            return "not valid yet";
        }
        String verdict = tls.validation();
        if (verdict.isEmpty() || verdict.equals("ok")) {
            return "";
        }
        return verdict.equals("certificate has expired") ? "expired" : "refused by the sensor (" + verdict + ")";
    }
}
