package com.hookprobe.dsm.api;

import com.hookprobe.dsm.api.tlog.LogPublisher;
import com.hookprobe.dsm.api.tlog.TilePath;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** The paths of C2SP tlog-tiles. */
final class TlogRoutes {
    /** A tile's path never gives other bytes. */
    private static final String FOR_EVER = "max-age=31536000, immutable";

    private static final String A_MOMENT = "max-age=2";

    private final Optional<LogPublisher> log;
    private final Optional<Role> role;

    TlogRoutes(ServerConfig config) {
        this.log = config.log();
        this.role = config.publicLog() ? Optional.empty() : Optional.of(Role.READER);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/checkpoint", role, Set.of(), this::checkpoint),
                Route.get("/tile/entries/{index...}", role, Set.of(), this::entries),
                Route.get("/tile/{level}/{index...}", role, Set.of(), this::tile));
    }

    private Response checkpoint(Request request) throws Problem, StoreException {
        return Response.text(200, "text/plain; charset=utf-8", log().newest().note())
                .header("Cache-Control", cached(A_MOMENT));
    }

    private Response tile(Request request) throws Problem, StoreException {
        return Response.bytes(read(request.text("level") + '/' + request.text("index")))
                .header("Cache-Control", cached(FOR_EVER));
    }

    private Response entries(Request request) throws Problem, StoreException {
        byte[] bundle = read("entries/" + request.text("index"));
        boolean gzip = Accept.gzip(request.acceptEncoding());
        Response response = Response.bytes(gzip ? zipped(bundle) : bundle)
                .header("Cache-Control", cached(FOR_EVER))
                .header("Vary", "Accept-Encoding");
        return gzip ? response.header("Content-Encoding", "gzip") : response;
    }

    private byte[] read(String path) throws Problem, StoreException {
        LogPublisher publisher = log();
        TilePath tile = TilePath.parse(path)
                .orElseThrow(() -> Problem.notFound(
                        "a tile's path such as 0/x001/x234/067 or entries/000.p/12", path, "see C2SP tlog-tiles"));
        return publisher
                .tile(tile)
                .orElseThrow(() -> Problem.notFound(
                        "a tile of the log as /checkpoint says it", path, "take the size from /checkpoint first"));
    }

    private LogPublisher log() throws Problem {
        return log.orElseThrow(() -> Problem.notFound(
                "a node that publishes the log", "one that does not", "configure a signer for the log"));
    }

    private String cached(String how) {
        return (role.isEmpty() ? "public, " : "private, ") + how;
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
