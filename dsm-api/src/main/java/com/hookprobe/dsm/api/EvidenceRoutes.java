package com.hookprobe.dsm.api;

import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What convinces somebody who has no node: evidence of a block, and of all blocks of a source in a period. */
final class EvidenceRoutes {
    private static final Set<String> PERIOD = Set.of("from_height", "to_height");

    private final LedgerReader ledger;
    private final Optional<ServerConfig.Network> network;

    EvidenceRoutes(LedgerReader ledger, ServerConfig config) {
        this.ledger = ledger;
        this.network = config.network();
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/blocks/{hash}/evidence", Role.AUDITOR, Set.of(), this::ofBlock),
                Route.get("/v1/sources/{id}/{incarnation}/completeness", Role.AUDITOR, PERIOD, this::completeness),
                Route.get("/v1/sources/{id}/{incarnation}/evidence", Role.AUDITOR, PERIOD, this::ofPeriod));
    }

    private Response ofBlock(Request request) throws Problem, StoreException {
        Hash32 hash = Places.hash(request, "hash");
        ServerConfig.Network known = network();
        InclusionBundle proof = ledger.proof(hash)
                .orElseThrow(() -> Problem.notFound(
                        "a final block of this store whose proof can be made",
                        hash.hex(),
                        "GET /v1/blocks/{hash}/proof says what is missing"));
        EvidenceBundle evidence =
                EvidenceBundle.of(ledger, known.genesis(), known.sets().get(), proof, Optional.empty());
        return file(evidence, hash.hex());
    }

    private Response ofPeriod(Request request) throws Problem, StoreException {
        ServerConfig.Network known = network();
        CompletenessReceipt receipt = receipt(request);
        return file(
                EvidenceBundle.of(known.genesis(), known.sets().get(), receipt),
                receipt.source().shortHex() + '-' + receipt.after().header().height());
    }

    private Response completeness(Request request) throws Problem, StoreException {
        boolean bytes = Accept.bytes(request.accept());
        CompletenessReceipt receipt = receipt(request);
        if (bytes) {
            return Response.bytes(receipt.encode());
        }
        List<String> hashes =
                receipt.blocks().stream().map(block -> block.hash().hex()).toList();
        long fromHeight = receipt.before().map(state -> state.header().height()).orElse(0L);
        JsonObject json = new JsonObject()
                .text("node_id", receipt.source().hex())
                .number("incarnation", receipt.incarnation())
                .number("from_height", fromHeight)
                .number("to_height", receipt.after().header().height());
        if (hashes.isEmpty()) {
            json.none("from_seq");
        } else {
            json.number("from_seq", receipt.blocks().get(0).seq());
        }
        return Route.json(json.number("count", hashes.size()).texts("hashes", hashes));
    }

    private CompletenessReceipt receipt(Request request) throws Problem, StoreException {
        NodeId source = Places.node(request, "id");
        long incarnation = request.number("incarnation", 0, Microblock.INCARNATION_MAX);
        long from = request.query().number("from_height", 0, Long.MAX_VALUE - 1, 0);
        long to = request.query().required("to_height", from + 1, Long.MAX_VALUE);
        Optional<CompletenessReceipt> receipt;
        try {
            receipt = CompletenessReceipt.of(ledger, source, incarnation, from, to);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                    "a period of at most " + CompletenessReceipt.BLOCKS_MAX + " blocks",
                    String.valueOf(e.getMessage()),
                    "ask for several, each beginning where the one before ends");
        }
        return receipt.orElseThrow(() -> Problem.notFound(
                "heights whose states are known, and blocks that are kept",
                "heights " + from + " to " + to,
                "ask a validator that keeps longer"));
    }

    private ServerConfig.Network network() throws Problem {
        return network.orElseThrow(() -> Problem.notFound(
                "a node that makes evidence bundles", "one that does not", "configure the network's genesis"));
    }

    private static Response file(EvidenceBundle evidence, String name) {
        return Response.bytes(evidence.encode())
                .header("Content-Disposition", "attachment; filename=\"" + name + ".evidence\"");
    }
}
