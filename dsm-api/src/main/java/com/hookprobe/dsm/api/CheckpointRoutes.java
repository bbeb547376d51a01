package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.JsonView;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Query;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decided checkpoints by height. */
final class CheckpointRoutes {
    /** A page ends early when its answer is that long: certificates may have 64 KiB each. */
    private static final int PAGE_BYTES_MAX = 4 << 20;

    /** Heights looked at for one page: a store may lack a long run of them. */
    private static final int HEIGHTS_MAX = 10_000;

    private final LedgerReader ledger;

    CheckpointRoutes(LedgerReader ledger) {
        this.ledger = ledger;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/checkpoints", Role.READER, Set.of("from", "to", "order", "limit"), this::range),
                Route.get("/v1/checkpoints/latest", Role.READER, Set.of(), this::latest),
                Route.get("/v1/checkpoints/{height}", Role.READER, Set.of(), this::one));
    }

    private Response latest(Request request) throws Problem, StoreException {
        long height = latestHeight();
        if (height == 0) {
            throw Problem.notFound("a decided checkpoint", "none yet", "try again after the first epoch");
        }
        return answer(request, height);
    }

    private Response one(Request request) throws Problem, StoreException {
        return answer(request, request.number("height", 1, Long.MAX_VALUE));
    }

    private Response answer(Request request, long height) throws Problem, StoreException {
        boolean bytes = Accept.bytes(request.accept());
        DecidedCheckpoint decided = ledger.decided(height)
                .orElseThrow(() -> Problem.notFound(
                        "a height whose checkpoint is in this store",
                        Long.toString(height),
                        "see /v1/checkpoints/latest for the newest"));
        return bytes ? Response.bytes(decided.encode()) : Response.json(JsonView.of(decided));
    }

    private Response range(Request request) throws Problem, StoreException {
        Query query = request.query();
        boolean down = query.newestFirst();
        int limit = query.limit();
        long latest = latestHeight();
        long from = query.number("from", 1, Long.MAX_VALUE, 1);
        long to = Math.min(latest, query.number("to", from, Long.MAX_VALUE, Long.MAX_VALUE));
        List<String> items = new ArrayList<>();
        long bytes = 0;
        long at = down ? to : from;
        for (int looked = 0; at >= from && at <= to; at += down ? -1 : 1) {
            if (items.size() == limit || looked++ == HEIGHTS_MAX || bytes > PAGE_BYTES_MAX) {
                break;
            }
            Optional<DecidedCheckpoint> decided = ledger.header(at);
            if (decided.isPresent()) {
                String item = JsonView.of(decided.get());
                items.add(item);
                bytes += item.length();
            }
        }
        JsonObject json = new JsonObject().raw("items", JsonObject.array(items));
        return Route.json(at >= from && at <= to ? json.number("next", at) : json.none("next"));
    }

    private long latestHeight() throws StoreException {
        return ledger.latestDecided().map(DecidedCheckpoint::height).orElse(0L);
    }
}
