package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.RateLimiter;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.lapi.Machines.Machine;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Accounts of engines over HTTP: they register, log in, say that they are there (EXCHANGE 4.6). */
public final class MachineRoutes {
    /** Before the names of engines where bouncers may ask, too. */
    static final String MACHINE = "machine ";

    private static final int BODY_MAX = 64 * 1024;
    private static final int PASSWORD_CHARS_MAX = 256;
    private static final int SCENARIOS_MAX = 2_048;
    private static final int ADDRESSES_MAX = 4_096;
    private static final double LOGINS_PER_SECOND = 0.2;
    private static final int LOGINS_AT_ONCE = 10;
    private static final int RETRY_SECONDS = 1;

    /** Of an account that nobody has: an unknown name costs as much as a wrong password. */
    private static final PasswordHash NOBODY = PasswordHash.of("");

    private final Machines machines;
    private final MachineTokens tokens;
    private final Clock clock;
    private final RateLimiter logins;
    private final Semaphore hashing = new Semaphore(1);

    /**
     * For accounts in a file.
     *
     * @param clock for the tokens
     * @param nanoTime for the rate of logins; never goes back
     */
    public MachineRoutes(Machines machines, Clock clock, LongSupplier nanoTime) {
        this.machines = machines;
        this.tokens = new MachineTokens(machines, clock);
        this.clock = clock;
        this.logins = new RateLimiter(LOGINS_PER_SECOND, LOGINS_AT_ONCE, ADDRESSES_MAX, nanoTime);
    }

    /** All operations. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/watchers", this::mayTry, BODY_MAX, this::register),
                Endpoint.post("/v1/watchers/login", this::mayTry, BODY_MAX, this::login),
                Endpoint.delete("/v1/watchers/self", guard(), Set.of(), this::leave),
                Endpoint.get("/v1/heartbeat", guard(), Set.of(), request -> Response.empty(200)));
    }

    /** Asks for a token; the caller is the account. */
    public Endpoint.Guard guard() {
        return head -> {
            String authorization = head.header("Authorization");
            String scheme = "bearer ";
            Optional<Machine> machine = authorization.toLowerCase(Locale.ROOT).startsWith(scheme)
                    ? tokens.verify(authorization.substring(scheme.length()).strip())
                    : Optional.empty();
            return machine.map(Machine::name)
                    .orElseThrow(() -> Problem.of(
                            401,
                            "cookie token is empty, or no longer good",
                            "a token from /v1/watchers/login",
                            "none that is good now",
                            "log in again"));
        };
    }

    /** What the account's alerts weigh; 0 when it is gone. */
    double weight(String name) {
        return machines.find(name).map(Machine::weight).orElse(0.0);
    }

    private String mayTry(Request head) throws Problem {
        int wait = logins.refusal(head.remote());
        if (wait > 0) {
            throw Problem.of(
                            429,
                            "Too many requests",
                            "a login every " + Math.round(1 / LOGINS_PER_SECOND) + " s",
                            "more",
                            "try again in " + wait + " s")
                    .header("Retry-After", Integer.toString(wait));
        }
        return "";
    }

    /** Hashing takes all of a core for a while: bouncers must not wait for that. */
    private <T> T hashing(Supplier<T> work) throws Problem {
        if (!hashing.tryAcquire()) {
            throw Problem.unavailable("one login at a time", "another under way", "try again", RETRY_SECONDS);
        }
        try {
            return work.get();
        } finally {
            hashing.release();
        }
    }

    private Response register(Request request) throws Problem, IOException {
        Fields fields = fields(request);
        String name = name(fields);
        String password = password(fields);
        PasswordHash hash = hashing(() -> PasswordHash.of(password));
        if (!machines.register(name, hash)) {
            throw Problem.of(
                    403,
                    "no room for another account",
                    "at most 64 accounts that wait",
                    "more",
                    "have the operator approve or remove some");
        }
        return Response.empty(201);
    }

    private Response login(Request request) throws Problem {
        Fields fields = fields(request);
        Optional<Machine> machine = machines.find(name(fields));
        String password = password(fields);
        try {
            fields.texts("scenarios", SCENARIOS_MAX, 512);
        } catch (RefusedException e) {
            throw refused(e);
        }
        PasswordHash hash = machine.map(Machine::password).orElse(NOBODY);
        boolean right = hashing(() -> hash.accepts(password)) && machine.isPresent();
        if (!right) {
            throw unauthorized("incorrect Username or Password");
        }
        // Only who knows the password learns that the account is there.
        if (!machine.get().approved()) {
            throw unauthorized("machine " + machine.get().name() + " not validated");
        }
        Instant until = clock.instant().plus(MachineTokens.LIFE).truncatedTo(ChronoUnit.SECONDS);
        return Response.json(Json.text(Json.object()
                .put("code", 200)
                .put("expire", until.toString())
                .put("token", tokens.issue(machine.get(), until))));
    }

    private Response leave(Request request) throws IOException {
        machines.remove(request.caller());
        return Response.empty(204);
    }

    private static Fields fields(Request request) throws Problem {
        try {
            return Fields.of(Json.parse(request.body()), "the body");
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    private static String name(Fields fields) throws Problem {
        try {
            String name = fields.text("machine_id", Machines.NAME_CHARS_MAX);
            if (!ExchangeText.isName(name, Machines.NAME_CHARS_MAX)) {
                throw new RefusedException("plain characters as machine_id", name);
            }
            return name;
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    private static String password(Fields fields) throws Problem {
        try {
            return fields.text("password", PASSWORD_CHARS_MAX);
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    static Problem refused(RefusedException e) {
        return Problem.badRequest(e.expected(), e.found(), "see /openapi.yaml");
    }

    private static Problem unauthorized(String message) {
        return Problem.of(401, message, "the password of an approved account", "another", "ask the operator");
    }
}
