package com.hookprobe.dsm.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All operations; the first whose template fits counts, so literal segments stand before places. */
final class Routes {
    private final List<Route> all;

    /** A route and what stands in its places. */
    record Match(Route route, Map<String, String> places) {}

    Routes(List<Route> all) {
        this.all = List.copyOf(all);
    }

    List<Route> all() {
        return all;
    }

    /** Finds the operation; throws with 404, or with 405 and the methods that there are. */
    Match find(String method, String path) throws Problem {
        String wanted = method.equals("HEAD") ? "GET" : method;
        boolean known = false;
        for (Route route : all) {
            Optional<Map<String, String>> places = route.match(path);
            if (places.isPresent()) {
                if (route.method().equals(wanted)) {
                    return new Match(route, places.get());
                }
                known = true;
            }
        }
        if (!known) {
            throw Problem.notFound("a path of this API", path, "see /openapi.yaml");
        }
        String allowed = allowed(path);
        throw Problem.of(405, "Method not allowed", "one of " + allowed, method, "see /openapi.yaml")
                .header("Allow", allowed);
    }

    /** The methods of a path for the Allow header; empty when there is no such path. */
    String allowed(String path) {
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : all) {
            if (route.match(path).isPresent()) {
                methods.add(route.method());
                methods.add("OPTIONS");
                if (route.method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        return String.join(", ", methods);
    }
}
