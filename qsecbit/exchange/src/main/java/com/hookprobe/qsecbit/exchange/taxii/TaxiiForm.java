package com.hookprobe.qsecbit.exchange.taxii;

import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.Json;

/** Problems as TAXII 2.1, 3.6.1, has them. */
public final class TaxiiForm implements Problem.Form {
    /** The media type of everything here. */
    static final String TYPE = "application/taxii+json;version=2.1";

    @Override
    public Response of(String path, Problem problem) {
        String json = Json.text(Json.object()
                .put("title", problem.title())
                .put("description", problem.detail())
                .put("http_status", Integer.toString(problem.status())));
        return problem.with(Response.text(problem.status(), TYPE, json));
    }
}
