package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.World.LOCAL;
import static com.hookprobe.identity.access.World.PASSWORD;
import static com.hookprobe.identity.access.World.PLATFORM;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.PasswordHash;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.StatusAction;
import com.hookprobe.identity.registry.TokenTerms;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** For each operation a thing on which it is really tried, and how to see whether it really happened. */
final class Things {
    /** Tries the operation; returns something when it gave something out. */
    interface Doing {
        Object run(Principal who) throws Exception;
    }

    /** Looks into the database whether it happened. */
    interface Happened {
        boolean look(Object result) throws Exception;
    }

    record Attempt(Doing doing, Happened happened) {}

    private static final HardwareDigests HARDWARE = HardwareReading.read().digests();
    private static final byte[] KEM = EnrolmentRequest.kemPublicKey(new byte[32]);

    private final World world;
    private final DeviceRegistry registry;
    private final Registrar registrar;
    private final TenantRegistrar tenants;
    private final SecureRandom random = new SecureRandom();
    private int count;

    /** What was tried at the gate only, by whose thing it was. */
    final Map<Scope, Set<Operation>> atTheGate = new HashMap<>();

    Things(World world, DeviceRegistry registry) {
        this.world = world;
        this.registry = registry;
        this.registrar = world.access.registrar(registry);
        this.tenants = world.access.tenantRegistrar(registry);
    }

    EnrolmentRequest request() {
        DeviceKey key = DeviceKey.generate(random);
        NodeCard card = NodeCard.builder(key.nodeIdAsFirstKey(), "edge-" + ++count, Tier.GUARDIAN, new byte[32])
                .sign(key);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(new byte[32], HARDWARE)) {
            return EnrolmentRequest.create(card, key, secrets, KEM, new byte[20]);
        }
    }

    NodeId device(Scope home, StatusAction... actions) throws Exception {
        TenantId tenant = ((Scope.Tenant) home).id();
        NodeId id = registry.enrol(request(), tenant, Optional.empty(), "test").id();
        for (StatusAction action : actions) {
            registry.change(id, action, OptionalLong.empty(), "test", "test");
        }
        return id;
    }

    private RegisteredDevice now(NodeId id) throws Exception {
        return registry.find(id).orElseThrow();
    }

    private Account account(Scope home) throws Exception {
        return world.access.accounts().add(LOCAL, fresh(home), PASSWORD.toCharArray());
    }

    private LoginName fresh(Scope home) {
        return new LoginName(home, "thing-" + ++count);
    }

    private Account show(LoginName name) throws Exception {
        return world.access.accounts().show(LOCAL, name);
    }

    Attempt prepare(Operation operation, Scope home) throws Exception {
        boolean platform = home.equals(PLATFORM);
        String text = operation.text();
        if (text.startsWith("devices.") && !platform) {
            return devices(operation, home);
        }
        if (text.startsWith("accounts.") || text.startsWith("roles.") || text.startsWith("sessions.")) {
            return accounts(operation, home);
        }
        if (text.startsWith("api-tokens.") || text.startsWith("account.")) {
            return tokens(operation, home);
        }
        if (text.startsWith("enrolment-tokens.") || text.startsWith("tenants.") || text.startsWith("sites.")) {
            return tenants(operation, home);
        }
        if (operation == Operation.DEVICES_LIST) {
            return new Attempt(
                    who -> registrar.list(who, home, DeviceFilter.ALL, Optional.empty(), 10), result -> result != null);
        }
        if (operation == Operation.AUDIT_READ) {
            return new Attempt(who -> world.access.audit().read(who, home, 0, 5), result -> result != null);
        }
        return elsewhere(operation, home);
    }

    /** What other modules carry out, and cells without a thing (a device of no tenant): the gate, which they pass. */
    private Attempt elsewhere(Operation operation, Scope home) {
        atTheGate
                .computeIfAbsent(home, unused -> EnumSet.noneOf(Operation.class))
                .add(operation);
        return new Attempt(
                who -> {
                    world.access.gate().pass(who, operation, home, "thing");
                    return "passed";
                },
                result -> result != null);
    }

    private Attempt devices(Operation operation, Scope home) throws Exception {
        switch (operation) {
            case DEVICES_LIST -> {
                NodeId id = device(home);
                return new Attempt(
                        who -> registrar.list(who, home, DeviceFilter.ALL, Optional.empty(), 1_000),
                        page -> page instanceof com.hookprobe.identity.registry.DevicePage p
                                && p.devices().stream().anyMatch(d -> d.id().equals(id)));
            }
            case DEVICES_SHOW -> {
                NodeId id = device(home);
                return new Attempt(who -> registrar.show(who, id), result -> result != null);
            }
            case DEVICES_ENROL -> {
                EnrolmentRequest request = request();
                return new Attempt(
                        who -> registrar.enrol(who, request, ((Scope.Tenant) home).id(), Optional.empty()),
                        result -> registry.find(request.card().nodeId()).isPresent());
            }
            case DEVICES_APPROVE -> {
                return status(StatusAction.APPROVE, DeviceStatus.ACTIVE, device(home));
            }
            case DEVICES_SUSPEND -> {
                return status(StatusAction.SUSPEND, DeviceStatus.SUSPENDED, device(home, StatusAction.APPROVE));
            }
            case DEVICES_REINSTATE -> {
                return status(
                        StatusAction.REINSTATE,
                        DeviceStatus.ACTIVE,
                        device(home, StatusAction.APPROVE, StatusAction.SUSPEND));
            }
            case DEVICES_REVOKE -> {
                return status(StatusAction.REVOKE, DeviceStatus.REVOKED, device(home));
            }
            case DEVICES_REPLACE -> {
                NodeId id = device(home, StatusAction.APPROVE);
                EnrolmentRequest request = request();
                return new Attempt(
                        who -> registrar.replace(who, id, request, "broken"),
                        result -> now(id).replacedBy().isPresent());
            }
            case DEVICES_SET_BASELINE -> {
                NodeId id = device(home);
                byte[] baseline = new byte[20];
                baseline[0] = 7;
                return new Attempt(
                        who -> registrar.setBaseline(who, id, baseline, "upgrade"),
                        result -> now(id).baselineIntegrity()[0] == 7);
            }
            case DEVICES_SET_KYC -> {
                NodeId id = device(home);
                return new Attempt(who -> registrar.setKycVerified(who, id, true), result -> now(id).kycVerified());
            }
            case DEVICES_SET_LABELS -> {
                NodeId id = device(home);
                return new Attempt(
                        who -> registrar.setLabels(who, id, List.of("pilot")),
                        result -> now(id).roles().contains("pilot"));
            }
            default -> throw new IllegalStateException("no attempt for " + operation);
        }
    }

    private Attempt status(StatusAction action, DeviceStatus after, NodeId id) {
        return new Attempt(
                who -> registrar.change(who, id, action, OptionalLong.empty(), "because"),
                result -> now(id).status() == after);
    }

    private Attempt accounts(Operation operation, Scope home) throws Exception {
        Accounts accounts = world.access.accounts();
        if (operation == Operation.ACCOUNTS_ADD) {
            LoginName name = fresh(home);
            return new Attempt(
                    who -> accounts.add(who, name, null),
                    result -> accounts.list(LOCAL, home, "", 1_000).stream()
                            .anyMatch(a -> a.name().equals(name)));
        }
        Account account = account(home);
        LoginName name = account.name();
        Grant viewer = new Grant(Role.VIEWER, home);
        switch (operation) {
            case ACCOUNTS_LIST -> {
                return new Attempt(
                        who -> accounts.list(who, home, "", 1_000),
                        result -> result.toString().contains(account.id()));
            }
            case ACCOUNTS_SHOW -> {
                return new Attempt(who -> accounts.show(who, name), account::equals);
            }
            case ACCOUNTS_DISABLE -> {
                return new Attempt(
                        who -> accounts.disable(who, name, "x"),
                        result -> show(name).disabled());
            }
            case ACCOUNTS_ENABLE -> {
                accounts.disable(LOCAL, name, "x");
                return new Attempt(
                        who -> accounts.enable(who, name, "x"),
                        result -> !show(name).disabled());
            }
            case ACCOUNTS_RESET_PASSWORD -> {
                String fresh = "another long enough one";
                return new Attempt(
                        who -> accounts.resetPassword(who, name, fresh.toCharArray()),
                        result -> hasPassword(name, fresh));
            }
            case ROLES_GRANT -> {
                return new Attempt(
                        who -> accounts.grant(who, name, viewer),
                        result -> show(name).grants().contains(viewer));
            }
            case ROLES_REVOKE -> {
                accounts.grant(LOCAL, name, viewer);
                return new Attempt(
                        who -> accounts.revoke(who, name, viewer),
                        result -> show(name).grants().isEmpty());
            }
            case SESSIONS_END -> {
                String session = world.access
                        .passwordLogin()
                        .login(name.text(), PASSWORD.toCharArray(), World.HERE)
                        .secret();
                return new Attempt(
                        who -> {
                            accounts.endSessions(who, name);
                            return name;
                        },
                        result -> world.access.sessions().authenticate(session).isEmpty());
            }
            default -> throw new IllegalStateException("no attempt for " + operation);
        }
    }

    /** Not by logging in: the refused attempts before would slow that down. */
    private boolean hasPassword(LoginName name, String password) throws Exception {
        String stored = world.database.read(
                PLATFORM, tx -> AccountTable.byName(tx, name).orElseThrow().password());
        return PasswordHash.parse(stored).matches(password.toCharArray());
    }

    private Attempt tokens(Operation operation, Scope home) throws Exception {
        ApiTokens tokens = world.access.tokens();
        Set<Operation> one = Set.of(Operation.DEVICES_LIST);
        switch (operation) {
            case API_TOKENS_LIST -> {
                Account account = account(home);
                tokens.make(world.access.accounts().localAs("root", account.name()), "t", one, Duration.ofDays(1));
                return new Attempt(
                        who -> tokens.list(who, account.name()),
                        result -> result.toString().contains(account.login()));
            }
            case API_TOKENS_REVOKE -> {
                Account account = account(home);
                ApiToken token = tokens.make(
                                world.access.accounts().localAs("root", account.name()), "t", one, Duration.ofDays(1))
                        .token();
                return new Attempt(
                        who -> {
                            tokens.revoke(who, token.id());
                            return token;
                        },
                        result -> tokens.list(LOCAL, account.name())
                                .get(0)
                                .revoked()
                                .isPresent());
            }
            case ACCOUNT_CHANGE_PASSWORD -> {
                return new Attempt(
                        who -> {
                            world.access.accounts().changePassword(who, PASSWORD.toCharArray(), PASSWORD.toCharArray());
                            return who;
                        },
                        result -> result != null);
            }
            case ACCOUNT_TOKENS_MAKE -> {
                return new Attempt(
                        who -> tokens.make(who, "t", one, Duration.ofDays(1)),
                        result -> tokens.authenticate(((ApiToken.Made) result).secret())
                                .isPresent());
            }
            case ACCOUNT_TOKENS_LIST -> {
                return new Attempt(tokens::listOwn, result -> result != null);
            }
            case ACCOUNT_TOKENS_REVOKE -> {
                return new Attempt(
                        who -> {
                            ApiToken.Made made = tokens.make(
                                    world.access
                                            .accounts()
                                            .localAs("root", show(who).name()),
                                    "t",
                                    one,
                                    Duration.ofDays(1));
                            tokens.revokeOwn(who, made.token().id());
                            return made;
                        },
                        result -> tokens.authenticate(((ApiToken.Made) result).secret())
                                .isEmpty());
            }
            case ACCOUNT_SESSIONS_END -> {
                return new Attempt(
                        who -> {
                            String session = world.access
                                    .passwordLogin()
                                    .login(show(who).login(), PASSWORD.toCharArray(), World.HERE)
                                    .secret();
                            world.access.sessions().endOwn(who);
                            return session;
                        },
                        result -> world.access
                                .sessions()
                                .authenticate((String) result)
                                .isEmpty());
            }
            default -> throw new IllegalStateException("no attempt for " + operation);
        }
    }

    private Account show(Principal who) throws Exception {
        return world.access.accounts().list(LOCAL, PLATFORM, "", 1_000).stream()
                .filter(a -> a.id().equals(who.accountId()))
                .findFirst()
                .orElseThrow();
    }

    private Attempt tenants(Operation operation, Scope home) throws Exception {
        boolean platform = home.equals(PLATFORM);
        if (platform) {
            TenantId id = new TenantId("new-" + ++count);
            return switch (operation) {
                case TENANTS_LIST ->
                    new Attempt(tenants::list, result -> result.toString().contains("acme"));
                case TENANTS_ADD ->
                    new Attempt(
                            who -> tenants.add(who, id, "New"),
                            result -> registry.tenants().list().stream().anyMatch(t -> t.id().equals(id)));
                case ENROLMENT_TOKENS_LIST ->
                    new Attempt(who -> tenants.tokens(who, home, Optional.empty(), 10), result -> result != null);
                default -> elsewhere(operation, home);
            };
        }
        TenantId tenant = ((Scope.Tenant) home).id();
        switch (operation) {
            case TENANTS_SHOW -> {
                return new Attempt(
                        who -> tenants.show(who, tenant),
                        result -> result.toString().contains(tenant.value()));
            }
            case SITES_LIST -> {
                return new Attempt(who -> tenants.sites(who, tenant), result -> result != null);
            }
            case SITES_ADD -> {
                SiteId site = new SiteId("site-" + ++count);
                return new Attempt(
                        who -> tenants.addSite(who, tenant, site, "Site"),
                        result -> registry.tenants().sites(tenant).stream().anyMatch(s -> s.id().equals(site)));
            }
            case ENROLMENT_TOKENS_MAKE -> {
                return new Attempt(
                        who -> tenants.issueToken(who, TokenTerms.of(tenant)),
                        result -> registry.enrolWithToken(request(), ((EnrolmentToken.Issued) result).text())
                                        .status()
                                == DeviceStatus.ACTIVE);
            }
            case ENROLMENT_TOKENS_LIST -> {
                registry.tokens().issue(TokenTerms.of(tenant), "test");
                return new Attempt(
                        who -> tenants.tokens(who, home, Optional.empty(), 1_000),
                        result -> result.toString().contains(tenant.value()));
            }
            case ENROLMENT_TOKENS_REVOKE -> {
                String id = registry.tokens()
                        .issue(TokenTerms.of(tenant), "test")
                        .token()
                        .id();
                return new Attempt(
                        who -> tenants.revokeToken(who, id),
                        result -> registry.tokens()
                                .find(id)
                                .orElseThrow()
                                .revokedAt()
                                .isPresent());
            }
            default -> {
                return elsewhere(operation, home);
            }
        }
    }
}
