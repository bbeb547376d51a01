package com.hookprobe.qsecbit.exchange.lapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.TestExchange;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The requests of a firewall bouncer get, byte for byte, the answers that it expects. */
class RecordedBouncerTest {
    private static final Pattern LEFT = Pattern.compile("\"duration\":\"([^\"]*)\"");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    @Test
    void everyRequestIsAnsweredAsExpected() throws Exception {
        JsonNode recorded = new ObjectMapper(new YAMLFactory())
                .readTree(TestExchange.class.getResourceAsStream("firewall-bouncer.yaml"));
        assertThat(recorded.get("requests")).hasSizeGreaterThanOrEqualTo(10);
        try (TestExchange exchange = new TestExchange()) {
            for (JsonNode step : recorded.get("requests")) {
                prepare(exchange, step);
                check(exchange, step, recorded.get("bouncer"));
            }
            assertThat(exchange.server.bouncers().all()).hasSize(1).first().satisfies(seen -> {
                assertThat(seen.name()).isEqualTo("gateway");
                assertThat(seen.agent()).startsWith("crowdsec-firewall-bouncer/v0.0.31");
                assertThat(seen.pulls()).isEqualTo(6);
            });
        }
    }

    private static void prepare(TestExchange exchange, JsonNode step) {
        step.path("delete").forEach(name -> exchange.apply(new DecisionEdit.Delete(name.asText(), Cause.WITHDRAWN)));
        step.path("put")
                .forEach(one -> exchange.apply(TestExchange.put(
                        one.get("name").asText(),
                        one.get("value").asText(),
                        Remedy.of(one.get("remedy").asText()).orElseThrow(),
                        Duration.ofSeconds(one.get("ttl").asLong()),
                        one.get("origin").asText(),
                        one.get("scenario").asText(),
                        "")));
        exchange.clock.turn(Duration.ofSeconds(step.path("wait").asLong()));
        exchange.stream.expire();
    }

    private static void check(TestExchange exchange, JsonNode step, JsonNode usual) throws Exception {
        String what = step.get("comment").asText();
        String[] line = step.get("request").asText().split(" ");
        HttpRequest.Builder request = exchange.request(line[1]);
        (step.get("headers").isTextual() ? usual : step.get("headers"))
                .forEach(header -> request.header(
                        header.get(0).asText(), header.get(1).asText().replace("{key}", TestExchange.BOUNCER_KEY)));
        request.method(
                line[0],
                step.has("send") ? BodyPublishers.ofString(step.get("send").asText()) : BodyPublishers.noBody());
        HttpResponse<String> answer = exchange.send(request);
        assertThat(answer.statusCode())
                .as("%s: %s", what, answer.body())
                .isEqualTo(step.get("status").asInt());
        assertThat(answer.headers().firstValue("Content-Encoding")).as(what).isEmpty();
        if (step.has("message")) {
            assertThat(new ObjectMapper().readTree(answer.body()).get("message").asText())
                    .as(what)
                    .isEqualTo(step.get("message").asText());
            return;
        }
        String masked = UUID.matcher(LEFT.matcher(answer.body()).replaceAll("\"duration\":\"<left>\""))
                .replaceAll("<uuid>");
        assertThat(masked).as(what).isEqualTo(step.get("body").asText().strip());
        List<String> left = new ArrayList<>();
        Matcher matcher = LEFT.matcher(answer.body());
        while (matcher.find()) {
            left.add(matcher.group(1));
        }
        if (step.has("left")) {
            List<String> expected = new ArrayList<>();
            step.get("left").forEach(one -> expected.add(one.asText()));
            assertThat(left).as(what).hasSameSizeAs(expected);
            for (int i = 0; i < left.size(); i++) {
                // Two decisions of one moment are a microsecond apart.
                assertThat(Math.abs(micros(left.get(i)) - micros(expected.get(i))))
                        .as("%s: %s", what, left)
                        .isLessThan(10);
            }
        }
    }

    private static long micros(String duration) {
        return com.hookprobe.qsecbit.exchange.core.GoDuration.parse(duration).orElseThrow();
    }
}
