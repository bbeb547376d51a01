package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.JsonView;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Sources: how far their chains are known, and their blocks by number. */
final class SourceRoutes {
    private static final Comparator<SourceHead> ORDER =
            Comparator.comparing(SourceHead::source).thenComparingLong(SourceHead::incarnation);

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}-[0-9]{10}");

    private final LedgerReader ledger;

    SourceRoutes(LedgerReader ledger) {
        this.ledger = ledger;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/sources", Role.AUDITOR, Set.of("limit", "after"), this::all),
                Route.get("/v1/sources/{id}/{incarnation}", Role.AUDITOR, Set.of(), this::one),
                Route.get(
                        "/v1/sources/{id}/{incarnation}/blocks",
                        Role.AUDITOR,
                        Set.of("from", "to", "limit"),
                        this::blocks));
    }

    private Response all(Request request) throws Problem, StoreException {
        int limit = request.query().limit();
        String after = after(request);
        List<SourceHead> behind = ledger.heads().stream()
                .sorted(ORDER)
                .dropWhile(head -> !after.isEmpty() && name(head).compareTo(after) <= 0)
                .toList();
        List<SourceHead> page = behind.subList(0, Math.min(limit, behind.size()));
        Frontier frontier = ledger.frontier();
        JsonObject json = new JsonObject()
                .raw(
                        "items",
                        JsonObject.array(
                                page.stream().map(head -> json(head, frontier)).toList()));
        return Route.json(
                page.size() == behind.size() ? json.none("next") : json.text("next", name(page.get(page.size() - 1))));
    }

    private static String after(Request request) throws Problem {
        String after = request.query().text("after").orElse("");
        if (!after.isEmpty() && !NAME.matcher(after).matches()) {
            throw Problem.badRequest("the next of a page of sources as after", after, "begin without it");
        }
        return after;
    }

    private Response one(Request request) throws Problem, StoreException {
        NodeId source = Places.node(request, "id");
        long incarnation = request.number("incarnation", 0, Microblock.INCARNATION_MAX);
        SourceHead head = ledger.highest(source, incarnation)
                .orElseThrow(() -> Problem.notFound(
                        "a source with blocks in this store", source.hex() + "/" + incarnation, "see /v1/sources"));
        return Response.json(json(head, ledger.frontier()));
    }

    private Response blocks(Request request) throws Problem, StoreException {
        NodeId source = Places.node(request, "id");
        long incarnation = request.number("incarnation", 0, Microblock.INCARNATION_MAX);
        long from = request.query().number("from", 1, Long.MAX_VALUE, 1);
        long to = request.query().number("to", from, Long.MAX_VALUE, Long.MAX_VALUE);
        int limit = request.query().limit();
        long end = from > to - limit ? to : from + limit - 1;
        List<Microblock> found = ledger.range(source, incarnation, from, end);
        if (found.isEmpty() && end < to) {
            // A gap: what was let go may be long, and nobody wants to leaf through it.
            found = ledger.range(source, incarnation, end + 1, to);
            end = to;
        }
        List<String> items = new ArrayList<>();
        int taken = 0;
        // All branches of a number stay on one page; so it may hold some more than asked for.
        while (taken < found.size()
                && (taken < limit
                        || found.get(taken).seq() == found.get(taken - 1).seq())) {
            items.add(JsonView.of(found.get(taken++)));
        }
        JsonObject json = new JsonObject().raw("items", JsonObject.array(items));
        if (taken < found.size()) {
            json.number("next", found.get(taken).seq());
        } else if (end < to) {
            json.number("next", end + 1);
        } else {
            json.none("next");
        }
        return Route.json(json);
    }

    private static String json(SourceHead head, Frontier frontier) {
        JsonObject json = new JsonObject()
                .text("node_id", head.source().hex())
                .number("incarnation", head.incarnation())
                .number("seq", head.to())
                .text("hash", head.head().hex());
        frontier.entry(head.source())
                .filter(entry -> entry.incarnation() == head.incarnation())
                .ifPresentOrElse(
                        entry -> json.number("final_seq", entry.to())
                                .text("status", entry.status().name().toLowerCase(Locale.ROOT)),
                        () -> json.number("final_seq", 0).none("status"));
        return json.toString();
    }

    /** Sorts as text the way sources do. */
    private static String name(SourceHead head) {
        return head.source().hex() + String.format(Locale.ROOT, "-%010d", head.incarnation());
    }
}
