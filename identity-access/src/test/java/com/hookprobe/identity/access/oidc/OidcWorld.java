package com.hookprobe.identity.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.access.AuditRecord;
import com.hookprobe.identity.access.Backend;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.Sessions;
import com.hookprobe.identity.access.World;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A provider, a relying party, and a browser between them. */
abstract class OidcWorld {
    static final List<GroupRule> RULES = List.of(
            new GroupRule("soc", World.grant(Role.ANALYST, World.ACME)),
            new GroupRule("leads", World.grant(Role.TENANT_ADMIN, World.ACME)));

    @TempDir
    Path folder;

    World world;
    TestProvider provider;
    OidcLogin login;

    @BeforeEach
    void open() throws Exception {
        world = new World(Backend.SQLITE, folder);
        provider = new TestProvider(world.clock);
        login = login(config(provider));
    }

    @AfterEach
    void close() throws Exception {
        provider.close();
        world.close();
    }

    static OidcConfig config(TestProvider provider) {
        return OidcConfig.of(provider.issuer, "mesh", URI.create("http://127.0.0.1:1/callback"), World.ACME, RULES);
    }

    OidcLogin login(OidcConfig config) {
        return new OidcLogin(
                config, world.access.externalLogin(), world.clock, new SecureRandom(), Duration.ofSeconds(5));
    }

    Sessions.Opened come() throws Exception {
        return come(login);
    }

    static Sessions.Opened come(OidcLogin login) throws Exception {
        OidcLogin.Start start = login.begin(World.HERE);
        return login.finish(TestProvider.browse(start.authorize()), start.browser(), World.HERE);
    }

    /** The person gets one answer, whatever the reason; the audit has the reason. */
    void refused(String reason) {
        refused(reason, this::come);
    }

    void refused(String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccessException.class,
                        e -> assertThat(e.kind()).isEqualTo(AccessException.Kind.NOT_AUTHENTICATED))
                .hasMessageStartingWith("login: the identity provider's answer was not accepted");
        AuditRecord last = world.sealed.get(world.sealed.size() - 1);
        assertThat(last.outcome()).isEqualTo(AuditRecord.Outcome.REFUSED);
        assertThat(last.detail()).contains(reason);
    }

    void says(String claim, Object value) {
        provider.claims = said -> {
            if (value == null) {
                said.remove(claim);
            } else {
                said.put(claim, value);
            }
            return said;
        };
    }

    long now() {
        return world.clock.instant().getEpochSecond();
    }

    static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        Map<String, String> changed = new java.util.LinkedHashMap<>(parameters);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }
}
