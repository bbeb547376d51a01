package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of the API.
 *
 * @param method GET or POST; HEAD comes with GET
 * @param template its path; {@code {name}} is one segment, {@code {name...}} all that follow
 * @param role who may use it; empty: everybody
 * @param parameters that the query may have
 * @param bodyMax longest body in bytes
 * @param handler makes the answer
 */
record Route(
        String method, String template, Optional<Role> role, Set<String> parameters, int bodyMax, Handler handler) {
    private static final System.Logger LOG = System.getLogger(Route.class.getName());
    private static final int RETRY_SECONDS = 5;

    /** Makes an answer. Runs on several threads at once. */
    @FunctionalInterface
    interface Handler {
        Response answer(Request request) throws Problem, StoreException;
    }

    static Route get(String template, Optional<Role> role, Set<String> parameters, Handler handler) {
        return new Route("GET", template, role, parameters, 0, handler);
    }

    static Route get(String template, Role role, Set<String> parameters, Handler handler) {
        return get(template, Optional.of(role), parameters, handler);
    }

    static Route post(String template, Role role, int bodyMax, Handler handler) {
        return new Route("POST", template, Optional.of(role), Set.of(), bodyMax, handler);
    }

    static Response json(JsonObject json) {
        return Response.json(json.toString());
    }

    /** The operation as it is served. */
    Endpoint endpoint(Access access) {
        return new Endpoint(
                method,
                template,
                parameters,
                bodyMax,
                head -> {
                    access.require(role, head.header("Authorization"));
                    return "";
                },
                this::answer);
    }

    /** What failed names files of the node: for its log, not for whoever asks. A store closed under the server throws unchecked. */
    private Response answer(Request request) throws Problem {
        try {
            return handler.answer(request);
        } catch (StoreException | IllegalStateException e) {
            LOG.log(Level.ERROR, "the store failed on a request to " + template, e);
            throw Problem.unavailable(
                    "a ledger that can be read",
                    "a failure of its store",
                    "try again; the node's log says more",
                    RETRY_SECONDS);
        }
    }
}
