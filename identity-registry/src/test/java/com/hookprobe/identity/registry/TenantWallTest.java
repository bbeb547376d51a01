package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.Fixtures.START;
import static com.hookprobe.identity.registry.Fixtures.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Rotations;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's view of the registry, tried by every public method on another tenant's device, site and token. */
class TenantWallTest extends BothBackends {
    private static final TenantId MINE = new TenantId("mine");
    private static final TenantId THEIRS = new TenantId("theirs");
    private static final SiteId SITE = new SiteId("berlin");

    /** One method of the registry, called across the wall. */
    private interface Attempt {
        Object run() throws Exception;
    }

    private DeviceRegistry mine;
    private DeviceRegistry theirs;
    private EnrolmentRequest request;
    private NodeId target;
    private NodeId own;
    private EnrolmentToken.Issued token;

    @BeforeEach
    void twoTenants() throws Exception {
        registry.tenants().add(MINE, "Mine", "ana");
        registry.tenants().add(THEIRS, "Theirs", "ana");
        mine = registry.within(Scope.tenant(MINE));
        theirs = registry.within(Scope.tenant(THEIRS));
        theirs.tenants().addSite(THEIRS, SITE, "Berlin", "bo");
        request = Fixtures.request(1);
        target = theirs.enrol(request, THEIRS, Optional.of(SITE), "bo").id();
        theirs.approve(target, "bo");
        theirs.seen(target, START.plusSeconds(5), InetAddress.getByName("192.0.2.1"));
        theirs.setWeightState(target, 10, new byte[32]);
        token = theirs.tokens().issue(TokenTerms.of(THEIRS), "bo");
        own = mine.enrol(Fixtures.request(2)).id();
    }

    /** Each is refused as if the device were not there, or shows nothing. */
    private Map<String, List<Attempt>> attempts() {
        Map<String, List<Attempt>> all = new LinkedHashMap<>();
        put(all, "find", () -> mine.find(target));
        put(
                all,
                "list",
                () -> mine.list().stream().filter(d -> !d.id().equals(own)).toList());
        put(all, "list", () -> mine.list(DeviceStatus.ACTIVE));
        put(
                all,
                "page",
                () -> mine.page(DeviceFilter.ALL, Optional.empty(), 100).devices().stream()
                        .filter(d -> !d.id().equals(own))
                        .toList());
        put(
                all,
                "page",
                () -> mine.page(DeviceFilter.ALL.withStatus(DeviceStatus.ACTIVE), Optional.empty(), 9)
                        .devices());
        put(
                all,
                "page",
                () -> mine.page(DeviceFilter.ALL.withSite(SITE), Optional.empty(), 9)
                        .devices());
        put(
                all,
                "page",
                () -> mine.page(DeviceFilter.ALL.withText(target.hex()), Optional.empty(), 9)
                        .devices());
        put(
                all,
                "page",
                () -> mine.page(DeviceFilter.ALL.withText("site"), Optional.of(target), 9)
                        .devices());
        put(all, "counts", () -> mine.counts().get(DeviceStatus.ACTIVE));
        put(all, "request", () -> mine.request(target));
        put(all, "keys", () -> mine.keys(target));
        put(all, "sightings", () -> mine.sightings(target));
        put(all, "audit", () -> mine.audit(target));
        put(
                all,
                "changesSince",
                () -> mine.changesSince(0, 100).stream()
                        .filter(c -> !c.tenant().equals(MINE))
                        .toList());
        put(all, "enrol", () -> mine.enrol(request));
        put(all, "enrol", () -> mine.enrol(Fixtures.request(3), THEIRS, Optional.empty(), "mallory"));
        put(all, "enrol", () -> mine.enrol(Fixtures.request(3), MINE, Optional.of(SITE), "mallory"));
        put(
                all,
                "enrolAll",
                () -> mine.enrolAll(List.of(request), MINE, Optional.empty(), "mallory").stream()
                        .map(EnrolmentOutcome::device)
                        .flatMap(Optional::stream)
                        .toList());
        put(all, "enrolAll", () -> mine.enrolAll(List.of(Fixtures.request(3)), THEIRS, Optional.empty(), "mallory"));
        put(all, "enrolWithToken", () -> mine.enrolWithToken(Fixtures.request(3), token.text()));
        put(all, "approve", () -> mine.approve(target, "mallory"));
        put(all, "suspend", () -> mine.suspend(target, "mallory", "x"));
        put(all, "reinstate", () -> mine.reinstate(target, "mallory", "x"));
        put(all, "revoke", () -> mine.revoke(target, "mallory", "x"));
        put(all, "change", () -> mine.change(target, StatusAction.REVOKE, OptionalLong.empty(), "mallory", "x"));
        put(all, "replace", () -> mine.replace(target, Fixtures.request(3), "mallory", "x"));
        put(all, "replace", () -> mine.replace(own, request, "mallory", "x"));
        put(all, "rotateKey", () -> mine.rotateKey(Rotations.create(target, 1, Fixtures.key(1), Fixtures.key(4))));
        put(all, "setBaseline", () -> mine.setBaseline(target, new byte[20], "mallory", "x"));
        put(all, "setKycVerified", () -> mine.setKycVerified(target, true, "mallory"));
        put(all, "setSite", () -> mine.setSite(target, Optional.empty(), "mallory"));
        put(all, "setSite", () -> mine.setSite(own, Optional.of(SITE), "mallory"));
        put(all, "setRoles", () -> mine.setRoles(target, List.of("x"), "mallory"));
        put(all, "setWeightState", () -> mine.setWeightState(target, 99, new byte[32]));
        put(all, "seen", () -> {
            mine.seen(target, START.plusSeconds(99), InetAddress.getByName("192.0.2.2"));
            return "seen";
        });
        put(all, "observed", () -> (long) mine.observed(List.of(new Observation(
                target,
                START.plusSeconds(99),
                Optional.of(InetAddress.getByName("192.0.2.2")),
                Optional.of(new WeightState(99, "00".repeat(32)))))));
        put(all, "tenants.add", () -> mine.tenants().add(new TenantId("new"), "New", "mallory"));
        put(
                all,
                "tenants.list",
                () -> mine.tenants().list().stream()
                        .filter(t -> !t.id().equals(MINE))
                        .toList());
        put(all, "tenants.addSite", () -> mine.tenants().addSite(THEIRS, new SiteId("x"), "X", "mallory"));
        put(all, "tenants.sites", () -> mine.tenants().sites(THEIRS));
        put(all, "tokens.issue", () -> mine.tokens().issue(TokenTerms.of(THEIRS), "mallory"));
        put(all, "tokens.find", () -> mine.tokens().find(token.token().id()));
        put(all, "tokens.list", () -> mine.tokens().list(Optional.empty(), 9));
        put(all, "tokens.revoke", () -> mine.tokens().revoke(token.token().id(), "mallory"));
        put(
                all,
                "tokens.failures",
                () -> mine.tokens().failures(9).stream()
                        .filter(f -> !f.tenant().equals(MINE))
                        .toList());
        return all;
    }

    @Test
    void nothingGoesThroughTheWall() throws Exception {
        String before = everything();
        attempts().forEach((name, some) -> {
            for (Attempt attempt : some) {
                Object got;
                try {
                    got = attempt.run();
                } catch (RegistryException e) {
                    assertThat(e.kind()).as(name).isIn(Kind.NOT_FOUND, Kind.NOT_ALLOWED, Kind.CONFLICT, Kind.REFUSED);
                    assertThat(e.getMessage()).as(name).doesNotContain("theirs");
                    continue;
                } catch (IllegalArgumentException e) {
                    assertThat(e.getMessage()).as(name).contains("after");
                    continue;
                } catch (Exception e) {
                    throw new AssertionError(name, e);
                }
                assertThat(List.of(Optional.empty(), List.of(), 0L)).as(name).contains(got);
            }
        });
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void everyPublicMethodIsTried() {
        Set<String> methods = new TreeSet<>();
        methods.addAll(names("", DeviceRegistry.class));
        methods.addAll(names("", RegistryNotes.class));
        methods.addAll(names("", RegistryReads.class));
        methods.addAll(names("tenants.", Tenants.class));
        methods.addAll(names("tokens.", EnrolmentTokens.class));
        // No device goes in or out by these; head, remember and verifyAudit are of all tenants, by their words.
        methods.removeAll(Set.of("close", "within", "scope", "tenants", "tokens", "head", "remember", "verifyAudit"));
        assertThat(attempts().keySet()).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void theOwnTenantSeesItAll() throws Exception {
        assertThat(theirs.find(target)).isPresent();
        assertThat(theirs.page(DeviceFilter.ALL.withSite(SITE), Optional.empty(), 9)
                        .devices())
                .hasSize(1);
        assertThat(theirs.tokens().list(Optional.empty(), 9)).hasSize(1);
        assertThat(registry.list()).hasSize(2);
        assertThat(registry.changesSince(0, 100)).hasSize(7);
        assertThat(theirs.changesSince(0, 100)).hasSize(5);
        assertKind(
                Kind.NOT_FOUND, () -> registry.enrol(Fixtures.request(9), new TenantId("no"), Optional.empty(), "x"));
        assertThatThrownBy(() -> registry.page(DeviceFilter.ALL.withSite(SITE), Optional.empty(), 9))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** All that the other tenant has. */
    private String everything() throws Exception {
        return String.join(
                "\n",
                theirs.list().toString(),
                theirs.keys(target).toString(),
                theirs.sightings(target).toString(),
                theirs.audit(target).toString(),
                theirs.tokens().list(Optional.empty(), 99).toString(),
                theirs.tokens().failures(99).toString(),
                theirs.tenants().list().toString(),
                theirs.tenants().sites(THEIRS).toString(),
                theirs.changesSince(0, 100).toString());
    }

    private static void put(Map<String, List<Attempt>> all, String method, Attempt attempt) {
        all.computeIfAbsent(method, name -> new ArrayList<>()).add(attempt);
    }

    private static List<String> names(String prefix, Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
                .map(Method::getName)
                .map(name -> prefix + name)
                .distinct()
                .toList();
    }
}
