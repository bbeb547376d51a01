package com.hookprobe.console;

import com.hookprobe.console.view.FleetQuery;
import com.hookprobe.console.view.FleetView;
import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Gate;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.List;
import java.util.Set;

/** The MSSP's fleet, as far as a person may see it, and orders about roll-outs. */
final class FleetRoutes {
    private static final int TEXT_MAX = 64;
    private static final int OFFSET_MAX = 1_000_000;

    private final Routes routes;
    private final Gate gate;
    private final FleetView fleet;

    FleetRoutes(Routes routes, Access access, FleetView fleet) {
        this.routes = routes;
        this.gate = access.gate();
        this.fleet = fleet;
    }

    record Done(String error) {}

    List<Endpoint> endpoints() {
        return List.of(
                routes.get("/ui/api/fleet", Set.of("place", "text", "show", "group", "offset", "limit"), this::page),
                routes.post("/ui/api/fleet/orders", this::order));
    }

    private Object page(Principal who, Request request) throws Exception {
        Scope where = Places.of(request.query().text("place").orElse("*"));
        gate.pass(who, Operation.FLEET_READ, where, "fleet");
        String tenant = where instanceof Scope.Tenant of ? of.id().value() : "";
        String show = text(request, "show");
        return fleet.page(new FleetQuery(
                tenant,
                text(request, "text"),
                show.isEmpty() ? FleetQuery.Show.ALL : Body.choice("show", show, FleetQuery.Show.class),
                text(request, "group"),
                (int) request.query().number("offset", 0, OFFSET_MAX, 0),
                SiteRoutes.limit(request)));
    }

    private static String text(Request request, String name) throws Problem {
        String text = request.query().text(name).orElse("").strip();
        if (text.length() > TEXT_MAX) {
            throw Problem.badRequest(
                    "at most " + TEXT_MAX + " characters as " + name, text.length() + "", "shorten it");
        }
        return text;
    }

    private Object order(Principal who, Request request, Body body) throws Exception {
        String tenant = Places.tenant(body.text("tenant", TEXT_MAX)).value();
        String group = body.text("group", TEXT_MAX);
        FleetView.Deed deed = body.choice("deed", FleetView.Deed.class);
        Scope whose = Places.of(tenant);
        String what = deed + " " + group;
        gate.pass(who, Operation.FLEET_CHANGE, whose, what);
        try {
            String error = fleet.order(tenant, group, deed, who.name());
            if (!error.isEmpty()) {
                gate.failed(who, Operation.FLEET_CHANGE, whose, what, error);
            }
            return new Done(error);
        } catch (NodeAwayException | RuntimeException e) {
            gate.failed(who, Operation.FLEET_CHANGE, whose, what, String.valueOf(e.getMessage()));
            throw e;
        }
    }
}
