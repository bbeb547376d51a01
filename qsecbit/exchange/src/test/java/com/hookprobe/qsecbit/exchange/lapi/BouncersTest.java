package com.hookprobe.qsecbit.exchange.lapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.exchange.ApiKey;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.TestExchange;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BouncersTest {
    private static String report() {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            String label = "x".repeat(230);
            items.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"m" + i + "\",\"unit\":\"u\",\"value\":1,\"labels\":{\"a\":\"" + label
                            + "\",\"b\":\"" + label + "\",\"c\":\"" + label + "\"}}");
        }
        return "{\"remediation_components\":[{\"version\":\"1\",\"utc_startup_timestamp\":1,\"metrics\":"
                + "[{\"meta\":{\"window_size_seconds\":1},\"items\":[" + items + "]}]}]}";
    }

    @Test
    void largeReportsMakeRoomForEachOtherAndPlacesStay() throws Exception {
        try (TestExchange exchange = new TestExchange()) {
            List<ApiKey> keys = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                keys.add(ApiKey.ofHash("b" + i, ApiKey.hashOf("b" + i), Right.BOUNCER));
            }
            exchange.keys.replace(keys);
            String report = report();
            for (int i = 0; i < 40; i++) {
                String key = "b" + i;
                assertThat(exchange.send(
                                        exchange.request("/v1/decisions/stream").header("X-Api-Key", key))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(exchange.send(exchange.request("/v1/usage-metrics")
                                        .header("X-Api-Key", key)
                                        .POST(BodyPublishers.ofString(report)))
                                .statusCode())
                        .isEqualTo(201);
            }
            List<Bouncers.Seen> all = exchange.server.bouncers().all();
            assertThat(all).hasSize(40).allMatch(one -> one.position() == 0);
            assertThat(all.stream()
                            .mapToInt(one -> one.metrics().isEmpty() ? 0 : 1)
                            .sum())
                    .isBetween(10, 30);
            assertThat(all.get(39).name()).isEqualTo("b39");
            assertThat(all.get(39).metrics()).hasSize(250);
        }
    }
}
