package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.JsonView;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.TimeKey;
import com.hookprobe.dsm.ledger.TimeQuery;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Query;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Blocks by hash, and by time and type. */
final class BlockRoutes {
    private final LedgerReader ledger;

    BlockRoutes(LedgerReader ledger) {
        this.ledger = ledger;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/v1/blocks",
                        Role.AUDITOR,
                        Set.of("type", "from", "to", "order", "limit", "cursor"),
                        this::byTime),
                Route.get("/v1/blocks/{hash}", Role.AUDITOR, Set.of(), this::byHash));
    }

    private Response byHash(Request request) throws Problem, StoreException {
        Hash32 hash = Places.hash(request, "hash");
        boolean bytes = Accept.bytes(request.accept());
        Microblock block = ledger.get(hash)
                .orElseThrow(() -> Problem.notFound(
                        "the hash of a block in this store",
                        hash.hex(),
                        "ask a node that keeps longer; with its bytes at hand, POST /v1/proofs proves it still"));
        return bytes ? Response.bytes(block.encode()) : Response.json(JsonView.of(block));
    }

    private Response byTime(Request request) throws Problem, StoreException {
        Query query = request.query();
        TimeQuery wanted = new TimeQuery(type(query), query.micros("from", 0), to(query), query.newestFirst());
        int limit = query.limit();
        Optional<String> cursor = query.text("cursor");
        Optional<TimeKey> after =
                cursor.isPresent() ? Optional.of(Cursor.decode(wanted, cursor.get())) : Optional.empty();
        List<TimeKey> keys = ledger.find(wanted, after, limit);
        List<String> items = new ArrayList<>(keys.size());
        for (TimeKey key : keys) {
            // Retention may have let it go since.
            ledger.get(key.hash()).ifPresent(block -> items.add(JsonView.of(block)));
        }
        JsonObject json = new JsonObject().raw("items", JsonObject.array(items));
        if (keys.size() < limit) {
            json.none("next");
        } else {
            json.text("next", Cursor.encode(wanted, keys.get(keys.size() - 1)));
        }
        return Route.json(json);
    }

    private static long to(Query query) throws Problem {
        long from = query.micros("from", 0);
        long to = query.micros("to", Long.MAX_VALUE);
        if (to < from) {
            throw Problem.badRequest("from not after to", from + " and " + to, "exchange them");
        }
        return to;
    }

    private static Optional<EventType> type(Query query) throws Problem {
        Optional<String> label = query.text("type");
        if (label.isEmpty()) {
            return Optional.empty();
        }
        for (EventType type : EventType.values()) {
            if (type.label().equals(label.get())) {
                return Optional.of(type);
            }
        }
        List<String> labels =
                Arrays.stream(EventType.values()).map(EventType::label).toList();
        throw Problem.badRequest("a type of " + labels, label.get(), "leave it out for all types");
    }
}
