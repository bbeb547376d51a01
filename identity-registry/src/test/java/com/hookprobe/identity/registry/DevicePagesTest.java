package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DevicePagesTest extends BothBackends {
    private static final TenantId ACME = new TenantId("acme");
    private static final SiteId SITE = new SiteId("berlin");
    private static final int DEVICES = 60;

    private List<RegisteredDevice> fill() throws Exception {
        registry.tenants().add(ACME, "Acme", "ana");
        registry.tenants().addSite(ACME, SITE, "Berlin", "ana");
        for (int i = 0; i < DEVICES; i++) {
            Tier tier = Tier.values()[i % 3];
            String name = (i % 4 == 0 ? "Berlin " : "gate-") + i % 7;
            var request = Fixtures.request(i, name, tier);
            Optional<SiteId> site = i % 5 == 0 ? Optional.of(SITE) : Optional.empty();
            NodeId id = i % 2 == 0
                    ? registry.enrol(request, ACME, site, "ana").id()
                    : registry.enrol(request).id();
            if (i % 8 > 1) {
                registry.approve(id, "ana");
            }
            if (i % 8 == 7) {
                registry.revoke(id, "ana", "x");
            }
        }
        return registry.list();
    }

    /** All pages together are the filtered list, whatever their size. */
    @Test
    void pagesAreTheListInParts() throws Exception {
        List<RegisteredDevice> all = fill();
        assertThat(all).hasSize(DEVICES);
        DeviceFilter any = DeviceFilter.ALL;
        for (Scope scope : List.of(Scope.platform(), Scope.tenant(ACME))) {
            Predicate<RegisteredDevice> seen = device -> scope.holds(device.tenant());
            check(all, scope, any, seen);
            check(all, scope, any.withStatus(DeviceStatus.ACTIVE), seen.and(d -> d.status() == DeviceStatus.ACTIVE));
            check(all, scope, any.withStatus(DeviceStatus.SUSPENDED), d -> false);
            check(all, scope, any.withTier(Tier.GUARDIAN), seen.and(d -> d.tier() == Tier.GUARDIAN));
            check(
                    all,
                    scope,
                    any.withTier(Tier.GUARDIAN).withStatus(DeviceStatus.PENDING),
                    seen.and(d -> d.tier() == Tier.GUARDIAN && d.status() == DeviceStatus.PENDING));
            check(all, scope, any.withText("BERLIN"), seen.and(named("berlin")));
            check(all, scope, any.withText("gate-3"), seen.and(named("gate-3")));
            check(
                    all,
                    scope,
                    any.withText("gate").withStatus(DeviceStatus.ACTIVE).withTier(Tier.SENTINEL),
                    seen.and(named("gate")).and(d -> d.status() == DeviceStatus.ACTIVE && d.tier() == Tier.SENTINEL));
            String digits = all.get(7).id().hex().substring(0, 9);
            check(all, scope, any.withText(digits), seen.and(d -> d.id().hex().startsWith(digits)));
            check(all, scope, any.withText("no such name'; --"), d -> false);
            check(all, scope, any.withText("%"), d -> false);
        }
        Predicate<RegisteredDevice> there =
                d -> d.site().equals(Optional.of(SITE)) && d.tenant().equals(ACME);
        check(all, Scope.tenant(ACME), any.withSite(SITE), there);
        check(
                all,
                Scope.tenant(ACME),
                any.withSite(SITE).withTier(Tier.SENTINEL).withText("berlin"),
                there.and(d -> d.tier() == Tier.SENTINEL).and(named("berlin")));
    }

    @Test
    void countsAreOfEachStatus() throws Exception {
        List<RegisteredDevice> all = fill();
        for (DeviceStatus status : DeviceStatus.values()) {
            assertThat(registry.counts().get(status))
                    .isEqualTo(all.stream().filter(d -> d.status() == status).count());
        }
        Map<DeviceStatus, Long> acme = registry.within(Scope.tenant(ACME)).counts();
        assertThat(acme.values().stream().mapToLong(n -> n).sum()).isEqualTo(DEVICES / 2);
    }

    @Test
    void limitsAreChecked() {
        for (int bad : new int[] {0, -1, DeviceRegistry.LIMIT_MAX + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.page(DeviceFilter.ALL, Optional.empty(), bad));
            assertThatIllegalArgumentException().isThrownBy(() -> registry.changesSince(0, bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceFilter.ALL.withText(""));
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceFilter.ALL.withText("x".repeat(65)));
    }

    private static Predicate<RegisteredDevice> named(String prefix) {
        return device -> device.name().toLowerCase(Locale.ROOT).startsWith(prefix);
    }

    private void check(
            List<RegisteredDevice> all, Scope scope, DeviceFilter filter, Predicate<RegisteredDevice> expected)
            throws Exception {
        boolean byName =
                filter.text().filter(text -> !text.matches("[0-9a-f]{8,}")).isPresent();
        Comparator<RegisteredDevice> order = byName
                ? Comparator.<RegisteredDevice, String>comparing(d -> d.name().toLowerCase(Locale.ROOT))
                        .thenComparing(RegisteredDevice::id)
                : Comparator.comparing(RegisteredDevice::id);
        List<RegisteredDevice> wanted =
                all.stream().filter(expected).sorted(order).toList();
        for (int limit : new int[] {1, 7, 1000}) {
            List<RegisteredDevice> got = new ArrayList<>();
            Optional<NodeId> after = Optional.empty();
            do {
                DevicePage page = registry.within(scope).page(filter, after, limit);
                assertThat(page.devices()).hasSizeLessThanOrEqualTo(limit);
                got.addAll(page.devices());
                after = page.next();
            } while (after.isPresent());
            assertThat(got).as("%s %s by %d", scope, filter, limit).isEqualTo(wanted);
        }
    }
}
