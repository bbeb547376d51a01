package com.hookprobe.console;

import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.console.view.NodeView.SiteView;
import com.hookprobe.console.view.Order;
import com.hookprobe.console.view.OrderAnswer;
import com.hookprobe.console.view.ScorePage;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Gate;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Policy;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Score, detections, decisions and orders of a site. */
final class SiteRoutes {
    static final int PAGE = 100;
    static final int PAGE_MAX = 200;

    private static final int INDICATORS_MAX = 100;
    private static final int INDICATOR_CHARS_MAX = 128;
    private static final int REASON_MAX = 200;
    private static final long TTL_MAX_SECONDS = 366L * 86_400;
    private static final int NAMED_MAX = 5;

    private final Routes routes;
    private final Gate gate;
    private final Policy policy;
    private final NodeView node;

    SiteRoutes(Routes routes, Access access, NodeView node) {
        this.routes = routes;
        this.gate = access.gate();
        this.policy = access.policy();
        this.node = node;
    }

    List<Endpoint> endpoints() {
        return List.of(
                routes.get("/ui/api/score", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.NODE_STATUS, Places.NODE, "score");
                    return forEyesOf(policy, who, site().score());
                }),
                routes.get("/ui/api/detections", Set.of("before", "limit"), (who, request) -> {
                    gate.pass(who, Operation.DETECTIONS_READ, Places.SITE, "detections");
                    return site().detections(before(request), limit(request));
                }),
                routes.get("/ui/api/decisions", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.DECISIONS_LIST, Places.NODE, "decisions");
                    gate.pass(who, Operation.ALLOWLIST_LIST, Places.NODE, "allowlist");
                    return site().decisions();
                }),
                routes.get("/ui/api/decisions/{id}/explanation", Set.of(), this::explain),
                routes.post("/ui/api/orders", this::order));
    }

    static long before(Request request) throws Problem {
        return request.query().number("before", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static int limit(Request request) throws Problem {
        return (int) request.query().number("limit", 1, PAGE_MAX, PAGE);
    }

    /** Reasons name attackers: they are for who may read detections, the numbers for who may see how the node is. */
    static ScorePage forEyesOf(Policy policy, Principal who, ScorePage page) {
        if (policy.check(who, Operation.DETECTIONS_READ, Places.SITE).allowed()) {
            return page;
        }
        List<ScorePage.Term> terms = page.terms().stream()
                .map(term -> new ScorePage.Term(term.name(), term.raw(), term.weight(), term.contribution(), ""))
                .toList();
        return new ScorePage(page.micros(), page.value(), page.band(), terms, page.course());
    }

    private SiteView site() throws Problem {
        return node.site()
                .orElseThrow(() -> Problem.notFound(
                        "a site", "a node without detection", "ask a guardian, a fortress or a nexus"));
    }

    private Object explain(Principal who, Request request) throws Exception {
        String id = request.text("id");
        if (id.length() > INDICATOR_CHARS_MAX) {
            throw Problem.badRequest("the id of a decision", id, "take it from the list");
        }
        gate.pass(who, Operation.EVIDENCE_READ, Places.SITE, "decision " + id);
        return site().explain(id)
                .orElseThrow(() -> Problem.notFound(
                        "a decision that this node knows the grounds of", id, "what others decided they can explain"));
    }

    private Object order(Principal who, Request request, Body body) throws Exception {
        Order.Kind kind = body.choice("kind", Order.Kind.class);
        boolean reasoned = kind == Order.Kind.BLOCK || kind == Order.Kind.ALLOW;
        List<String> indicators = body.texts("indicators", INDICATORS_MAX, INDICATOR_CHARS_MAX);
        String reason = reasoned
                ? body.text("reason", REASON_MAX)
                : body.optional("reason", REASON_MAX).orElse("");
        if (reason.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badRequest("one line as reason", "more", "take line breaks out");
        }
        boolean block = kind == Order.Kind.BLOCK;
        Order order = new Order(
                kind,
                indicators,
                block ? body.choice("action", Action.class).name() : "",
                block ? body.number("ttl_seconds", 1, TTL_MAX_SECONDS, 3_600) : 0,
                reason);
        return carryOut(who, order);
    }

    /** What the view knows as actions. */
    private enum Action {
        WATCH,
        RATE_LIMIT,
        QUARANTINE,
        BLOCK
    }

    private OrderAnswer carryOut(Principal who, Order order) throws Exception {
        Operation operation = switch (order.kind()) {
            case BLOCK -> Operation.DECISIONS_ADD;
            case UNDO -> Operation.DECISIONS_DELETE;
            case ALLOW, DISALLOW -> Operation.ALLOWLIST_CHANGE;
        };
        SiteView site = site();
        String what = named(order);
        gate.pass(who, operation, Places.NODE, what);
        try {
            OrderAnswer answer = site.carryOut(order, who.name());
            if (!answer.error().isEmpty()) {
                gate.failed(who, operation, Places.NODE, what, answer.error());
            }
            return answer;
        } catch (NodeAwayException | RuntimeException e) {
            failed(who, operation, what, e);
            throw e;
        }
    }

    private void failed(Principal who, Operation operation, String what, Exception e) throws DatabaseException {
        gate.failed(
                who,
                operation,
                Places.NODE,
                what,
                Optional.ofNullable(e.getMessage()).orElse("failed"));
    }

    private static String named(Order order) {
        List<String> all = order.indicators();
        String more = all.size() > NAMED_MAX ? " and " + (all.size() - NAMED_MAX) + " more" : "";
        return order.kind() + " " + String.join(" ", all.subList(0, Math.min(NAMED_MAX, all.size()))) + more;
    }
}
