package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.StoreException;
import java.util.HashMap;
import java.util.Map;
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
    private static final String REST = "...}";

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

    /** What stands in the template's places; empty when the path is another one. Nothing is decoded: no value needs it. */
    Optional<Map<String, String>> match(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        Map<String, String> places = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (i >= given.length || given[i].isEmpty() && i > 0) {
                return Optional.empty();
            }
            String part = wanted[i];
            if (part.endsWith(REST)) {
                places.put(part.substring(1, part.length() - REST.length()), rest(given, i));
                return Optional.of(places);
            }
            if (part.startsWith("{")) {
                places.put(part.substring(1, part.length() - 1), given[i]);
            } else if (!part.equals(given[i])) {
                return Optional.empty();
            }
        }
        return wanted.length == given.length ? Optional.of(places) : Optional.empty();
    }

    private static String rest(String[] given, int from) {
        StringBuilder rest = new StringBuilder(given[from]);
        for (int i = from + 1; i < given.length; i++) {
            rest.append('/').append(given[i]);
        }
        return rest.toString();
    }
}
