package com.hookprobe.console;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Request;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Audit;
import com.hookprobe.identity.access.AuditRecord;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The audit, newest first, in windows of {@value #WINDOW} sequences: each page is one disclosure, which the audit records itself. */
final class AuditRoutes {
    static final int WINDOW = 500;

    private final Routes routes;
    private final Audit audit;

    AuditRoutes(Routes routes, Access access) {
        this.routes = routes;
        this.audit = access.audit();
    }

    record Row(
            long sequence,
            long micros,
            String place,
            String actor,
            String origin,
            String action,
            String outcome,
            String thing,
            String detail,
            String address,
            String hash) {}

    /**
     * A page.
     *
     * @param before what to ask for next; 0 at the beginning of the audit
     */
    record Page(List<Row> rows, long before) {}

    List<Endpoint> endpoints() {
        return List.of(routes.get("/ui/api/audit", Set.of("place", "before"), this::page));
    }

    private Object page(Principal who, Request request) throws Exception {
        Scope scope = Places.of(request.query().text("place").orElse("*"));
        long before = request.query().number("before", 1, Long.MAX_VALUE, 0);
        long end = before == 0 ? head() + 1 : before;
        long from = Math.max(0, end - 1 - WINDOW);
        List<Row> rows = new ArrayList<>();
        for (AuditRecord entry : audit.read(who, scope, from, WINDOW)) {
            if (entry.sequence() < end) {
                rows.add(row(entry));
            }
        }
        Collections.reverse(rows);
        return new Page(rows, from == 0 ? 0 : from + 1);
    }

    /** The last sequence: rows have no gap (access.md 7.3), so that halving finds it in some forty reads of one row. */
    private long head() throws DatabaseException {
        long above = 1;
        while (!audit.after(above - 1, 1).isEmpty()) {
            above *= 2;
        }
        long below = above / 2;
        while (above - below > 1) {
            long middle = (above + below) >>> 1;
            if (audit.after(middle - 1, 1).isEmpty()) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return below;
    }

    private static Row row(AuditRecord entry) {
        return new Row(
                entry.sequence(),
                entry.time().toEpochMilli() * 1_000,
                Places.text(entry.tenant()),
                entry.actor(),
                entry.origin().name(),
                entry.action(),
                entry.outcome().name(),
                entry.thing(),
                entry.detail(),
                entry.address(),
                entry.hash());
    }
}
