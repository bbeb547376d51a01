package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DevicePage;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.Tenant;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Judgement;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.Tally;
import com.hookprobe.node.report.core.Words;
import com.hookprobe.node.trust.TrustBand;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The MSSP's report for a tenant: of the registry in the tenant's scope, where rows of others are not there, and of the tallies of its nodes. On
 * the reports' thread.
 */
final class TenantReport implements ReportRole.Maker {
    private static final List<String> NOT_HERE = List.of(
            "Names and addresses of attackers, and what they aimed at: these stay at your sites, and each site's own report has them. The provider"
                    + " sees their reports sealed.",
            "Attacks from inside your network, and slight ones: sites keep them to themselves.",
            "What each site blocked by its own decision. The provider knows only what the mesh decided for all.",
            "The course of the score within a day: sites tell the provider their score only when it changes its band.",
            "Up to a minute of counts before a fall of the provider's power, and all of the time in which the provider was away itself.");

    private final NodeContext node;
    private final DeviceRegistry registry;
    private final LedgerReader store;
    private final ConsoleMesh.Standing standing;

    TenantReport(NodeContext node, DeviceRegistry registry, LedgerReader store, ConsoleMesh.Standing standing) {
        this.node = node;
        this.registry = registry;
        this.store = store;
        this.standing = standing;
    }

    @Override
    public List<String> subjects() throws RegistryException {
        return registry.tenants().list().stream()
                .map(tenant -> tenant.id().value())
                .toList();
    }

    @Override
    public ReportData make(String subject, Period period, ReportRole.Recorded recorded) throws Exception {
        TenantId id = new TenantId(subject);
        Tenant tenant = registry.tenants().list().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no tenant " + subject + "; 'tenant list' names those that there are"));
        DeviceRegistry own = registry.within(Scope.tenant(id));
        List<RegisteredDevice> devices = devices(own);
        List<String> subjects =
                devices.stream().map(device -> device.id().hex()).toList();
        Map<LocalDate, DayTallies> days = recorded.days();
        Tally all = ReportParts.joined(days, subjects);
        Tally shared = ReportParts.joined(days, List.of(DayTallies.HERE));
        Tally ours = ReportParts.joined(days, List.of(DayTallies.tenant(subject)));
        List<ReportData.Day> rows = new ArrayList<>();
        for (LocalDate date : period.days()) {
            DayTallies day = days.get(date);
            rows.add(day == null ? ReportParts.unrecorded(date) : ReportParts.tenantDay(date, day, subjects));
        }
        Changes changes = changes(own, devices, period);
        ReportData.Devices shown = shown(own, id, devices, days, changes.breaks());
        List<ReportData.Seen> seen = ReportParts.seen(all);
        ReportData.Immunity immunity = new ReportData.Immunity(
                ours.get(TallyNames.SPARED),
                ours.get(TallyNames.MET),
                shared.sum(TallyNames.TOLD),
                all.get(TallyNames.SHARED));
        Judgement.Result judged = Judgement.of(ReportData.About.TENANT, rows, seen, shown, immunity, 0);
        List<ReportData.Happened> happened = changes.rows();
        int left = Math.max(0, happened.size() - ReportData.HAPPENED_MAX);
        return new ReportData(
                ReportData.About.TENANT,
                tenant.name(),
                node.self().name(),
                period.toString(),
                period.fromMicros(),
                period.toMicros(),
                recorded.nowMicros(),
                recorded.nowMicros() >= period.toMicros(),
                days.size(),
                judged.verdict(),
                rows,
                seen,
                ReportParts.done(shared, TallyNames.TOLD),
                immunity,
                shown,
                happened.subList(0, happened.size() - left),
                left,
                List.of(),
                judged.todo(),
                new PeriodEvidence(node, store, period).checkpoints(),
                NOT_HERE);
    }

    private static List<RegisteredDevice> devices(DeviceRegistry own) throws RegistryException {
        List<RegisteredDevice> all = new ArrayList<>();
        Optional<NodeId> after = Optional.empty();
        do {
            DevicePage page = own.page(DeviceFilter.ALL, after, DeviceRegistry.LIMIT_MAX);
            all.addAll(page.devices());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    /** @param breaks of each device: how often it was suspended or revoked */
    private record Changes(List<ReportData.Happened> rows, Map<NodeId, Integer> breaks) {}

    private static Changes changes(DeviceRegistry own, List<RegisteredDevice> devices, Period period)
            throws RegistryException {
        Map<NodeId, String> names = new HashMap<>();
        devices.forEach(device -> names.put(device.id(), device.name()));
        List<ReportData.Happened> rows = new ArrayList<>();
        Map<NodeId, Integer> breaks = new HashMap<>();
        long after = 0;
        List<RegistryEntry.Change> page;
        do {
            page = own.changesSince(after, DeviceRegistry.LIMIT_MAX);
            for (RegistryEntry.Change change : page) {
                after = change.sequence();
                long micros = micros(change.at());
                if (change.device().isPresent() && period.holds(micros)) {
                    NodeId id = change.device().get();
                    rows.add(new ReportData.Happened(
                            micros,
                            names.getOrDefault(id, id.hex().substring(0, 16)),
                            change.action(),
                            change.from().map(Enum::name).orElse(""),
                            change.to().map(Enum::name).orElse(""),
                            change.by(),
                            change.detail()));
                    boolean out =
                            change.action().equals("suspend") || change.action().equals("revoke");
                    if (out) {
                        breaks.merge(id, 1, Integer::sum);
                    }
                }
            }
        } while (page.size() == DeviceRegistry.LIMIT_MAX);
        return new Changes(rows, breaks);
    }

    private ReportData.Devices shown(
            DeviceRegistry own,
            TenantId tenant,
            List<RegisteredDevice> devices,
            Map<LocalDate, DayTallies> days,
            Map<NodeId, Integer> breaks)
            throws Exception {
        Map<SiteId, String> sites = new HashMap<>();
        own.tenants().sites(tenant).forEach(site -> sites.put(site.id(), site.name()));
        Map<NodeId, ReportData.Device> standings = new LoopAsk(node.loop())
                .ask(
                        () -> {
                            Map<NodeId, ReportData.Device> found = new HashMap<>();
                            for (RegisteredDevice device : devices) {
                                found.put(device.id(), standing(device, sites));
                            }
                            return found;
                        },
                        ReportRole.PATIENCE);
        List<ReportData.Device> rows = new ArrayList<>();
        for (RegisteredDevice device : devices) {
            Tally tally = ReportParts.joined(days, List.of(device.id().hex()));
            long expected = tally.get(TallyNames.EXPECTED);
            ReportData.Device known = Objects.requireNonNull(standings.get(device.id()), "all were asked for");
            rows.add(new ReportData.Device(
                    known.name(),
                    known.id(),
                    known.tier(),
                    known.site(),
                    known.status(),
                    known.trust(),
                    known.band(),
                    known.resonance(),
                    expected == 0 ? -1 : (double) tally.get(TallyNames.UP) / expected,
                    known.heardMicros(),
                    breaks.getOrDefault(device.id(), 0)));
        }
        // What needs looking at comes first.
        rows.sort(Comparator.comparingInt(TenantReport::weight)
                .thenComparingDouble(device -> device.here() < 0 ? 1 : device.here())
                .thenComparing(ReportData.Device::name));
        Map<String, Integer> counts = new HashMap<>();
        own.counts().forEach((status, count) -> counts.put(status.name(), Math.toIntExact(count)));
        List<ReportData.Device> first = rows.subList(0, Math.min(ReportData.DEVICES_MAX, rows.size()));
        return new ReportData.Devices(rows.size(), counts, first, rows.size() - first.size());
    }

    private static int weight(ReportData.Device device) {
        if (device.status().equals(DeviceStatus.REVOKED.name())) {
            return 4;
        }
        if (device.resonance().equals("BROKEN") || device.status().equals(DeviceStatus.SUSPENDED.name())) {
            return 0;
        }
        if (device.status().equals(DeviceStatus.PENDING.name())) {
            return 1;
        }
        return device.breaks() > 0 ? 2 : 3;
    }

    private ReportData.Device standing(RegisteredDevice device, Map<SiteId, String> sites) {
        boolean member = device.status() == DeviceStatus.ACTIVE
                && node.mesh().member(device.id()).isPresent();
        OptionalDouble trust = member ? standing.trust(device.id()) : OptionalDouble.empty();
        return new ReportData.Device(
                device.name(),
                device.id().hex(),
                Words.plain(device.tier().text()),
                device.site()
                        .map(site -> sites.getOrDefault(site, site.value()))
                        .orElse(""),
                device.status().name(),
                trust.orElse(-1),
                trust.isPresent() ? TrustBand.of(trust.getAsDouble()).name() : "",
                member ? standing.resonance(device.id()) : "",
                -1,
                micros(device.lastSeen()),
                0);
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
