package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.Fixtures.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.TenantId;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Versions, replacement, many at once, and what is kept beside the status. */
class LifecycleTest extends BothBackends {
    private static final TenantId ACME = new TenantId("acme");
    private static final SiteId SITE = new SiteId("berlin");

    private void acme() throws Exception {
        registry.tenants().add(ACME, "Acme", "ana");
        registry.tenants().addSite(ACME, SITE, "Berlin", "ana");
    }

    @Test
    void codeDatabaseAndSpecHaveOneTable() throws Exception {
        List<Transition> stored = database.read(
                com.hookprobe.identity.registry.sql.Scope.platform(),
                tx -> tx.query(
                        row -> new Transition(
                                DeviceStatus.valueOf(row.getString(1)),
                                row.getString(2),
                                DeviceStatus.valueOf(row.getString(3))),
                        com.hookprobe.identity.registry.sql.Transaction.NO_TENANT
                                + "SELECT status_before, action, status_after FROM device_transitions"));
        assertThat(stored).containsExactlyInAnyOrderElementsOf(Transition.ALLOWED);
        List<Transition> written = new ArrayList<>();
        Matcher row = Pattern.compile("\\| ([A-Z]+) \\| ([a-z]+) \\| ([A-Z]+) \\|")
                .matcher(Files.readString(Path.of("../docs/spec/identity.md")));
        while (row.find()) {
            written.add(new Transition(
                    DeviceStatus.valueOf(row.group(1)), row.group(2), DeviceStatus.valueOf(row.group(3))));
        }
        assertThat(written).containsExactlyInAnyOrderElementsOf(Transition.ALLOWED);
    }

    @Test
    void aDecisionOnAnOldViewIsRefused() throws Exception {
        RegisteredDevice seen = registry.enrol(Fixtures.request(1));
        registry.setKycVerified(seen.id(), true, "bo");
        assertKind(
                Kind.CONFLICT,
                () -> registry.change(
                        seen.id(), StatusAction.APPROVE, OptionalLong.of(seen.stateVersion()), "ana", "ok"));
        assertThat(registry.change(seen.id(), StatusAction.APPROVE, OptionalLong.of(2), "ana", "ok")
                        .status())
                .isEqualTo(DeviceStatus.ACTIVE);
    }

    @Test
    void nothingIsApprovedTwice() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        CyclicBarrier together = new CyclicBarrier(6);
        List<Callable<Boolean>> people = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String by = "person " + i;
            people.add(() -> {
                together.await();
                try {
                    registry.approve(id, by);
                    return true;
                } catch (RegistryException e) {
                    assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED);
                    return false;
                }
            });
        }
        assertThat(Fixtures.all(people)).containsOnlyOnce(true);
        assertThat(registry.audit(id)).hasSize(2);
        assertThat(registry.find(id).orElseThrow().stateVersion()).isEqualTo(2);
    }

    @Test
    void aRequestTakesNoOtherPlaceThanTheOneItNames() throws Exception {
        NodeId named = registry.enrol(Fixtures.request(1)).id();
        NodeId other = registry.enrol(Fixtures.request(2)).id();
        registry.approve(named, "ana");
        registry.approve(other, "ana");
        EnrolmentRequest request = Fixtures.request(3, named);
        assertKind(Kind.NOT_ALLOWED, () -> registry.replace(other, request, "bo", "mistyped"));
        assertThat(registry.find(other).orElseThrow().status()).isEqualTo(DeviceStatus.ACTIVE);
        assertThat(registry.replace(named, request, "bo", "broken").replaces()).contains(named);
    }

    @Test
    void oneDeviceTakesAnothersPlace() throws Exception {
        acme();
        NodeId old = registry.enrol(Fixtures.request(1, "Gate 1", Tier.GUARDIAN), ACME, Optional.of(SITE), "ana")
                .id();
        registry.approve(old, "ana");
        registry.setRoles(old, Set.of("witness", "edge"), "ana");
        EnrolmentRequest request = Fixtures.request(2, "factory new", Tier.GUARDIAN);
        RegisteredDevice fresh = registry.replace(old, request, "bo", "broken disk");
        assertThat(fresh.status()).isEqualTo(DeviceStatus.ACTIVE);
        assertThat(fresh.name()).isEqualTo("Gate 1");
        assertThat(fresh.tenant()).isEqualTo(ACME);
        assertThat(fresh.site()).contains(SITE);
        assertThat(fresh.roles()).containsExactly("edge", "witness");
        assertThat(fresh.replaces()).contains(old);
        RegisteredDevice gone = registry.find(old).orElseThrow();
        assertThat(gone.status()).isEqualTo(DeviceStatus.REVOKED);
        assertThat(gone.replacedBy()).contains(fresh.id());
        assertThat(registry.audit(fresh.id()))
                .extracting(Change::action, Change::by)
                .containsExactly(tuple("enrol", "bo"), tuple("approve", "bo"));
        assertThat(registry.page(DeviceFilter.ALL.withText("gate"), Optional.empty(), 9)
                        .devices())
                .hasSize(2);
        assertKind(Kind.NOT_ALLOWED, () -> registry.replace(old, Fixtures.request(3), "bo", "once more"));
        registry.verifyAudit();
    }

    @Test
    void aWaitingDeviceMayTakeThePlace() throws Exception {
        NodeId old =
                registry.enrol(Fixtures.request(1, "Gate 1", Tier.GUARDIAN)).id();
        assertKind(Kind.NOT_ALLOWED, () -> registry.replace(old, Fixtures.request(2), "bo", "x"));
        registry.approve(old, "ana");
        registry.suspend(old, "ana", "x");
        EnrolmentRequest request = Fixtures.request(2);
        NodeId waiting = registry.enrol(request).id();
        // Another request of the same device, another tier, an ACTIVE one: nothing happens at all.
        RegisteredDevice before = registry.find(old).orElseThrow();
        assertKind(Kind.CONFLICT, () -> registry.replace(old, Fixtures.request(2), "bo", "x"));
        assertKind(Kind.NOT_ALLOWED, () -> registry.replace(old, Fixtures.request(4, "n", Tier.NEXUS), "bo", "x"));
        EnrolmentRequest active = Fixtures.request(5);
        registry.approve(registry.enrol(active).id(), "ana");
        assertKind(Kind.NOT_ALLOWED, () -> registry.replace(old, active, "bo", "x"));
        assertThat(registry.find(old)).contains(before);
        RegisteredDevice fresh = registry.replace(old, request, "bo", "x");
        assertThat(fresh.id()).isEqualTo(waiting);
        assertThat(fresh.name()).isEqualTo("Gate 1");
        assertThat(fresh.status()).isEqualTo(DeviceStatus.ACTIVE);
    }

    @Test
    void manyAreTakenInWithAnOutcomeEach() throws Exception {
        acme();
        List<EnrolmentRequest> requests = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            requests.add(Fixtures.request(i));
        }
        registry.enrol(requests.get(7));
        registry.enrol(Fixtures.request(1000), ACME, Optional.empty(), "ana");
        requests.set(9, Fixtures.request(1000));
        requests.set(200, requests.get(3));
        List<EnrolmentOutcome> outcomes = registry.enrolAll(requests, ACME, Optional.of(SITE), "ana");
        assertThat(outcomes).hasSize(250);
        for (int i = 0; i < 250; i++) {
            assertThat(outcomes.get(i).id()).isEqualTo(requests.get(i).card().nodeId());
            boolean refused = i == 7 || i == 9;
            assertThat(outcomes.get(i).device().isEmpty()).as("%d", i).isEqualTo(refused);
            assertThat(outcomes.get(i).refusal().map(RegistryException::kind))
                    .isEqualTo(refused ? Optional.of(Kind.CONFLICT) : Optional.empty());
        }
        // The one twice in the list is one device.
        assertThat(registry.list()).hasSize(2 + 247);
        assertThat(registry.list(DeviceStatus.ACTIVE)).isEmpty();
        registry.verifyAudit();
    }

    @Test
    void weightStatesDoNotGoBack() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        byte[] fingerprint = Fixtures.bytes(1, 64);
        WeightState state =
                registry.setWeightState(id, 10, fingerprint).weights().orElseThrow();
        assertThat(state).isEqualTo(new WeightState(10, java.util.HexFormat.of().formatHex(fingerprint)));
        registry.setWeightState(id, 10, fingerprint);
        assertKind(Kind.CONFLICT, () -> registry.setWeightState(id, 9, fingerprint));
        assertKind(Kind.CONFLICT, () -> registry.setWeightState(id, 10, Fixtures.bytes(2, 64)));
        assertThat(registry.setWeightState(id, 11, fingerprint)
                        .weights()
                        .orElseThrow()
                        .terCount())
                .isEqualTo(11);
        assertThat(registry.find(id).orElseThrow().stateVersion()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> registry.setWeightState(id, 12, new byte[65]));
        registry.revoke(id, "ana", "x");
        assertKind(Kind.NOT_ALLOWED, () -> registry.setWeightState(id, 12, fingerprint));
    }

    @Test
    void rolesAndSitesAreChecked() throws Exception {
        acme();
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        assertThat(registry.setRoles(id, List.of("b", "a", "b"), "ana").roles()).containsExactly("a", "b");
        assertThat(registry.setRoles(id, List.of(), "ana").roles()).isEmpty();
        for (String bad : List.of("", "A", "a,b", "a b", "x".repeat(33))) {
            assertThatIllegalArgumentException().isThrownBy(() -> registry.setRoles(id, List.of(bad), "ana"));
        }
        // A site of another tenant.
        assertKind(Kind.NOT_FOUND, () -> registry.setSite(id, Optional.of(SITE), "ana"));
        registry.tenants().addSite(TenantId.DEFAULT, SITE, "Berlin", "ana");
        assertThat(registry.setSite(id, Optional.of(SITE), "ana").site()).contains(SITE);
        assertThat(registry.setSite(id, Optional.empty(), "ana").site()).isEmpty();
        assertThat(registry.find(id).orElseThrow().stateVersion()).isEqualTo(5);
        assertKind(Kind.CONFLICT, () -> registry.tenants().add(ACME, "again", "ana"));
        assertKind(Kind.CONFLICT, () -> registry.tenants().addSite(ACME, SITE, "again", "ana"));
        assertKind(Kind.NOT_FOUND, () -> registry.tenants().addSite(new TenantId("no"), SITE, "x", "ana"));
    }

    @Test
    void placesAreStoredAsTheLocatorKnowsThem() throws Exception {
        Place place = new Place(
                Optional.of("DE"),
                Optional.of("Land Berlin"),
                Optional.of("Berlin"),
                OptionalDouble.of(52.5),
                OptionalDouble.of(13.25),
                OptionalLong.of(4_200_000_001L),
                Optional.of("An ISP"));
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        try (DeviceRegistry located = DeviceRegistry.open(
                database, RegistryOptions.DEFAULT.withClock(clock).withLocator(address -> place))) {
            located.seen(id, Fixtures.START, InetAddress.getByName("192.0.2.1"));
        }
        assertThat(registry.sightings(id))
                .containsExactly(new RegistryEntry.Sighting(Fixtures.START, "192.0.2.1", place));
    }
}
