package com.hookprobe.console;

import com.hookprobe.console.view.ReportView;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Gate;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports of months: of a tenant at the MSSP, of itself at a site. A file to keep, never a page of the console's own origin. */
final class ReportRoutes {
    private static final String MONTH = "\\d{4}-\\d{2}";

    private final Routes routes;
    private final Gate gate;
    private final ReportView reports;
    private final boolean hasTenants;

    /** @param hasTenants true at the MSSP */
    ReportRoutes(Routes routes, Access access, ReportView reports, boolean hasTenants) {
        this.routes = routes;
        this.gate = access.gate();
        this.reports = reports;
        this.hasTenants = hasTenants;
    }

    /** @param place a tenant; at a site the one that always exists */
    record Months(String place, List<String> months) {}

    List<Endpoint> endpoints() {
        return List.of(
                routes.get("/ui/api/reports", Set.of("place"), (who, request) -> {
                    Scope whose = whose(request.query().text("place"));
                    gate.pass(who, Operation.REPORTS_READ, whose, "list of reports");
                    return new Months(Places.text(whose), reports.months());
                }),
                routes.get("/ui/api/reports/{place}/{month}", Set.of(), this::download));
    }

    private Scope whose(Optional<String> place) throws Problem {
        return hasTenants ? Scope.tenant(Places.tenant(place.orElse("default"))) : Places.SITE;
    }

    private Object download(Principal who, Request request) throws Exception {
        String month = request.text("month");
        if (!month.matches(MONTH)) {
            throw Problem.badRequest("a month as YYYY-MM", month, "take it from the list of reports");
        }
        Scope whose = whose(Optional.of(request.text("place")));
        gate.pass(who, Operation.REPORTS_READ, whose, "report of " + month);
        String tenant = hasTenants ? Places.text(whose) : "";
        byte[] page = reports.page(tenant, month).getBytes(StandardCharsets.UTF_8);
        String name = "hookprobe-" + (hasTenants ? tenant : "site") + "-" + month + ".html";
        return Response.bytes(200, "text/html; charset=utf-8", page)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }
}
