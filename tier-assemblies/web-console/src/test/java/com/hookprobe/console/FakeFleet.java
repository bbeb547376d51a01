package com.hookprobe.console;

import com.hookprobe.console.view.FleetPage;
import com.hookprobe.console.view.FleetQuery;
import com.hookprobe.console.view.FleetView;
import com.hookprobe.console.view.NodeAwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Ten thousand nodes of two tenants, with a roll-out under way. */
final class FakeFleet implements FleetView {
    static final int NODES = 10_000;

    final List<String> orders = new CopyOnWriteArrayList<>();
    volatile boolean away;
    private final List<FleetPage.Row> nodes = new ArrayList<>();
    private volatile int stage = 1;

    FakeFleet() {
        for (int i = 0; i < NODES; i++) {
            boolean acme = i % 2 == 0;
            boolean refuses = i == 44;
            nodes.add(new FleetPage.Row(
                    String.format("%08x", i) + "0".repeat(56),
                    (acme ? "acme" : "beta") + "-shop-" + i,
                    i % 50 == 0 ? "fortress" : "guardian",
                    acme ? "acme" : "beta",
                    i % 50 == 0 ? List.of("canary") : List.of(),
                    "shops",
                    i % 97 != 3,
                    FakeNode.now() - 40_000_000L * (1 + i % 90),
                    i == 46 ? "UNHEALTHY" : "HEALTHY",
                    0.1 + (i % 7) / 20.0,
                    i == 42 ? 0.1 : 0.8 + (i % 10) / 60.0,
                    i == 42 ? "QUARANTINE" : "FULL",
                    i == 42 ? "BROKEN" : "RESONANT",
                    refuses || i % 4 == 0 ? 7 : 6,
                    refuses ? 6 : i % 8 == 0 ? 7 : 6,
                    refuses ? 7 : 0,
                    refuses ? FakeNode.HOSTILE : ""));
        }
    }

    @Override
    public FleetPage page(FleetQuery query) throws NodeAwayException {
        if (away) {
            throw new NodeAwayException("the node did not answer within 2 s");
        }
        List<FleetPage.Row> of = nodes.stream()
                .filter(row -> query.tenant().isEmpty() || row.tenant().equals(query.tenant()))
                .toList();
        List<FleetPage.Row> found = of.stream()
                .filter(row -> row.name().contains(query.text().toLowerCase(Locale.ROOT)))
                .filter(row -> query.show() != FleetQuery.Show.REFUSED || row.refused() > 0)
                .toList();
        int from = Math.min(query.offset(), found.size());
        List<FleetPage.Group> groups = new ArrayList<>();
        for (String tenant : List.of("acme", "beta")) {
            if (query.tenant().isEmpty() || query.tenant().equals(tenant)) {
                groups.add(group(tenant));
            }
        }
        int here = (int) of.stream().filter(FleetPage.Row::present).count();
        return new FleetPage(
                FakeNode.now(),
                of.size(),
                found.size(),
                new FleetPage.Counts(here, of.size() - here, 3_700, of.size() - 3_700, 1, 1, 1),
                found.subList(from, Math.min(found.size(), from + query.limit())),
                groups,
                0);
    }

    private FleetPage.Group group(String tenant) {
        return new FleetPage.Group(
                tenant,
                "shops",
                "tier=guardian",
                5_000,
                6,
                7,
                6,
                "RUNNING",
                stage,
                FakeNode.now() - 900_000_000L,
                "waits for 3 nodes",
                List.of(
                        new FleetPage.Stage("canaries", 100, 99, 1, 0, 0),
                        new FleetPage.Stage("25%", 1_250, 640, 1, 1, 9),
                        new FleetPage.Stage("100%", 5_000, 640, 1, 1, 51)));
    }

    @Override
    public String order(String tenant, String group, Deed deed, String by) {
        if (!group.equals("shops")) {
            return "there is no group " + group;
        }
        orders.add(deed + " " + tenant + " " + group + " " + by);
        stage = deed == Deed.PROMOTE ? 2 : 0;
        return "";
    }
}
