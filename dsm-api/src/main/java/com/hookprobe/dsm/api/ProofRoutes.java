package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.JsonView;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Proofs that a block is final. */
final class ProofRoutes {
    private final LedgerReader ledger;

    ProofRoutes(LedgerReader ledger) {
        this.ledger = ledger;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/blocks/{hash}/proof", Role.READER, Set.of(), this::ofStored),
                Route.post("/v1/proofs", Role.READER, Microblock.BYTES_MAX, this::ofGiven));
    }

    private Response ofStored(Request request) throws Problem, StoreException {
        Hash32 hash = Places.hash(request, "hash");
        boolean bytes = Accept.bytes(request.accept());
        Optional<InclusionBundle> proof = ledger.proof(hash);
        if (proof.isEmpty() && ledger.get(hash).isEmpty()) {
            throw Problem.notFound(
                    "the hash of a block in this store", hash.hex(), "POST /v1/proofs with the block's bytes");
        }
        return answer(proof, bytes);
    }

    private Response ofGiven(Request request) throws Problem, StoreException {
        boolean bytes = Accept.bytes(request.accept());
        Microblock block;
        try {
            block = Microblock.decode(request.body());
        } catch (MalformedException e) {
            throw Problem.badRequest(
                    "the canonical bytes of one block as body",
                    request.body().length + " bytes: " + e.getMessage(),
                    "send them as GET /v1/blocks/{hash} with Accept: application/octet-stream gave them");
        }
        if (!block.networkId().equals(ledger.networkId())) {
            throw Problem.badRequest(
                    "a block of network " + ledger.networkId(),
                    block.networkId().hex(),
                    "ask a node of that network");
        }
        return answer(ledger.proof(block), bytes);
    }

    private static Response answer(Optional<InclusionBundle> proof, boolean bytes) throws Problem {
        InclusionBundle bundle = proof.orElseThrow(() -> Problem.notFound(
                "a block that is final, in an epoch whose tree is kept",
                "no proof",
                "try again after the next checkpoint, or ask a node that keeps longer"));
        return bytes ? Response.bytes(bundle.encode()) : Route.json(json(bundle));
    }

    private static JsonObject json(InclusionBundle bundle) {
        DecidedCheckpoint decided = DecidedCheckpoint.headerOnly(bundle.header(), bundle.certificate());
        List<String> path = bundle.proof().path().stream().map(Hash32::hex).toList();
        return new JsonObject()
                .raw("block", JsonView.of(bundle.block()))
                .number("index", bundle.proof().index())
                .number("size", bundle.proof().size())
                .texts("path", path)
                .raw("checkpoint", JsonView.of(decided))
                .text("bundle", HexFormat.of().formatHex(bundle.encode()));
    }
}
