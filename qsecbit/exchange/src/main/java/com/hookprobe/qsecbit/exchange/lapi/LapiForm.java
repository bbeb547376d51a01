package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.Json;

/** Problems as clients of CrowdSec read them: {@code message} in few words, {@code errors} with the rest. */
public final class LapiForm implements Problem.Form {
    private static final int UNAUTHORIZED = 401;

    @Override
    public Response of(String path, Problem problem) {
        ObjectNode json = Json.object();
        if (problem.status() == UNAUTHORIZED) {
            json.put("code", problem.status());
        }
        json.put("message", problem.title());
        json.put("errors", problem.detail());
        return problem.with(Response.text(problem.status(), Response.JSON, Json.text(json)));
    }
}
