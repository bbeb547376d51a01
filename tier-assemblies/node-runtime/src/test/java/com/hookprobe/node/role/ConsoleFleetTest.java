package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.view.FleetPage;
import com.hookprobe.console.view.FleetQuery;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.FleetView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand nodes: the loop makes one picture in a second, and the console's threads find in it. */
class ConsoleFleetTest {
    private static final int NODES = 10_000;

    @TempDir
    Path folder;

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong nowNs = new AtomicLong();
    private final List<String> orders = new ArrayList<>();
    private TestMesh mesh;
    private ConsoleFleet fleet;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        List<FleetView.Node> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(node(i));
        }
        FleetView view = new FleetView(7, nodes, groups());
        FleetSource desk = new FleetSource() {
            @Override
            public FleetView view() {
                looks.incrementAndGet();
                return view;
            }

            @Override
            public Optional<String> promote(TenantId tenant, String group, String by) {
                orders.add("promote " + tenant + " " + group + " " + by);
                return Optional.empty();
            }

            @Override
            public Optional<String> rollback(TenantId tenant, String group, String by) {
                return Optional.of("nothing is rolled out");
            }
        };
        fleet = new ConsoleFleet(
                mesh.node("mssp-1"),
                desk,
                new ConsoleFleet.Facts() {
                    @Override
                    public OptionalDouble trust(NodeId id) {
                        return OptionalDouble.of(0.9);
                    }

                    @Override
                    public String resonance(NodeId id) {
                        return id.bytes()[31] == 5 ? "BROKEN" : "RESONANT";
                    }

                    @Override
                    public OptionalDouble score(NodeId id) {
                        return OptionalDouble.empty();
                    }
                },
                nowNs::get);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private static FleetView.Node node(int i) {
        byte[] id = new byte[32];
        id[0] = (byte) (i >> 8);
        id[1] = (byte) i;
        id[31] = (byte) (i == 5 ? 5 : 0);
        return new FleetView.Node(
                NodeId.of(id),
                "Shop-" + i,
                Tier.GUARDIAN,
                new TenantId("t" + i % 100),
                new TreeSet<>(i % 1_000 == 0 ? List.of("canary") : List.of()),
                Optional.of(i < 500 ? "first" : "rest"),
                i != 6,
                i,
                i == 7 ? FleetView.Health.UNHEALTHY : FleetView.Health.HEALTHY,
                i == 8 || i == 9 ? 3 : 2,
                2,
                i == 9 ? Optional.of(new FleetView.Refusal(3, "the owner says no")) : Optional.empty());
    }

    private static List<FleetView.Group> groups() {
        List<FleetView.Group> groups = new ArrayList<>();
        for (int i = 0; i < FleetPage.GROUPS_MAX + 5; i++) {
            Optional<FleetView.Rollout> moving = i == FleetPage.GROUPS_MAX + 4
                    ? Optional.of(new FleetView.Rollout(
                            3,
                            2,
                            FleetView.State.RUNNING,
                            0,
                            1,
                            "",
                            List.of(new FleetView.Stage("canaries", 10, 9, 1, 0, 0))))
                    : Optional.empty();
            groups.add(new FleetView.Group(new TenantId("t" + i % 100), "group " + i, "tier=guardian", 100, 2, moving));
        }
        return groups;
    }

    private FleetPage page(String tenant, String text, FleetQuery.Show show, String group, int offset)
            throws Exception {
        return fleet.page(new FleetQuery(tenant, text, show, group, offset, 50));
    }

    private List<String> names(FleetQuery.Show show) throws Exception {
        return page("", "", show, "", 0).nodes().stream()
                .map(FleetPage.Row::name)
                .toList();
    }

    @Test
    void pagesAreCutAndCountedHere() throws Exception {
        FleetPage first = page("", "", FleetQuery.Show.ALL, "", 0);
        assertThat(first.total()).isEqualTo(NODES);
        assertThat(first.nodes()).hasSize(50);
        assertThat(first.counts()).isEqualTo(new FleetPage.Counts(NODES - 1, 1, NODES - 2, 2, 1, 1, 1));
        assertThat(first.groups()).hasSize(FleetPage.GROUPS_MAX);
        assertThat(first.groups().get(0).state()).isEqualTo("RUNNING");
        assertThat(first.groupsLeft()).isEqualTo(5);
        assertThat(page("", "", FleetQuery.Show.ALL, "", NODES - 20).nodes()).hasSize(20);
        assertThat(page("", "", FleetQuery.Show.ALL, "", 1_000_000).nodes()).isEmpty();
    }

    @Test
    void whatIsAskedForIsFoundAndNothingOfAnotherTenant() throws Exception {
        assertThat(names(FleetQuery.Show.BEHIND)).containsExactly("Shop-8", "Shop-9");
        assertThat(names(FleetQuery.Show.REFUSED)).containsExactly("Shop-9");
        assertThat(names(FleetQuery.Show.AWAY)).containsExactly("Shop-6");
        assertThat(names(FleetQuery.Show.UNHEALTHY)).containsExactly("Shop-7");
        assertThat(names(FleetQuery.Show.ATTENTION)).containsExactly("Shop-5", "Shop-6", "Shop-7", "Shop-8", "Shop-9");
        assertThat(page("", "shop-9999", FleetQuery.Show.ALL, "", 0).matching()).isEqualTo(1);
        assertThat(page("", "CANARY", FleetQuery.Show.ALL, "", 0).matching()).isEqualTo(10);
        assertThat(page("", "270f0000", FleetQuery.Show.ALL, "", 0)
                        .nodes()
                        .get(0)
                        .name())
                .isEqualTo("Shop-9999");
        assertThat(page("", "", FleetQuery.Show.ALL, "first", 0).matching()).isEqualTo(500);
        FleetPage own = page("t9", "", FleetQuery.Show.ALL, "", 0);
        assertThat(own.total()).isEqualTo(100);
        assertThat(own.counts().here() + own.counts().away()).isEqualTo(100);
        assertThat(own.nodes()).allMatch(row -> row.tenant().equals("t9"));
        assertThat(own.groups()).allMatch(group -> group.tenant().equals("t9"));
    }

    @Test
    void theLoopIsAskedOnceInASecondAndAnewAfterAnOrder() throws Exception {
        for (int i = 0; i < 20; i++) {
            page("", "shop-1", FleetQuery.Show.ALL, "", i);
        }
        assertThat(looks).hasValue(1);
        nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
        page("", "", FleetQuery.Show.ALL, "", 0);
        assertThat(looks).hasValue(2);
        assertThat(fleet.order("t1", "first", com.hookprobe.console.view.FleetView.Deed.PROMOTE, "olga"))
                .isEmpty();
        page("", "", FleetQuery.Show.ALL, "", 0);
        assertThat(looks).hasValue(3);
        assertThat(orders).containsExactly("promote t1 first olga");
        assertThat(fleet.order("t1", "first", com.hookprobe.console.view.FleetView.Deed.ROLLBACK, "olga"))
                .isEqualTo("nothing is rolled out");
    }
}
