package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.DeviceStatus.ACTIVE;
import static com.hookprobe.identity.registry.DeviceStatus.PENDING;
import static com.hookprobe.identity.registry.DeviceStatus.REVOKED;
import static com.hookprobe.identity.registry.DeviceStatus.SUSPENDED;
import static com.hookprobe.identity.registry.Fixtures.START;
import static com.hookprobe.identity.registry.Fixtures.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Rotations;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.TenantId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceRegistryTest extends BothBackends {
    @Test
    void enrolledDeviceIsPendingWithAllThatItsRequestSays() throws Exception {
        EnrolmentRequest request = Fixtures.request(1);
        RegisteredDevice device = registry.enrol(request);
        assertThat(device)
                .isEqualTo(new RegisteredDevice(
                        request.card().nodeId(),
                        "site-7 edge",
                        Tier.GUARDIAN,
                        DeviceType.EDGE,
                        PENDING,
                        HexFormat.of().formatHex(request.card().ed25519()),
                        HexFormat.of().formatHex(request.card().hardwareFingerprint()),
                        HexFormat.of().formatHex(request.baselineIntegrity()),
                        false,
                        START,
                        START,
                        1,
                        TenantId.DEFAULT,
                        Optional.empty(),
                        Collections.emptySortedSet(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(device.currentKey()).isEqualTo(request.card().ed25519());
        assertThat(device.baselineIntegrity()).isEqualTo(request.baselineIntegrity());
        assertThat(registry.find(device.id())).contains(device);
        assertThat(registry.find(NodeId.of(new byte[32]))).isEmpty();
    }

    @Test
    void everythingIsThereAfterARestart() throws Exception {
        EnrolmentRequest request = Fixtures.request(1);
        NodeId id = registry.enrol(request).id();
        RegisteredDevice before = registry.approve(id, "ana");
        restart();
        assertThat(registry.find(id)).contains(before);
        assertThat(registry.request(id)).contains(request);
        assertThat(registry.request(id).orElseThrow().open(Fixtures.bytes(8, 32)))
                .isEqualTo(Fixtures.bytes(6, 32));
        assertThat(registry.audit(id)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"SENTINEL,VALIDATOR", "GUARDIAN,EDGE", "FORTRESS,EDGE", "NEXUS,EDGE", "MSSP,CLOUD"})
    void typeFollowsFromTheTier(Tier tier, DeviceType type) throws Exception {
        DeviceKey key = Fixtures.key(tier.code());
        EnrolmentRequest plain = Fixtures.request(key, Fixtures.card(key, "site-7 edge", tier));
        assertThat(registry.enrol(plain).type()).isEqualTo(type);
        DeviceKey other = Fixtures.key(100 + tier.code());
        NodeCard withBls = NodeCard.builder(other.nodeIdAsFirstKey(), "v", tier, new byte[32])
                .blsKey(new byte[48], new byte[96])
                .sign(other);
        assertThat(registry.enrol(Fixtures.request(other, withBls)).type())
                .isEqualTo(tier == Tier.MSSP ? DeviceType.CLOUD : DeviceType.VALIDATOR);
    }

    /** All four statuses times all four actions. */
    @ParameterizedTest
    @EnumSource(DeviceStatus.class)
    void onlyTheAllowedChangesHappen(DeviceStatus from) throws Exception {
        for (String action : List.of("approve", "suspend", "reinstate", "revoke")) {
            NodeId id = deviceIn(from, action.hashCode());
            Optional<DeviceStatus> expected = expected(from, action);
            RegisteredDevice before = registry.find(id).orElseThrow();
            if (expected.isPresent()) {
                RegisteredDevice after = act(id, action);
                assertThat(after.status()).isEqualTo(expected.get());
                assertThat(after.stateVersion()).isEqualTo(before.stateVersion() + 1);
                assertThat(from.mayBecome(expected.get())).isTrue();
            } else {
                int changes = registry.audit(id).size();
                assertKind(Kind.NOT_ALLOWED, () -> act(id, action));
                assertThat(registry.find(id)).contains(before);
                assertThat(registry.audit(id)).hasSize(changes);
            }
        }
    }

    @Test
    void tableOfChangesIsExactlyThis() {
        for (DeviceStatus from : DeviceStatus.values()) {
            for (DeviceStatus to : DeviceStatus.values()) {
                boolean allowed = List.of("PA", "PR", "AS", "AR", "SA", "SR")
                        .contains(from.name().substring(0, 1) + to.name().substring(0, 1));
                assertThat(from.mayBecome(to)).as("%s to %s", from, to).isEqualTo(allowed);
            }
        }
    }

    @Test
    void nothingIsApprovedByItself() throws Exception {
        EnrolmentRequest request = Fixtures.request(1);
        NodeId id = registry.enrol(request).id();
        clock.now = START.plus(Duration.ofDays(400));
        registry.seen(id, clock.now, InetAddress.getByName("192.0.2.1"));
        registry.setKycVerified(id, true, "ana");
        registry.enrol(request);
        restart();
        assertThat(registry.find(id).orElseThrow().status()).isEqualTo(PENDING);
        assertThat(registry.list(ACTIVE)).isEmpty();
    }

    @Test
    void enrollingAgainChangesNothing() throws Exception {
        EnrolmentRequest request = Fixtures.request(1);
        NodeId id = registry.enrol(request).id();
        registry.approve(id, "ana");
        registry.revoke(id, "ana", "stolen");
        assertThat(registry.enrol(request).status()).isEqualTo(REVOKED);
        assertThat(registry.audit(id)).hasSize(3);
        // The same node with another request, such as another seed: not taken.
        assertKind(Kind.CONFLICT, () -> registry.enrol(Fixtures.request(1)));
        assertThat(registry.request(id)).contains(request);
    }

    @Test
    void unknownDeviceIsNamed() {
        NodeId nobody = NodeId.of(new byte[32]);
        assertKind(Kind.NOT_FOUND, () -> registry.approve(nobody, "ana"));
        assertKind(Kind.NOT_FOUND, () -> registry.revoke(nobody, "ana", "x"));
        assertKind(Kind.NOT_FOUND, () -> registry.setKycVerified(nobody, true, "ana"));
        assertKind(Kind.NOT_FOUND, () -> registry.seen(nobody, START, InetAddress.getLoopbackAddress()));
    }

    @Test
    void someoneMustAnswerForAChange() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        for (String bad : List.of("", "  ", "a\nb", "a".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> registry.approve(id, bad));
            assertThatIllegalArgumentException().isThrownBy(() -> registry.revoke(id, bad, "why"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> registry.revoke(id, "ana", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> registry.revoke(id, "ana", "a".repeat(513)));
        assertThat(registry.find(id).orElseThrow().status()).isEqualTo(PENDING);
    }

    @Test
    void auditTellsTheWholeStory() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        clock.now = START.plusSeconds(60);
        registry.approve(id, "ana");
        registry.suspend(id, "bo", "odd traffic");
        registry.reinstate(id, "bo", "explained");
        registry.setBaseline(id, new byte[20], "cy", "upgrade 2");
        registry.revoke(id, "ana", "sold");
        assertThat(registry.audit(id))
                .extracting(Change::action, Change::from, Change::to, Change::by, Change::detail)
                .containsExactly(
                        tuple(
                                "enrol",
                                Optional.empty(),
                                Optional.of(PENDING),
                                id.hex(),
                                "signed request of 'site-7 edge', guardian"),
                        tuple("approve", Optional.of(PENDING), Optional.of(ACTIVE), "ana", "approved"),
                        tuple("suspend", Optional.of(ACTIVE), Optional.of(SUSPENDED), "bo", "odd traffic"),
                        tuple("reinstate", Optional.of(SUSPENDED), Optional.of(ACTIVE), "bo", "explained"),
                        tuple(
                                "set-baseline",
                                Optional.of(ACTIVE),
                                Optional.of(ACTIVE),
                                "cy",
                                "00".repeat(20) + " upgrade 2"),
                        tuple("revoke", Optional.of(ACTIVE), Optional.of(REVOKED), "ana", "sold"));
        assertThat(registry.audit(id)).extracting(Change::at).startsWith(START, START.plusSeconds(60));
        assertThat(registry.find(id).orElseThrow().stateVersion()).isEqualTo(6);
        assertKind(Kind.NOT_ALLOWED, () -> registry.setBaseline(id, new byte[20], "cy", "x"));
        assertKind(Kind.NOT_ALLOWED, () -> registry.setKycVerified(id, true, "cy"));
    }

    @Test
    void keyHistoryIsKept() throws Exception {
        DeviceKey first = Fixtures.key(1);
        DeviceKey second = Fixtures.key(2);
        DeviceKey third = Fixtures.key(3);
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        KeyRotation one = Rotations.create(id, 1, first, second);
        KeyRotation two = Rotations.create(id, 2, second, third);
        assertKind(Kind.NOT_ALLOWED, () -> registry.rotateKey(one));
        registry.approve(id, "ana");
        assertKind(Kind.CONFLICT, () -> registry.rotateKey(two));
        clock.now = START.plusSeconds(10);
        assertThat(registry.rotateKey(one).currentKey()).isEqualTo(second.publicKey());
        assertThat(registry.rotateKey(one).stateVersion()).isEqualTo(3);
        // The old key has lost its say.
        assertKind(Kind.CONFLICT, () -> registry.rotateKey(Rotations.create(id, 2, first, third)));
        clock.now = START.plusSeconds(20);
        assertThat(registry.rotateKey(two).currentKey()).isEqualTo(third.publicKey());
        assertThat(registry.keys(id))
                .containsExactly(
                        new KeyPeriod(0, hex(first), START, Optional.of(START.plusSeconds(10))),
                        new KeyPeriod(1, hex(second), START.plusSeconds(10), Optional.of(START.plusSeconds(20))),
                        new KeyPeriod(2, hex(third), START.plusSeconds(20), Optional.empty()));
        // The right key, but an index left out or used already.
        assertKind(Kind.CONFLICT, () -> registry.rotateKey(Rotations.create(id, 4, third, Fixtures.key(4))));
        assertKind(Kind.CONFLICT, () -> registry.rotateKey(Rotations.create(id, 2, third, Fixtures.key(4))));
        // Back to a key that was in use before.
        assertKind(Kind.CONFLICT, () -> registry.rotateKey(Rotations.create(id, 3, third, first)));
        registry.suspend(id, "ana", "x");
        assertKind(Kind.NOT_ALLOWED, () -> registry.rotateKey(Rotations.create(id, 3, third, Fixtures.key(4))));
        assertThat(registry.find(id).orElseThrow().id()).isEqualTo(first.nodeIdAsFirstKey());
    }

    @Test
    void aKeyOfOneDeviceIsNotTheKeyOfAnother() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        registry.enrol(Fixtures.request(2));
        registry.approve(id, "ana");
        assertKind(Kind.CONFLICT, () -> registry.rotateKey(Rotations.create(id, 1, Fixtures.key(1), Fixtures.key(2))));
        registry.rotateKey(Rotations.create(id, 1, Fixtures.key(1), Fixtures.key(3)));
        assertKind(Kind.CONFLICT, () -> registry.enrol(Fixtures.request(3)));
    }

    @Test
    void sightingsAreBoundedAndLastSeenDoesNotGoBack() throws Exception {
        NodeId id = registry.enrol(Fixtures.request(1)).id();
        for (int i = 0; i < 30; i++) {
            registry.seen(id, START.plusSeconds(i), InetAddress.getByName("192.0.2." + i / 2));
        }
        registry.seen(id, START.minusSeconds(5), InetAddress.getByName("192.0.2.14"));
        assertThat(registry.find(id).orElseThrow().lastSeen()).isEqualTo(START.plusSeconds(29));
        assertThat(registry.sightings(id)).hasSize(DeviceRegistry.SIGHTINGS_MAX);
        assertThat(registry.sightings(id).get(0))
                .isEqualTo(new RegistryEntry.Sighting(START.plusSeconds(28), "192.0.2.14", Place.UNKNOWN));
        registry.seen(id, START.plusSeconds(40), InetAddress.getByName("2001:db8::1"));
        assertThat(registry.sightings(id).get(0).ipAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(registry.find(id).orElseThrow().firstSeen()).isEqualTo(START);
    }

    @Test
    void listsByStatus() throws Exception {
        NodeId one = deviceIn(PENDING, 1);
        NodeId two = deviceIn(ACTIVE, 2);
        NodeId three = deviceIn(REVOKED, 3);
        assertThat(registry.list()).extracting(RegisteredDevice::id).containsExactlyInAnyOrder(one, two, three);
        assertThat(registry.list()).extracting(RegisteredDevice::id).isSorted();
        assertThat(registry.list(ACTIVE)).extracting(RegisteredDevice::id).containsExactly(two);
        assertThat(registry.list(SUSPENDED)).isEmpty();
    }

    @Test
    void textInNamesAndReasonsIsOnlyText() throws Exception {
        NodeId id = deviceIn(ACTIVE, 1);
        String reason = "'; DROP TABLE devices; --";
        registry.suspend(id, "o'hara", reason);
        assertThat(registry.audit(id).get(2).detail()).isEqualTo(reason);
        assertThat(registry.list()).hasSize(1);
    }

    @Test
    void closedRegistryRefuses() throws Exception {
        database.close();
        assertKind(Kind.STORAGE, () -> registry.list());
        assertKind(Kind.STORAGE, () -> registry.enrol(Fixtures.request(1)));
    }

    private NodeId deviceIn(DeviceStatus status, long seed) throws RegistryException {
        NodeId id = registry.enrol(Fixtures.request(seed)).id();
        switch (status) {
            case PENDING -> {}
            case ACTIVE -> registry.approve(id, "ana");
            case SUSPENDED -> {
                registry.approve(id, "ana");
                registry.suspend(id, "ana", "x");
            }
            case REVOKED -> registry.revoke(id, "ana", "x");
        }
        return id;
    }

    private RegisteredDevice act(NodeId id, String action) throws RegistryException {
        return switch (action) {
            case "approve" -> registry.approve(id, "ana");
            case "suspend" -> registry.suspend(id, "ana", "x");
            case "reinstate" -> registry.reinstate(id, "ana", "x");
            case "revoke" -> registry.revoke(id, "ana", "x");
            default -> throw new IllegalArgumentException(action);
        };
    }

    private static Optional<DeviceStatus> expected(DeviceStatus from, String action) {
        return switch (from + " " + action) {
            case "PENDING approve", "SUSPENDED reinstate" -> Optional.of(ACTIVE);
            case "ACTIVE suspend" -> Optional.of(SUSPENDED);
            case "PENDING revoke", "ACTIVE revoke", "SUSPENDED revoke" -> Optional.of(REVOKED);
            default -> Optional.empty();
        };
    }

    private static String hex(DeviceKey key) {
        return HexFormat.of().formatHex(key.publicKey());
    }
}
