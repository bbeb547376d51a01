package com.hookprobe.console;

import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.time.Duration;
import java.util.Set;

/** Makes endpoints of what answers a person: who it is, JSON, and what went wrong in words for people. */
final class Routes {
    /** Longest body: 100 indicators and a reason. */
    static final int BODY_MAX = 16_384;

    private static final int AWAY_RETRY_SECONDS = 2;

    private final Door door;

    Routes(Door door) {
        this.door = door;
    }

    /** Answers a person with a record, or with a {@link Response} as it stands. */
    @FunctionalInterface
    interface Read {
        Object answer(Principal who, Request request) throws Exception;
    }

    /** The same with a body. */
    @FunctionalInterface
    interface Change {
        Object answer(Principal who, Request request, Body body) throws Exception;
    }

    /** For who is not logged in. */
    @FunctionalInterface
    interface Open {
        Object answer(Request request, Body body) throws Exception;
    }

    Door door() {
        return door;
    }

    Endpoint get(String path, Set<String> parameters, Read read) {
        return Endpoint.get(
                path, door.reader(), parameters, request -> told(() -> read.answer(door.principal(request), request)));
    }

    Endpoint post(String path, Change change) {
        return Endpoint.post(
                path,
                door.changer(),
                BODY_MAX,
                request -> told(() -> change.answer(door.principal(request), request, Json.body(request.body()))));
    }

    Endpoint open(String path, Open open) {
        return Endpoint.post(
                path, door.ownPage(), BODY_MAX, request -> told(() -> open.answer(request, Json.body(request.body()))));
    }

    @FunctionalInterface
    private interface Work {
        Object run() throws Exception;
    }

    private static Response told(Work work) throws Exception {
        try {
            Object answer = work.run();
            return answer instanceof Response response ? Security.of(response) : Json.answer(answer);
        } catch (AccessException e) {
            throw problem(e);
        } catch (RegistryException e) {
            throw problem(e);
        } catch (DatabaseException e) {
            throw Problem.unavailable(
                    "the database to answer", e.kind().name(), "try again; the node's log says more", 1);
        } catch (NodeAwayException e) {
            throw Problem.unavailable(
                    "the node to answer in time", String.valueOf(e.getMessage()), "try again", AWAY_RETRY_SECONDS);
        } catch (IllegalArgumentException e) {
            // Values of the domain check themselves; their messages are made for people.
            throw Problem.badRequest("values that can be taken", "others", String.valueOf(e.getMessage()));
        }
    }

    private static Problem problem(AccessException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case NOT_FOUND -> Problem.notFound("something that is here", "nothing of that name", message);
            case NOT_PERMITTED -> Problem.of(403, "Not permitted", "a role that allows it", "none", message);
            case NOT_AUTHENTICATED -> Problem.of(401, "Not let in", "who may log in", "somebody else", message);
            case CONFLICT, LAST_ADMIN, FULL -> Problem.of(409, "Conflict", "room for the change", "none", message);
            case INVALID -> Problem.badRequest("values that can be taken", "others", message);
            case THROTTLED -> {
                long seconds = e.retryAfter().orElse(Duration.ofSeconds(1)).toSeconds();
                yield Problem.of(429, "Too many attempts", "a pause", "none", message)
                        .header("Retry-After", Long.toString(seconds));
            }
            case BUSY -> Problem.unavailable("a free place", "none", message, 1);
        };
    }

    private static Problem problem(RegistryException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case NOT_FOUND -> Problem.notFound("something that is here", "nothing of that name", message);
            case NOT_ALLOWED, CONFLICT, FULL, REFUSED ->
                Problem.of(409, "Conflict", "a change that fits", "another", message);
            case BUSY, STORAGE, ROLLED_BACK, DAMAGED, VERSION, UNSAFE ->
                Problem.unavailable(
                        "the registry to answer", e.kind().name(), "try again; the node's log says more", 1);
        };
    }
}
