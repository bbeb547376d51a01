package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;

/** The readers of this package for the test of all of them. */
public final class LapiFuzz {
    public static final String ALERTS =
            "[{\"capacity\":5,\"decisions\":[{\"duration\":\"4h\",\"origin\":\"cscli\",\"scenario\":\"manual\","
                    + "\"scope\":\"ip\",\"type\":\"ban\",\"value\":\"192.0.2.1\"}],\"events\":[{\"meta\":[{\"key\":\"k\",\"value\":\"v\"}],"
                    + "\"timestamp\":\"2026-11-27T16:58:01Z\"}],\"events_count\":6,\"leakspeed\":\"10s\",\"message\":\"m\",\"scenario\":\"c/ssh-bf\","
                    + "\"scenario_hash\":\"44\",\"scenario_version\":\"0.1\",\"simulated\":false,\"source\":{\"scope\":\"Ip\",\"value\":\"192.0.2.44\"},"
                    + "\"start_at\":\"2026-11-27T17:58:01.025353849+01:00\",\"stop_at\":\"2026-11-27T16:58:04.055534398Z\"}]";

    public static final String USAGE =
            "{\"version\":\"v1\",\"utc_startup_timestamp\":5,\"metrics\":[{\"meta\":{\"window_size_seconds\":900},"
                    + "\"items\":[{\"name\":\"dropped\",\"unit\":\"byte\",\"value\":1.5,\"labels\":{\"origin\":\"x\"}}]}]}";

    private LapiFuzz() {}

    public static void alerts(byte[] document) throws RefusedException {
        new AlertReader("m", 0.5).read(document);
    }

    public static void usage(byte[] document) throws RefusedException {
        UsageRoutes.metrics(Fields.of(Json.parse(document), "the component"));
    }
}
