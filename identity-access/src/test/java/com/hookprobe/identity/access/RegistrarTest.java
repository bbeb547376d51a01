package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static com.hookprobe.identity.access.World.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.StatusAction;
import java.nio.file.Path;
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
}
