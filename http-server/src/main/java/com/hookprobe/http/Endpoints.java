package com.hookprobe.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All operations; the first whose template fits counts, so literal segments stand before places. */
final class Endpoints {
    private final List<Endpoint> all;

    /** An endpoint and what stands in its places. */
    record Match(Endpoint endpoint, Map<String, String> places) {}

    Endpoints(List<Endpoint> all) {
        this.all = List.copyOf(all);
    }

    /** Finds the operation; throws with 404, or with 405 and the methods that there are. */
    Match find(String method, String path) throws Problem {
        String wanted = method.equals("HEAD") ? "GET" : method;
        boolean known = false;
        for (Endpoint endpoint : all) {
            Optional<Map<String, String>> places = endpoint.match(path);
            if (places.isPresent()) {
                if (endpoint.method().equals(wanted)) {
                    return new Match(endpoint, places.get());
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
        for (Endpoint endpoint : all) {
            if (endpoint.match(path).isPresent()) {
                methods.add(endpoint.method());
                methods.add("OPTIONS");
                if (endpoint.method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        return String.join(", ", methods);
    }
}
