package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.ApiKeys;
import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionFeed;
import com.hookprobe.qsecbit.exchange.DecisionFeed.Page;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.core.BouncerView;
import com.hookprobe.qsecbit.exchange.core.DecisionFilter;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** Decisions for bouncers (EXCHANGE 4). */
public final class DecisionRoutes {
    /** CrowdSec tells this one nothing of what ended when it starts: its own tables are empty then. */
    private static final String BEGINS_EMPTY = "crowdsec-firewall-bouncer";

    private final DecisionFeed feed;
    private final ApiKeys keys;
    private final Bouncers bouncers;
    private final LongSupplier nowMicros;

    /** For bouncers; what is known of each is kept with it. */
    public DecisionRoutes(DecisionFeed feed, ApiKeys keys, Bouncers bouncers, LongSupplier nowMicros) {
        this.feed = feed;
        this.keys = keys;
        this.bouncers = bouncers;
        this.nowMicros = nowMicros;
    }

    /** All operations. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/health", Endpoint.Guard.OPEN, Set.of(), request -> Response.json("{\"status\":\"up\"}")),
                Endpoint.get("/v1/decisions/stream", keys.lapi(Right.BOUNCER), Filters.STREAM, this::stream),
                Endpoint.get("/v1/decisions", keys.lapi(Right.BOUNCER), Filters.LIST, this::list));
    }

    private Response list(Request request) throws Problem {
        DecisionFilter filter = Filters.list(request.query());
        if (!request.isHead()) {
            bouncers.pulled(request, nowMicros.getAsLong());
        }
        List<Decided> found = BouncerView.inForce(feed.snapshot().inForce(), filter);
        return LapiJson.list(found, nowMicros.getAsLong());
    }

    private Response stream(Request request) throws Problem {
        DecisionFilter filter = Filters.stream(request.query());
        boolean startup = Filters.flag(request.query(), "startup", false);
        if (request.isHead()) {
            return Response.empty(200);
        }
        long now = nowMicros.getAsLong();
        bouncers.pulled(request, now);
        Page.Reset all = feed.snapshot();
        BouncerView view = startup ? fromNothing(request, all, filter) : next(request, all, filter);
        // An answer that broke off is given again at the next question.
        return LapiJson.stream(view, now).afterSent(() -> bouncers.told(request, all.upTo()));
    }

    private BouncerView fromNothing(Request request, Page.Reset all, DecisionFilter filter) {
        if (Bouncers.agent(request).startsWith(BEGINS_EMPTY)) {
            return new BouncerView(BouncerView.inForce(all.inForce(), filter), List.of());
        }
        return BouncerView.whole(all.inForce(), upTo(feed.kept(), all.upTo()), filter);
    }

    private BouncerView next(Request request, Page.Reset all, DecisionFilter filter) {
        OptionalLong position = bouncers.position(request);
        if (position.isPresent() && feed.read(position.getAsLong(), Integer.MAX_VALUE) instanceof Page.Changes behind) {
            return BouncerView.delta(all.inForce(), upTo(behind.changes(), all.upTo()), filter);
        }
        // It was told of things that nobody here remembers: all that ended and is still known goes with the rest.
        return BouncerView.whole(all.inForce(), upTo(feed.kept(), all.upTo()), filter);
    }

    /** Without what came while this was put together. */
    private static List<Change> upTo(List<Change> changes, long last) {
        return changes.stream().filter(change -> change.sequence() <= last).toList();
    }
}
