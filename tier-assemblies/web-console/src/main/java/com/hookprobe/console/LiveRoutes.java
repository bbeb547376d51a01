package com.hookprobe.console;

import com.hookprobe.console.view.Happening;
import com.hookprobe.console.view.ScorePage;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Policy;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens, as server-sent events. (console.md 6.) */
final class LiveRoutes {
    static final int BATCH = 64;
    static final int RETRY_SECONDS = 5;

    /** Below the 60 s after which the JDK's server cuts an answer off; browsers come again by themselves. */
    private static final Duration LIFE = Duration.ofSeconds(50);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** A reader that takes so long for one batch is dropped. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final Door door;
    private final Policy policy;
    private final Live live;
    private final int max;
    private final StreamPlaces places;

    LiveRoutes(Door door, Policy policy, Live live, ConsoleConfig config) {
        this.door = door;
        this.policy = policy;
        this.live = live;
        this.max = config.streams();
        this.places = new StreamPlaces(config.streams(), config.streamsPerSession());
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/ui/live", door.reader(), Set.of(), this::open));
    }

    private Response open(Request request) throws Exception {
        door.principal(request);
        String session = request.caller();
        String last = request.header("Last-Event-ID");
        if (request.isHead()) {
            return Response.empty(200);
        }
        boolean hasRoom = places.hasRoom(session);
        live.wake();
        if (!hasRoom || live.isClosed()) {
            throw Problem.unavailable(
                    "at most " + max + " live pages at once", "all taken", "close one", RETRY_SECONDS);
        }
        return Security.of(Response.stream("text/event-stream", out -> run(out, session, last))
                .header("X-Accel-Buffering", "no"));
    }

    private void run(OutputStream out, String session, String last) throws IOException, InterruptedException {
        Optional<StreamPlaces.Stream> taken = places.take(session);
        live.wake();
        if (taken.isEmpty()) {
            write(out, "event: full\ndata: {}\n\n");
            return;
        }
        try {
            tell(out, taken.get(), last);
        } finally {
            places.leave(taken.get());
        }
    }

    private void tell(OutputStream out, StreamPlaces.Stream stream, String last)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LIFE.toNanos();
        long known = live.place(last);
        long place = known < 0 ? live.head() : known;
        // After "begin" the page reads its data anew: what came before the place is in what it reads.
        write(out, "retry: 1000\n" + event(live.id(place), known < 0 ? "begin" : "resume", "{}"));
        Optional<Principal> who = Optional.empty();
        long looked = 0;
        while (System.nanoTime() < end && !stream.isEnded() && !live.isClosed()) {
            // Roles are taken away and sessions end while a stream is open.
            if (who.isEmpty() || System.nanoTime() - looked >= HEARTBEAT.toNanos()) {
                looked = System.nanoTime();
                who = holder(stream.session());
                if (who.isEmpty()) {
                    return;
                }
            }
            Live.Batch batch = live.read(place, BATCH);
            place = batch.upTo();
            StringBuilder text = new StringBuilder();
            if (batch.missed()) {
                text.append(event(live.id(place), "gap", "{}"));
            }
            long first = place - batch.happenings().size();
            for (Happening happening : batch.happenings()) {
                first++;
                if (isFor(who.get(), happening.kind())) {
                    text.append(
                            event(live.id(first), happening.kind(), Json.text(forEyesOf(who.get(), happening.row()))));
                }
            }
            long began = System.nanoTime();
            if (text.length() > 0) {
                write(out, text.toString());
            }
            if (System.nanoTime() - began > SLOW.toNanos()) {
                return;
            }
            if (live.head() <= place) {
                long beat = Math.min(HEARTBEAT.toNanos(), end - System.nanoTime());
                live.await(place, beat, stream::isEnded);
                if (live.head() <= place) {
                    write(out, ": alive\n\n");
                }
            }
        }
        if (stream.isEnded()) {
            write(out, event(live.id(place), "ended", "{}"));
        }
    }

    private Optional<Principal> holder(String session) {
        try {
            return door.holder(session);
        } catch (DatabaseException e) {
            // The browser comes again, and is told then.
            return Optional.empty();
        }
    }

    private Object forEyesOf(Principal who, Object row) {
        return row instanceof ScorePage page ? SiteRoutes.forEyesOf(policy, who, page) : row;
    }

    private boolean isFor(Principal who, String kind) {
        return switch (kind) {
            case "detection" ->
                policy.check(who, Operation.DETECTIONS_READ, Places.SITE).allowed();
            case "decision", "word" ->
                policy.check(who, Operation.DECISIONS_LIST, Places.NODE).allowed();
            case "score" ->
                policy.check(who, Operation.NODE_STATUS, Places.NODE).allowed();
            case "checkpoint" ->
                policy.check(who, Operation.LEDGER_READ, Places.NODE).allowed();
            case "session" ->
                policy.check(who, Operation.MESH_STATUS, Places.NODE).allowed();
            default -> false;
        };
    }

    private static String event(String id, String name, String data) {
        return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
