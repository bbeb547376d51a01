package com.hookprobe.benchmarks;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DevicePage;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** {@code benchmarks/registry load}: look-ups by id and pages in a registry of many devices. */
final class RegistryLoad implements Options.Program {
    private static final int PAGE = 100;
    private static final long LOOKUP_NS_MOST = 1_000_000;
    private static final long PAGE_NS_MOST = 50_000_000;

    private boolean postgres;
    private int devices;
    private int reads = 10_000;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    private final List<String> missed = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(2);

    public static void main(String[] args) {
        Options.main("registry", "load", new RegistryLoad(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--backend" -> postgres = RegistryStorm.backend(name, value);
            case "--devices" -> devices = (int) Options.number(name, value, 1_000, 100_000_000);
            case "--reads" -> reads = (int) Options.number(name, value, 100, 10_000_000);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        int count = devices > 0 ? devices : postgres ? 1_000_000 : 100_000;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("backend", postgres ? "postgres" : "sqlite");
        report.put("devices", count);
        report.put("rows", "made by a generator below the API: requests do not verify, no audit rows");
        try (WorkDirectory work = new WorkDirectory(directory);
                RegistryBackend backend = RegistryBackend.start(postgres, work.path());
                Database database = backend.open();
                DeviceRegistry registry = DeviceRegistry.open(database, RegistryOptions.DEFAULT)) {
            long start = System.nanoTime();
            RegistryRowsMade made = new RegistryRowsMade();
            made.tenants(registry);
            made.devices(database, count);
            backend.settle();
            report.put("fill_s", (System.nanoTime() - start) / 1_000_000_000);
            DeviceRegistry tenant = registry.within(Scope.tenant(RegistryRowsMade.LARGEST));
            report.put("counts", registry.counts().toString());
            report.put("largest_tenant", tenant.counts().toString());
            start = System.nanoTime();
            registry.counts();
            report.put("counts_ms", (System.nanoTime() - start) / 1_000_000);
            lookups("lookup", registry, sample(registry), report);
            lookups("lookup_in_tenant", tenant, sample(tenant), report);
            pages("platform", registry, false, report);
            pages("tenant", tenant, true, report);
        }
        report.put("missed", missed);
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-52s %s%n", name, value));
        }
        if (!missed.isEmpty()) {
            throw new BrokenPromise("missed: " + missed);
        }
    }

    /** Ids from all over the list. */
    private List<NodeId> sample(DeviceRegistry registry) throws Exception {
        List<NodeId> ids = new ArrayList<>();
        while (ids.size() < 5_000) {
            registry.page(DeviceFilter.ALL, Optional.of(RegistryRowsMade.anywhere(random)), 10)
                    .devices()
                    .forEach(device -> ids.add(device.id()));
        }
        return ids;
    }

    private void lookups(String name, DeviceRegistry registry, List<NodeId> ids, Map<String, Object> report)
            throws Exception {
        List<Long> took = new ArrayList<>();
        for (int i = -reads / 10; i < reads; i++) {
            NodeId id = ids.get(random.nextInt(ids.size()));
            long start = System.nanoTime();
            Optional<RegisteredDevice> found = registry.find(id);
            long ns = System.nanoTime() - start;
            if (found.isEmpty()) {
                throw new IllegalStateException("a device of the list is not there");
            }
            if (i >= 0) {
                took.add(ns);
            }
        }
        List<Long> sorted = took.stream().sorted().toList();
        put(name, sorted, report);
        if (Figures.quantile(sorted, 0.5) >= LOOKUP_NS_MOST) {
            missed.add(name);
        }
    }

    private void pages(String where, DeviceRegistry registry, boolean tenant, Map<String, Object> report)
            throws Exception {
        DeviceFilter all = DeviceFilter.ALL;
        Map<String, DeviceFilter> kinds = new LinkedHashMap<>();
        kinds.put("all", all);
        kinds.put("active", all.withStatus(DeviceStatus.ACTIVE));
        kinds.put("pending", all.withStatus(DeviceStatus.PENDING));
        kinds.put("revoked_guardian", all.withStatus(DeviceStatus.REVOKED).withTier(Tier.GUARDIAN));
        kinds.put("suspended_mssp", all.withStatus(DeviceStatus.SUSPENDED).withTier(Tier.MSSP));
        kinds.put("nexus", all.withTier(Tier.NEXUS));
        kinds.put("name_gate", all.withText("gate"));
        kinds.put("name_rare", all.withText("gate-000000"));
        kinds.put("name_gate_active", all.withText("gate").withStatus(DeviceStatus.ACTIVE));
        kinds.put(
                "name_gate_suspended_mssp",
                all.withText("gate").withStatus(DeviceStatus.SUSPENDED).withTier(Tier.MSSP));
        kinds.put("name_none", all.withText("zzz"));
        if (tenant) {
            kinds.put("site", all.withSite(RegistryRowsMade.site(3)));
            kinds.put("site_suspended", all.withSite(RegistryRowsMade.site(3)).withStatus(DeviceStatus.SUSPENDED));
            kinds.put(
                    "site_name_nexus",
                    all.withSite(RegistryRowsMade.site(3)).withText("plant").withTier(Tier.NEXUS));
        }
        for (Map.Entry<String, DeviceFilter> kind : kinds.entrySet()) {
            List<Long> took = new ArrayList<>();
            List<NodeId> places = places(registry, kind.getValue());
            int rounds = Math.max(300, reads / 10 / kinds.size());
            for (int i = -20; i < rounds; i++) {
                // The first, the last and any other.
                Optional<NodeId> after = i % 10 == 0 || places.isEmpty()
                        ? Optional.empty()
                        : Optional.of(places.get(random.nextInt(places.size())));
                long start = System.nanoTime();
                DevicePage page = registry.page(kind.getValue(), after, PAGE);
                long ns = System.nanoTime() - start;
                if (page.devices().size() > PAGE) {
                    throw new IllegalStateException("a page is too long");
                }
                if (i >= 0) {
                    took.add(ns);
                }
            }
            List<Long> sorted = took.stream().sorted().toList();
            String name = "page_" + where + "_" + kind.getKey();
            put(name, sorted, report);
            if (Figures.quantile(sorted, 0.99) >= PAGE_NS_MOST) {
                missed.add(name);
            }
        }
    }

    /** Where pages of this kind may begin: anywhere by id; by name at devices of that name. */
    private List<NodeId> places(DeviceRegistry registry, DeviceFilter filter) throws Exception {
        List<NodeId> places = new ArrayList<>();
        if (filter.text().isEmpty()) {
            for (int i = 0; i < 200; i++) {
                places.add(RegistryRowsMade.anywhere(random));
            }
            return places;
        }
        String text = filter.text().get();
        for (int i = 0; i < 50; i++) {
            String deeper = text.contains("-")
                    ? text
                    : text + "-"
                            + String.format("%08d", random.nextInt(1_000_000)).substring(0, 5);
            registry.page(DeviceFilter.ALL.withText(deeper), Optional.empty(), 20)
                    .devices()
                    .forEach(device -> places.add(device.id()));
        }
        return places;
    }

    private static void put(String name, List<Long> sorted, Map<String, Object> report) {
        report.put(
                name + "_us p50, p99, most",
                List.of(
                        Figures.quantile(sorted, 0.5) / 1_000,
                        Figures.quantile(sorted, 0.99) / 1_000,
                        sorted.get(sorted.size() - 1) / 1_000));
    }
}
