package com.hookprobe.qsecbit.federation.tool.honeypot;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.tool.mesh.MeshSettings;
import com.hookprobe.qsecbit.federation.tool.mesh.VirtualMesh;
import com.hookprobe.qsecbit.federation.tool.mesh.VirtualSite;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays hits at honeypots through the machines of production: each sensor is a site of its own owner, reports each source
 * that it meets, and drops what the mesh has decided to block.
 *
 * <p>A hit that is dropped is seen by no one: it neither is reported nor renews the block.
 */
public final class HoneypotReplay {
    /** A sensor repeats what it says about a source at most this often. */
    private static final long REPORT_EVERY_MICROS = 600_000_000L;

    private static final int CONFIDENCE_PERCENT = 90;

    private record Sensor(VirtualSite site, BenignHistory history, Map<IpAddress, Long> reported, Set<IpAddress> met) {}

    private final List<HoneypotHit> hits;
    private final long upMicros;
    private final long downMicros;
    private final long seed;

    /**
     * A replay.
     *
     * @param hits in the order of time
     * @param upMicros how long a sensor's message takes to the correlator
     * @param downMicros how long a decision takes to a sensor
     * @param seed of keys and nonces; no result depends on it
     */
    public HoneypotReplay(List<HoneypotHit> hits, long upMicros, long downMicros, long seed) {
        this.hits = List.copyOf(hits);
        this.upMicros = upMicros;
        this.downMicros = downMicros;
        this.seed = seed;
    }

    /** With k owners and the times for decoys: a week. */
    public HoneypotResult decoys(int owners) {
        return play(MeshSettings.weekLong(owners, upMicros, downMicros, seed));
    }

    /** With k owners and the times of the standard table: an hour. */
    public HoneypotResult standard(int owners) {
        return play(MeshSettings.standard(owners, upMicros, downMicros, seed));
    }

    private HoneypotResult play(MeshSettings settings) {
        VirtualMesh mesh = new VirtualMesh(settings, hits.get(0).micros());
        Map<String, Sensor> sensors = new HashMap<>();
        // All take part from the beginning: their number says how many of them can lie.
        hits.forEach(hit -> sensors.computeIfAbsent(hit.sensor(), name -> sensor(mesh, name)));
        Map<IpAddress, Long> firstSeen = new HashMap<>();
        int contacts = 0;
        int sameMinute = 0;
        int prevented = 0;
        int blocked = 0;
        for (HoneypotHit hit : hits) {
            mesh.advance(hit.micros());
            Sensor sensor = sensors.computeIfAbsent(hit.sensor(), name -> sensor(mesh, name));
            IndicatorValue value = IndicatorValue.ip(hit.source());
            boolean isBlocked = sensor.site().blocks(value, hit.micros());
            blocked += isBlocked ? 1 : 0;
            Long first = firstSeen.putIfAbsent(hit.source(), hit.micros());
            if (sensor.met().add(hit.source()) && first != null) {
                contacts++;
                sameMinute += first == hit.micros() ? 1 : 0;
                prevented += isBlocked ? 1 : 0;
            }
            if (!isBlocked) {
                detected(mesh, sensor, hit, value);
            }
        }
        return new HoneypotResult(
                settings.correlator().blockOwners(),
                settings.blockSeconds(),
                contacts,
                sameMinute,
                prevented,
                hits.size(),
                blocked,
                mesh.counts());
    }

    private static Sensor sensor(VirtualMesh mesh, String name) {
        BenignHistory history = new BenignHistory();
        return new Sensor(mesh.join(name, history), history, new HashMap<>(), new HashSet<>());
    }

    private static void detected(VirtualMesh mesh, Sensor sensor, HoneypotHit hit, IndicatorValue value) {
        sensor.history().onDetection(hit.source(), hit.micros());
        Long reported = sensor.reported().get(hit.source());
        if (reported != null && hit.micros() - reported < REPORT_EVERY_MICROS) {
            return;
        }
        sensor.reported().put(hit.source(), hit.micros());
        long minutes = ReportFacts.minutes(hit.micros());
        // Whoever speaks to a decoy has nothing honest to say: one owner of full weight may be heard (FEDERATION 1.3).
        mesh.report(
                sensor.site(),
                value,
                new ReportFacts(
                        0,
                        0,
                        Context.NONE,
                        CONFIDENCE_PERCENT,
                        Severity.HIGH,
                        minutes,
                        minutes,
                        1,
                        Bytes32.NONE,
                        ReportFacts.VALID_MINUTES_MAX));
    }
}
