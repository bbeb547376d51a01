package com.hookprobe.qsecbit.exchange.misp;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.ApiKeys;
import com.hookprobe.qsecbit.exchange.DecisionFeed;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.Tlp;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** The feed as a folder over HTTP. */
public final class MispRoutes {
    private static final String SUFFIX = ".json";

    private final DecisionFeed feed;
    private final ApiKeys keys;
    private final String publisher;
    private final Tlp tlp;
    private final LongSupplier nowMicros;

    /** The feed of one publisher. */
    public MispRoutes(DecisionFeed feed, ApiKeys keys, String publisher, Tlp tlp, LongSupplier nowMicros) {
        this.feed = feed;
        this.keys = keys;
        this.publisher = publisher;
        this.tlp = tlp;
        this.nowMicros = nowMicros;
    }

    /** All operations. */
    public List<Endpoint> endpoints() {
        Endpoint.Guard guard = keys.http(Right.MISP);
        return List.of(
                Endpoint.get("/misp/manifest.json", guard, Set.of(), request -> Response.json(now().manifest())),
                Endpoint.get(
                        "/misp/hashes.csv",
                        guard,
                        Set.of(),
                        request -> Response.text(200, "text/csv; charset=utf-8", now().hashes())),
                Endpoint.get("/misp/{event}", guard, Set.of(), this::event));
    }

    private Response event(Request request) throws Problem {
        String file = request.text("event");
        String id = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : "";
        return Response.json(now().event(id)
                .orElseThrow(() -> Problem.notFound("an event of the manifest", file, "see /misp/manifest.json")));
    }

    private MispFeed now() {
        // The time first: what changes after it counts as of this second or a later one.
        long now = nowMicros.getAsLong();
        return new MispFeed(publisher, tlp, feed.snapshot().inForce(), now);
    }
}
