package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.StatusAction;
import com.hookprobe.identity.registry.TokenTerms;
import com.hookprobe.identity.registry.sql.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class RegistrarTest {
    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;
    private DeviceRegistry registry;
    private Things things;
    private Registrar registrar;

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
        registry = DeviceRegistry.open(world.database, RegistryOptions.DEFAULT.withClock(world.clock));
        things = new Things(world, registry);
        registrar = world.access.registrar(registry);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void whoDecidesIsNamedInBothAudits() throws Exception {
        Principal olga = world.session(world.account(name("acme/olga"), grant(Role.OPERATOR, ACME)));
        NodeId id = things.device(ACME);
        registrar.change(olga, id, StatusAction.APPROVE, OptionalLong.empty(), "seen on site");
        assertThat(registry.audit(id))
                .last()
                .satisfies(change -> assertThat(change.by()).isEqualTo("acme/olga"));
        assertThat(world.sealed.get(world.sealed.size() - 1)).satisfies(row -> {
            assertThat(row.actor()).isEqualTo("acme/olga");
            assertThat(row.action()).isEqualTo("devices.approve");
            assertThat(row.thing()).isEqualTo("device " + id.hex());
            assertThat(row.tenant()).isEqualTo(ACME);
        });
    }

    @Test
    void whatWasAllowedButFailedIsInTheAuditToo() throws Exception {
        Principal olga = world.session(world.account(name("acme/olga"), grant(Role.OPERATOR, ACME)));
        NodeId id = things.device(ACME, StatusAction.APPROVE);
        assertThatThrownBy(() -> registrar.change(olga, id, StatusAction.APPROVE, OptionalLong.empty(), "again"))
                .isInstanceOf(RegistryException.class);
        AuditRecord last = world.sealed.get(world.sealed.size() - 1);
        assertThat(last.outcome()).isEqualTo(AuditRecord.Outcome.FAILED);
        assertThat(last.detail()).isEqualTo("NOT_ALLOWED");
    }

    /** Word for word the same answer for a device of another tenant and for one that nobody has. */
    @Test
    void anotherTenantsDeviceAndNoDeviceAreToldAlike() throws Exception {
        Principal admin = world.session(world.account(name("acme/ada"), grant(Role.TENANT_ADMIN, ACME)));
        NodeId theirs = things.device(BETA);
        NodeId nobodys = things.request().card().nodeId();
        for (StatusAction action : StatusAction.values()) {
            assertThat(answer(admin, theirs, action)).isEqualTo(answer(admin, nobodys, action));
        }
        assertThatThrownBy(() -> registrar.show(admin, theirs))
                .hasMessage("devices.show: there is no device " + theirs.hex() + "; check the spelling");
        assertThat(registry.find(theirs).orElseThrow().stateVersion()).isEqualTo(1);
    }

    private String answer(Principal who, NodeId id, StatusAction action) {
        try {
            registrar.change(who, id, action, OptionalLong.empty(), "x");
            return "done";
        } catch (Exception e) {
            return String.valueOf(e.getMessage()).replace(id.hex(), "ID");
        }
    }

    @Test
    void staffOfTwoTenantsSeesTheTwo() throws Exception {
        Account staff = world.account(name("staff"), grant(Role.VIEWER, ACME), grant(Role.OPERATOR, BETA));
        Principal who = world.session(staff);
        NodeId one = things.device(ACME);
        NodeId two = things.device(BETA);
        assertThat(registrar.show(who, one).id()).isEqualTo(one);
        assertThat(registrar.show(who, two).id()).isEqualTo(two);
        registrar.change(who, two, StatusAction.APPROVE, OptionalLong.empty(), "x");
        assertThatThrownBy(() -> registrar.change(who, one, StatusAction.APPROVE, OptionalLong.empty(), "x"))
                .isInstanceOfSatisfying(
                        AccessException.class, e -> assertThat(e.kind()).isEqualTo(AccessException.Kind.NOT_PERMITTED));
        assertThatThrownBy(() -> registrar.list(who, PLATFORM, DeviceFilter.ALL, Optional.empty(), 10))
                .isInstanceOf(AccessException.class);
        assertThat(registrar
                        .list(who, BETA, DeviceFilter.ALL, Optional.empty(), 10)
                        .devices())
                .hasSize(1);
    }

    @Test
    void aTokenCountsWhereItsBearerMayEnrol() throws Exception {
        Principal olga = world.session(world.account(name("acme/olga"), grant(Role.OPERATOR, ACME)));
        Principal ben = world.session(world.account(name("beta/ben"), grant(Role.OPERATOR, BETA)));
        Principal vera = world.session(world.account(name("acme/vera"), grant(Role.VIEWER, ACME)));
        TenantRegistrar tenants = world.access.tenantRegistrar(registry);
        EnrolmentToken.Issued issued = tenants.issueToken(olga, TokenTerms.of(new TenantId("acme")));
        byte[] token = EnrolmentToken.secret(issued.text()).orElseThrow();
        EnrolmentRequest request = things.request();
        assertThatThrownBy(() -> registrar.enrolWithToken(ben, request, token))
                .hasMessage("devices.enrol: there is no enrolment token "
                        + issued.token().id() + "; check the spelling");
        assertThatThrownBy(() -> registrar.enrolWithToken(vera, request, token))
                .isInstanceOfSatisfying(
                        AccessException.class, e -> assertThat(e.kind()).isEqualTo(AccessException.Kind.NOT_PERMITTED));
        assertThat(registry.tokens().find(issued.token().id()).orElseThrow().open())
                .isTrue();
        assertThat(registrar.enrolWithToken(olga, request, token).status()).isEqualTo(DeviceStatus.ACTIVE);
        assertThatThrownBy(() -> registrar.enrolWithToken(olga, things.request(), token))
                .isInstanceOf(RegistryException.class);
        assertThat(tenants.tokenFailures(olga, ACME, 10)).hasSize(1);
        assertThat(tenants.tokenFailures(ben, BETA, 10)).isEmpty();
        assertThatThrownBy(() -> tenants.tokenFailures(vera, ACME, 10)).isInstanceOf(AccessException.class);
    }

    @Test
    void aDevicesPastIsShownToItsTenantAndTheChainToWhoReadsAudits() throws Exception {
        Principal vera = world.session(world.account(name("acme/vera"), grant(Role.VIEWER, ACME)));
        Principal ada = world.session(world.account(name("acme/ada"), grant(Role.TENANT_ADMIN, ACME)));
        NodeId mine = things.device(ACME, StatusAction.APPROVE);
        NodeId theirs = things.device(BETA);
        DeviceHistory history = registrar.history(vera, mine);
        assertThat(history.device().status()).isEqualTo(DeviceStatus.ACTIVE);
        assertThat(history.keys()).hasSize(1);
        assertThat(history.changes()).hasSize(2);
        assertThatThrownBy(() -> registrar.history(vera, theirs)).hasMessageContaining("there is no device");
        assertThatThrownBy(() -> registrar.changes(vera, ACME, 0, 10)).isInstanceOf(AccessException.class);
        assertThat(registrar.changes(ada, ACME, 0, 10))
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.tenant().value()).isEqualTo("acme"));
        assertThatThrownBy(() -> registrar.changes(ada, PLATFORM, 0, 10)).isInstanceOf(AccessException.class);
        assertThatThrownBy(() -> registrar.verifyAudit(ada)).isInstanceOf(AccessException.class);
        assertThat(registrar.verifyAudit(World.LOCAL)).isEqualTo(registry.head());
    }

    @Test
    void manyRequestsAreOneOperation() throws Exception {
        Principal olga = world.session(world.account(name("acme/olga"), grant(Role.OPERATOR, ACME)));
        List<EnrolmentRequest> requests = List.of(things.request(), things.request());
        TenantId acme = new TenantId("acme");
        assertThat(registrar.enrolAll(olga, requests, acme, Optional.empty()))
                .allSatisfy(outcome -> assertThat(outcome.refusal()).isEmpty());
        assertThat(world.sealed.get(world.sealed.size() - 1).thing()).isEqualTo("2 devices of acme");
        assertThatThrownBy(() -> registrar.enrolAll(olga, requests, new TenantId("beta"), Optional.empty()))
                .isInstanceOf(AccessException.class);
    }
}
