package com.hookprobe.identity.access;

import static com.hookprobe.identity.access.World.ACME;
import static com.hookprobe.identity.access.World.BETA;
import static com.hookprobe.identity.access.World.PLATFORM;
import static com.hookprobe.identity.access.World.grant;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole policy table, carried out: every operation, by every role wherever it can be granted, on a thing of its tenant, of another
 * tenant and of none, against the services on a real database. What is allowed has happened afterwards; what is refused has not.
 */
@ParameterizedClass
@EnumSource(Backend.class)
class MatrixTest {
    /** What other modules carry out, and the two that are about no tenant. */
    private static final Set<Operation> ELSEWHERE = EnumSet.of(
            Operation.TENANTS_LIST,
            Operation.TENANTS_ADD,
            Operation.DECISIONS_LIST,
            Operation.DECISIONS_ADD,
            Operation.DECISIONS_DELETE,
            Operation.ALLOWLIST_LIST,
            Operation.ALLOWLIST_CHANGE,
            Operation.DETECTIONS_READ,
            Operation.EVIDENCE_READ,
            Operation.PAYLOADS_DISCLOSE,
            Operation.LEDGER_READ,
            Operation.LEDGER_EXPORT,
            Operation.FLEET_READ,
            Operation.FLEET_CHANGE,
            Operation.MESH_STATUS,
            Operation.MESH_APPROVE_SET,
            Operation.NODE_STATUS);

    private static final List<Scope> WHERE = List.of(ACME, BETA, PLATFORM);

    @Parameter
    Backend backend;

    @TempDir
    Path folder;

    private World world;
    private DeviceRegistry registry;
    private Things things;
    private final List<String> wrong = new ArrayList<>();

    private record Who(Role role, Scope where, Principal principal) {
        boolean everywhere() {
            return where.equals(PLATFORM);
        }

        @Override
        public String toString() {
            return role + "@" + Places.text(where);
        }
    }

    @BeforeEach
    void open() throws Exception {
        world = new World(backend, folder);
        registry = DeviceRegistry.open(world.database, RegistryOptions.DEFAULT.withClock(world.clock));
        things = new Things(world, registry);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private List<Who> everybody() throws Exception {
        List<Who> all = new ArrayList<>();
        for (Role role : Role.values()) {
            for (Scope where : List.of(ACME, PLATFORM)) {
                boolean possible = where.equals(ACME) ? role != Role.PLATFORM_ADMIN : role != Role.TENANT_ADMIN;
                if (possible) {
                    Account account = world.account(where, grant(role, where));
                    all.add(new Who(role, where, world.program(account, Principal.ALL)));
                }
            }
        }
        assertThat(all).hasSize(8);
        return all;
    }

    @Test
    void everyCellIsAsTheTableSays() throws Exception {
        List<Who> everybody = everybody();
        int cells = 0;
        int allowed = 0;
        for (Operation operation : Operation.values()) {
            for (Scope thing : WHERE) {
                Things.Attempt attempt = things.prepare(operation, thing);
                for (Who who : everybody) {
                    boolean expected = expected(who, operation, thing);
                    boolean used = tried(who.toString(), who.principal(), operation, thing, attempt, expected);
                    cells++;
                    allowed += expected ? 1 : 0;
                    if (used) {
                        attempt = things.prepare(operation, thing);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cells).isEqualTo(8 * 3 * Operation.values().length);
        for (Scope tenant : List.of(ACME, BETA)) {
            // A service that is written for one of these, or an operation that is new, has to come off or into this
            // list.
            assertThat(things.atTheGate.get(tenant))
                    .as("without a service of this module that carries it out")
                    .containsExactlyInAnyOrderElementsOf(ELSEWHERE);
        }
        assertThat(allowed).isBetween(200, cells - 200);
        assertThat(world.access.audit().verify()).isEmpty();
        registry.verifyAudit();
    }

    /** Everything but the one: a token that lacks a scope lacks the operation, whatever its owner may. */
    @Test
    void aScopeThatIsMissingTakesTheOperationAway() throws Exception {
        Account admin = world.account(
                PLATFORM,
                grant(Role.PLATFORM_ADMIN, PLATFORM),
                grant(Role.OPERATOR, PLATFORM),
                grant(Role.TENANT_ADMIN, ACME));
        for (Operation operation : Operation.values()) {
            Set<Operation> others = new HashSet<>(Principal.ALL);
            others.remove(operation);
            Principal program =
                    world.access.accounts().localAs("root", admin.name()).narrowed(others);
            for (Scope thing : WHERE) {
                tried("narrowed", program, operation, thing, things.prepare(operation, thing), false);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whoHasNoRoleHasOnlyWhatIsItsOwn() throws Exception {
        Principal nobody = world.program(world.account(ACME), Principal.ALL);
        for (Operation operation : Operation.values()) {
            boolean self = world.access.policy().kind(operation).isSelf();
            for (Scope thing : WHERE) {
                tried("nobody", nobody, operation, thing, things.prepare(operation, thing), self);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Returns true when the thing is used up. */
    private boolean tried(
            String name, Principal who, Operation operation, Scope thing, Things.Attempt attempt, boolean expected)
            throws Exception {
        String cell = name + " " + operation.text() + " on " + Places.text(thing) + ": ";
        int before = world.sealed.size();
        Object result = null;
        AccessException refusal = null;
        try {
            result = attempt.doing().run(who);
        } catch (AccessException e) {
            refusal = e;
        }
        List<AuditRecord> rows = List.copyOf(world.sealed.subList(before, world.sealed.size()));
        if (expected) {
            if (refusal != null) {
                wrong.add(cell + "expected to be allowed, found " + refusal.getMessage());
            } else if (!attempt.happened().look(result)) {
                wrong.add(cell + "allowed, but it did not happen");
            }
            if (world.access.policy().kind(operation).isRecorded()
                    && rows.stream()
                            .noneMatch(r ->
                                    r.action().equals(operation.text()) && r.outcome() == AuditRecord.Outcome.DONE)) {
                wrong.add(cell + "done, but not in the audit");
            }
            return true;
        }
        if (refusal == null) {
            wrong.add(cell + "expected to be refused");
            return true;
        }
        // A tenant's people are told that another tenant's thing is not there; of all else that they may not.
        boolean hidden = !thing.equals(PLATFORM)
                && !who.sees(thing)
                && !world.access.policy().kind(operation).isSelf();
        if (hidden
                ? refusal.kind() != Kind.NOT_FOUND
                : refusal.kind() != Kind.NOT_PERMITTED && refusal.kind() != Kind.NOT_FOUND) {
            wrong.add(cell + "refused as " + refusal.kind());
        }
        if (isChange(operation)
                && !operation.text().startsWith("account.")
                && attempt.happened().look(null)) {
            wrong.add(cell + "refused, but it happened");
        }
        if (rows.stream()
                .noneMatch(r -> r.action().equals(operation.text()) && r.outcome() == AuditRecord.Outcome.REFUSED)) {
            wrong.add(cell + "refused, but not in the audit");
        }
        return false;
    }

    private boolean isChange(Operation operation) {
        return world.access.policy().kind(operation) == Operation.Kind.CHANGE
                && operation != Operation.ENROLMENT_TOKENS_MAKE;
    }

    /** The table read once more, with none of the program's own code. */
    private static boolean expected(Who who, Operation operation, Scope thing) {
        String[] lines = PolicyTable.text().split("\n");
        String[] head = lines[0].split("\\|");
        String[] row = Arrays.stream(lines)
                .map(line -> line.split("\\|"))
                .filter(cells -> cells[1].strip().equals(operation.text()))
                .findFirst()
                .orElseThrow();
        for (int i = 3; i < head.length; i++) {
            if (head[i].strip().equals(who.role().name())) {
                List<String> cell = List.of(row[i].strip().split(" "));
                if (row[2].strip().startsWith("self")) {
                    return cell.contains("own");
                }
                if (thing.equals(PLATFORM)) {
                    return who.everywhere() && cell.contains("platform");
                }
                boolean own = who.role() != Role.PLATFORM_ADMIN && (who.everywhere() || thing.equals(ACME));
                return cell.contains(own ? "own" : "other");
            }
        }
        throw new IllegalStateException("no column for " + who);
    }
}
