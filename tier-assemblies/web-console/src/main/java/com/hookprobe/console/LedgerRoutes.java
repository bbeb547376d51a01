package com.hookprobe.console;

import com.hookprobe.console.view.NodeView;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Gate;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Principal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The ledger as this node holds it. */
final class LedgerRoutes {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Routes routes;
    private final Gate gate;
    private final NodeView node;

    LedgerRoutes(Routes routes, Access access, NodeView node) {
        this.routes = routes;
        this.gate = access.gate();
        this.node = node;
    }

    List<Endpoint> endpoints() {
        return List.of(
                routes.get("/ui/api/ledger", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.LEDGER_READ, Places.NODE, "ledger");
                    return node.ledger().page();
                }),
                routes.get("/ui/api/ledger/checkpoints", Set.of("before", "limit"), (who, request) -> {
                    gate.pass(who, Operation.LEDGER_READ, Places.NODE, "checkpoints");
                    return node.ledger().checkpoints(SiteRoutes.before(request), SiteRoutes.limit(request));
                }),
                routes.get("/ui/api/ledger/blocks", Set.of("limit"), (who, request) -> {
                    gate.pass(who, Operation.LEDGER_READ, Places.NODE, "blocks");
                    return node.ledger().blocks(SiteRoutes.limit(request));
                }),
                routes.get("/ui/api/ledger/evidence/{hash}", Set.of(), this::evidence));
    }

    private Object evidence(Principal who, Request request) throws Exception {
        String hash = request.text("hash");
        if (!HASH.matcher(hash).matches()) {
            throw Problem.badRequest("64 lower-case hexadecimal digits", hash, "take the hash from a list of blocks");
        }
        gate.pass(who, Operation.LEDGER_READ, Places.NODE, "evidence of " + hash);
        return Response.bytes(node.ledger()
                .evidence(hash)
                .orElseThrow(() -> Problem.notFound(
                        "a block that is final", hash, "it is not known here, or its checkpoint is not decided yet")));
    }
}
