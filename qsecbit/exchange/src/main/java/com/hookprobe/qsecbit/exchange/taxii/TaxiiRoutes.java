package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.ApiKeys;
import com.hookprobe.qsecbit.exchange.DecisionFeed;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import com.hookprobe.qsecbit.exchange.stix.StixWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** The server (EXCHANGE 6): discovery, one API root, a collection of decisions and one that others write to. */
public final class TaxiiRoutes implements AutoCloseable {
    /** The path of discovery. */
    public static final String DISCOVERY = "/taxii2/";

    private static final String ROOT = "/taxii2/root/";
    private static final String COLLECTION = ROOT + "collections/{id}/";

    private final String publisher;
    private final ApiKeys keys;
    private final List<Shelf> shelves;
    private final SharedShelf shared;
    private final Statuses statuses = new Statuses();
    private final Inbox inbox;

    private TaxiiRoutes(
            String publisher,
            ApiKeys keys,
            DecisionShelf decisions,
            SharedShelf shared,
            IndicatorIntake intake,
            LongSupplier nowMicros) {
        this.publisher = publisher;
        this.keys = keys;
        this.shared = shared;
        this.shelves = List.of(decisions, shared);
        this.inbox = new Inbox(intake, statuses, nowMicros);
    }

    /**
     * With a file for what others post.
     *
     * @throws IOException when it cannot be read or written
     */
    public static TaxiiRoutes open(
            Path file,
            String publisher,
            StixWriter writer,
            ApiKeys keys,
            DecisionFeed feed,
            IndicatorIntake intake,
            LongSupplier nowMicros)
            throws IOException {
        return new TaxiiRoutes(
                publisher, keys, new DecisionShelf(feed, writer), SharedShelf.open(file, nowMicros), intake, nowMicros);
    }

    /** All operations. */
    public List<Endpoint> endpoints() {
        Endpoint.Guard read = keys.http(Right.TAXII_READ);
        Endpoint.Guard write = keys.http(Right.TAXII_WRITE);
        String object = COLLECTION + "objects/{object}/";
        return List.of(
                get(DISCOVERY, read, Set.of(), this::discovery),
                get(ROOT, read, Set.of(), this::root),
                get(ROOT + "status/{id}/", write, Set.of(), this::status),
                get(ROOT + "collections/", read, Set.of(), this::collections),
                get(COLLECTION, read, Set.of(), request -> json(collection(shelf(request)))),
                get(COLLECTION + "manifest/", read, ShelfQuery.MANY, this::manifest),
                get(COLLECTION + "objects/", read, ShelfQuery.MANY, this::objects),
                Endpoint.post(COLLECTION + "objects/", write, Inbox.BODY_MAX, this::post),
                get(object, read, ShelfQuery.ONE, this::object),
                Endpoint.delete(object, write, ShelfQuery.DELETE, this::delete),
                get(object + "versions/", read, ShelfQuery.VERSIONS, this::versions));
    }

    @Override
    public void close() throws IOException {
        shared.close();
    }

    private static Endpoint get(
            String template, Endpoint.Guard guard, Set<String> parameters, Endpoint.Handler handler) {
        return Endpoint.get(template, guard, parameters, request -> {
            TaxiiMedia.requireAccepted(request);
            return handler.answer(request);
        });
    }

    private Response discovery(Request request) {
        ObjectNode json = Json.object()
                .put("title", publisher)
                .put("description", "Decisions of HookProbe, and indicators that others share")
                .put("default", ROOT);
        json.putArray("api_roots").add(ROOT);
        return json(json);
    }

    private Response root(Request request) {
        ObjectNode json = Json.object().put("title", publisher).put("max_content_length", Inbox.BODY_MAX);
        json.putArray("versions").add(TaxiiForm.TYPE);
        return json(json);
    }

    private Response status(Request request) throws Problem {
        byte[] status = statuses.get(request.text("id"), request.caller())
                .orElseThrow(() -> Problem.notFound(
                        "the id of one of this key's latest posts",
                        request.text("id"),
                        "take it from the answer to a post"));
        return Response.bytes(200, TaxiiForm.TYPE, status);
    }

    private Response collections(Request request) {
        ArrayNode list = Json.array();
        shelves.forEach(shelf -> list.add(collection(shelf)));
        return json(Json.object().set("collections", list));
    }

    private static ObjectNode collection(Shelf shelf) {
        ObjectNode json = Json.object()
                .put("id", shelf.id())
                .put("title", shelf.title())
                .put("description", shelf.description())
                .put("alias", shelf.name())
                .put("can_read", true)
                .put("can_write", shelf.writable());
        json.putArray("media_types").add("application/stix+json;version=2.1");
        return json;
    }

    private Response objects(Request request) throws Problem, RefusedException {
        return envelope(shelf(request), ShelfQuery.of(request.query()));
    }

    private Response object(Request request) throws Problem, RefusedException {
        Shelf shelf = shelf(request);
        requireKnown(shelf, request);
        return envelope(shelf, ShelfQuery.ofObject(request.query(), request.text("object"), "last"));
    }

    private Response envelope(Shelf shelf, ShelfQuery query) throws Problem, RefusedException {
        Page page = page(shelf, query);
        ObjectNode json = page.json();
        if (!page.rows().isEmpty()) {
            ArrayNode objects = json.putArray("objects");
            for (Row row : page.rows()) {
                objects.add(row.object());
            }
        }
        return page.dated(json(json));
    }

    private Response manifest(Request request) throws Problem {
        Page page = page(shelf(request), ShelfQuery.of(request.query()));
        ObjectNode json = page.json();
        if (!page.rows().isEmpty()) {
            ArrayNode objects = json.putArray("objects");
            for (Row row : page.rows()) {
                objects.add(Json.object()
                        .put("id", row.id())
                        .put("date_added", StixTime.format(row.addedMicros()))
                        .put("version", row.version())
                        .put("media_type", "application/stix+json;version=2.1"));
            }
        }
        return page.dated(json(json));
    }

    private Response versions(Request request) throws Problem {
        Shelf shelf = shelf(request);
        requireKnown(shelf, request);
        Page page = page(shelf, ShelfQuery.ofObject(request.query(), request.text("object"), "all"));
        ObjectNode json = page.json();
        if (!page.rows().isEmpty()) {
            ArrayNode versions = json.putArray("versions");
            page.rows().forEach(row -> versions.add(row.version()));
        }
        return page.dated(json(json));
    }

    private Response post(Request request) throws Problem {
        return inbox.take(request, writable(request));
    }

    private Response delete(Request request) throws Problem {
        SharedShelf shelf = writable(request);
        requireKnown(shelf, request);
        shelf.delete(ShelfQuery.ofObject(request.query(), request.text("object"), "all"));
        return Response.empty(200).header("Content-Type", TaxiiForm.TYPE);
    }

    private SharedShelf writable(Request request) throws Problem {
        if (shelf(request) instanceof SharedShelf found) {
            return found;
        }
        throw Problem.of(
                403,
                "Forbidden",
                "a collection that can be written",
                "one that cannot",
                "see " + ROOT + "collections/");
    }

    private Shelf shelf(Request request) throws Problem {
        String id = request.text("id");
        return shelves.stream()
                .filter(shelf -> shelf.id().equals(id) || shelf.name().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("the id of a collection", id, "see " + ROOT + "collections/"));
    }

    private static void requireKnown(Shelf shelf, Request request) throws Problem {
        String id = request.text("object");
        if (shelf.rows().stream().noneMatch(row -> row.id().equals(id))) {
            throw Problem.notFound("the id of an object of this collection", id, "see its manifest");
        }
    }

    private record Page(List<Row> rows, boolean more) {
        ObjectNode json() {
            ObjectNode json = Json.object();
            if (more) {
                json.put("more", true).put("next", ShelfQuery.next(rows.get(rows.size() - 1)));
            }
            return json;
        }

        Response dated(Response response) {
            if (rows.isEmpty()) {
                return response;
            }
            return response.header(
                            "X-TAXII-Date-Added-First",
                            StixTime.format(rows.get(0).addedMicros()))
                    .header(
                            "X-TAXII-Date-Added-Last",
                            StixTime.format(rows.get(rows.size() - 1).addedMicros()));
        }
    }

    private static Page page(Shelf shelf, ShelfQuery query) throws Problem {
        List<? extends Row> all = shelf.rows();
        List<Row> rows = new ArrayList<>();
        for (int i = query.from(all); i < all.size(); i++) {
            Row row = all.get(i);
            if (query.matches(row)) {
                if (rows.size() == query.limit()) {
                    return new Page(rows, true);
                }
                rows.add(row);
            }
        }
        return new Page(rows, false);
    }

    private static Response json(ObjectNode json) {
        return Response.text(200, TaxiiForm.TYPE, Json.text(json));
    }
}
