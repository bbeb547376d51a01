package com.hookprobe.node.role;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Exposition;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** Health, metrics and the status page over HTTP. */
final class ObservedEndpoints {
    private static final int RETRY_SECONDS = 5;

    private final Observatory observatory;

    private ObservedEndpoints(Observatory observatory) {
        this.observatory = observatory;
    }

    /** @param page makes the status page, as JSON */
    static List<Endpoint> of(WebSettings settings, Observatory observatory, Callable<String> page) {
        ObservedEndpoints made = new ObservedEndpoints(observatory);
        List<Endpoint> all = new ArrayList<>();
        all.add(Endpoint.get("/health/live", Endpoint.Guard.OPEN, Set.of(), request -> made.live()));
        all.add(Endpoint.get("/health/ready", Endpoint.Guard.OPEN, Set.of(), request -> made.ready()));
        if (!settings.metricsFor().equals("off")) {
            Endpoint.Guard guard =
                    settings.metricsFor().equals("public") ? Endpoint.Guard.OPEN : new WebTokens(settings.known());
            all.add(Endpoint.get("/metrics", guard, Set.of(), made::metrics));
            all.add(Endpoint.get("/status", guard, Set.of(), request -> Response.json(page.call())));
        }
        return all;
    }

    private Response live() throws InterruptedException {
        boolean alive = observatory.alive();
        return answer(alive, Map.of("live", alive));
    }

    private Response ready() throws InterruptedException {
        Readiness readiness = observatory.readiness();
        return answer(readiness.ready(), readiness.map());
    }

    private static Response answer(boolean well, Map<String, Object> map) {
        return Response.text(well ? 200 : 503, Response.JSON, EventLog.json(map));
    }

    private Response metrics(Request request) throws Problem, InterruptedException {
        Sheet sheet;
        try {
            sheet = observatory.sheet();
        } catch (TimeoutException e) {
            throw Problem.unavailable(
                    "the node's loop to answer within " + Observatory.PATIENCE.toMillis() + " ms",
                    "it busy",
                    "try again; when it lasts, see the node's log",
                    RETRY_SECONDS);
        }
        return Exposition.prefersOpenMetrics(request.accept())
                ? Response.text(200, Exposition.OPEN_METRICS, Exposition.openMetrics(sheet))
                : Response.text(200, Exposition.PROMETHEUS, Exposition.prometheus(sheet));
    }
}
