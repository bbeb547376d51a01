package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.ConsistencyProof;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionProof;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.LogProofs;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.util.List;
import java.util.Set;

/** Roots and proofs of the log of checkpoints, for clients that do not make them from tiles. */
final class LogRoutes {
    private final LedgerReader ledger;

    LogRoutes(LedgerReader ledger) {
        this.ledger = ledger;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/log", Role.READER, Set.of(), this::head),
                Route.get("/v1/log/consistency", Role.READER, Set.of("old", "new"), this::consistency),
                Route.get("/v1/log/inclusion", Role.READER, Set.of("height", "size"), this::inclusion));
    }

    private Response head(Request request) throws StoreException {
        LogProofs log = ledger.logProofs();
        return Route.json(new JsonObject()
                .number("size", log.size())
                .text("root", log.root(log.size()).hex()));
    }

    private Response consistency(Request request) throws Problem, StoreException {
        boolean bytes = Accept.bytes(request.accept());
        LogProofs log = notEmpty();
        int newSize = (int) request.query().number("new", 1, log.size(), log.size());
        int oldSize = (int) request.query().required("old", 1, newSize);
        ConsistencyProof proof = log.consistency(oldSize, newSize);
        if (bytes) {
            return Response.bytes(proof.encode());
        }
        return Route.json(new JsonObject()
                .number("old", oldSize)
                .text("old_root", log.root(oldSize).hex())
                .number("new", newSize)
                .text("new_root", log.root(newSize).hex())
                .texts("path", hex(proof.path())));
    }

    private Response inclusion(Request request) throws Problem, StoreException {
        boolean bytes = Accept.bytes(request.accept());
        LogProofs log = notEmpty();
        int size = (int) request.query().number("size", 1, log.size(), log.size());
        int height = (int) request.query().required("height", 1, size);
        InclusionProof proof = log.inclusion(height, size);
        if (bytes) {
            return Response.bytes(proof.encode());
        }
        return Route.json(new JsonObject()
                .number("height", height)
                .number("index", proof.index())
                .number("size", size)
                .text("root", log.root(size).hex())
                .texts("path", hex(proof.path())));
    }

    private LogProofs notEmpty() throws Problem, StoreException {
        LogProofs log = ledger.logProofs();
        if (log.size() == 0) {
            throw Problem.notFound("a checkpoint in the log", "none yet", "try again after the first epoch");
        }
        return log;
    }

    private static List<String> hex(List<Hash32> path) {
        return path.stream().map(Hash32::hex).toList();
    }
}
