package com.hookprobe.qsecbit.exchange.lapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.qsecbit.exchange.ForeignAlert;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.TestExchange;
import com.hookprobe.testsupport.SharedData;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines register, log in, and send alerts, as CrowdSec's agent does. */
class MachinesTest {
    private static final String ACCOUNT = "{\"machine_id\":\"engine-1\",\"password\":\"correct horse\"}";

    /** What an engine sends of an attack on SSH: two of six events, no wish of its own. */
    private static final String ALERT = """
            [{"capacity":5,"decisions":null,"events":[
                {"meta":[{"key":"target_user","value":"root"},{"key":"source_ip","value":"192.0.2.44"}],"timestamp":"2026-11-27T16:58:01Z"},
                {"meta":[{"key":"service","value":"ssh"}],"timestamp":"2026-11-27T16:58:02Z"}],
              "events_count":6,"labels":null,"leakspeed":"10s","message":"Ip 192.0.2.44 performed 'crowdsecurity/ssh-bf' (6 events over 3s)",
              "remediation":true,"scenario":"crowdsecurity/ssh-bf","scenario_hash":"4441dcff","scenario_version":"0.1","simulated":false,
              "source":{"as_name":"Example","cn":"FR","ip":"192.0.2.44","latitude":50.6,"longitude":3.07,"range":"192.0.2.0/24","scope":"Ip","value":"192.0.2.44"},
              "start_at":"2026-11-27T17:58:01.025353849+01:00","stop_at":"2026-11-27T16:58:04.055534398Z"}]""";

    private TestExchange exchange;

    @BeforeEach
    void start() throws Exception {
        exchange = new TestExchange();
    }

    @AfterEach
    void stop() throws Exception {
        exchange.close();
    }

    private HttpResponse<String> post(String path, String token, String body) throws Exception {
        HttpRequest.Builder request =
                exchange.request(path).POST(BodyPublishers.ofString(body)).header("User-Agent", "crowdsec/v1.6.4");
        return exchange.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> ask(String method, String path, String token) throws Exception {
        return exchange.send(exchange.request(path)
                .method(method, BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token));
    }

    private String approved() throws Exception {
        Machines machines = exchange.server.machines();
        assertThat(machines.register("engine-1", PasswordHash.of("correct horse", 10)))
                .isTrue();
        assertThat(machines.approve("engine-1", 0.5)).isTrue();
        return login();
    }

    private String login() throws Exception {
        HttpResponse<String> answer = post("/v1/watchers/login", "", ACCOUNT);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.get("code").asInt()).isEqualTo(200);
        assertThat(json.get("expire").asText()).isEqualTo("2026-11-27T18:00:00Z");
        return json.get("token").asText();
    }

    @Test
    void anAccountWaitsUntilItIsApproved() throws Exception {
        assertThat(post("/v1/watchers", "", ACCOUNT).statusCode()).isEqualTo(201);
        HttpResponse<String> waiting = post("/v1/watchers/login", "", ACCOUNT);
        assertThat(waiting.statusCode()).isEqualTo(401);
        assertThat(waiting.body()).contains("not validated");
        exchange.server.machines().approve("engine-1", 0.5);
        String token = login();
        assertThat(ask("GET", "/v1/heartbeat", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aStrangerLearnsNothingOfAccounts() throws Exception {
        post("/v1/watchers", "", ACCOUNT);
        String wrong = post("/v1/watchers/login", "", ACCOUNT.replace("correct", "wrong"))
                .body();
        String unknown = post("/v1/watchers/login", "", ACCOUNT.replace("engine-1", "engine-2"))
                .body();
        assertThat(wrong).isEqualTo(unknown).contains("incorrect Username or Password");
        // Nor by registering once more, which changes nothing either.
        assertThat(post("/v1/watchers", "", ACCOUNT.replace("correct", "other")).statusCode())
                .isEqualTo(201);
        exchange.server.machines().approve("engine-1", 1);
        login();
        assertThat(post("/v1/watchers/login", "", ACCOUNT.replace("correct", "other"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void alertsCarryTheWeightOfTheirAccountAndNoLogLines() throws Exception {
        String token = approved();
        HttpResponse<String> answer = post("/v1/alerts", token, ALERT);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode ids = new ObjectMapper().readTree(answer.body());
        assertThat(ids).hasSize(1);
        assertThat(exchange.alerts).hasSize(1).first().satisfies(alert -> {
            assertThat(alert.machine()).isEqualTo("engine-1");
            assertThat(alert.weight()).isEqualTo(0.5);
            assertThat(alert.subject().toString()).isEqualTo("Ip 192.0.2.44");
            assertThat(alert.scenario()).isEqualTo("crowdsecurity/ssh-bf");
            assertThat(alert.events()).isEqualTo(6);
            assertThat(alert.stopMicros() - alert.startMicros()).isEqualTo(3_030_181);
            assertThat(alert.toString()).doesNotContain("root");
        });
        JsonNode found = new ObjectMapper()
                .readTree(ask("GET", "/v1/alerts?ip=192.0.2.44&since=1h", token).body());
        assertThat(found).hasSize(1);
        assertThat(found.get(0).get("id").asText()).isEqualTo(ids.get(0).asText());
        if (SharedData.present()) {
            LapiTest.validate("GetAlertsResponse", found);
        }
        assertThat(ask("GET", "/v1/alerts/" + ids.get(0).asText(), token).body())
                .contains("crowdsecurity/ssh-bf");
        assertThat(ask("GET", "/v1/alerts?scenario=other", token).body()).isEqualTo("null");
        assertThat(ask("GET", "/v1/alerts?has_active_decision=true", token).body())
                .isEqualTo("null");
    }

    @Test
    void wishesAreReadAndWhatWeHaveNoWordForIsPassedOver() throws Exception {
        String token = approved();
        String wish =
                "\"decisions\":[{\"duration\":\"4h\",\"origin\":\"cscli\",\"scenario\":\"manual 'ban' from x\",\"scope\":\"ip\",\"type\":\"ban\","
                        + "\"value\":\"2001:DB8::1\"},{\"duration\":\"4h\",\"origin\":\"cscli\",\"scenario\":\"x\",\"scope\":\"Country\",\"type\":\"ban\",\"value\":\"FR\"}]";
        assertThat(post("/v1/alerts", token, ALERT.replace("\"decisions\":null", wish))
                        .statusCode())
                .isEqualTo(201);
        assertThat(exchange.alerts.get(0).wishes()).singleElement().satisfies(one -> {
            assertThat(one.subject().value()).isEqualTo("2001:db8::1");
            assertThat(one.remedy()).isEqualTo(Remedy.BAN);
            assertThat(one.ttlMicros()).isEqualTo(14_400_000_000L);
            assertThat(one.scenario()).isEqualTo("manual--ban--from-x");
        });
        String country =
                ALERT.replace("\"scope\":\"Ip\",\"value\":\"192.0.2.44\"", "\"scope\":\"Country\",\"value\":\"FR\"");
        HttpResponse<String> passed = post("/v1/alerts", token, country);
        assertThat(passed.statusCode()).isEqualTo(201);
        assertThat(passed.body()).isEqualTo("[]");
        assertThat(exchange.alerts).hasSize(1);
    }

    @Test
    void withoutRoomNothingIsTakenAndTheEngineComesAgain() throws Exception {
        String token = approved();
        exchange.full = true;
        HttpResponse<String> answer = post("/v1/alerts", token, ALERT);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(ask("GET", "/v1/alerts", token).body()).isEqualTo("null");
        exchange.full = false;
        assertThat(post("/v1/alerts", token, ALERT).statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "[{}]",
                "[[]]",
                "nothing",
                "\"events_count\":6|\"events_count\":-1",
                "\"events_count\":6|\"events_count\":6.5",
                "\"events_count\":6|\"events_count\":99999999999",
                "\"simulated\":false|\"simulated\":\"no\"",
                "\"value\":\"192.0.2.44\"|\"value\":\"192.0.2.444\"",
                "\"value\":\"192.0.2.44\"|\"value\":7",
                "\"scenario\":\"crowdsecurity/ssh-bf\"|\"scenario\":\"\"",
                "\"scenario_hash\":\"4441dcff\",|",
                "\"stop_at\":\"2026-11-27T16:58:04.055534398Z\"|\"stop_at\":\"2025-11-27T16:58:04Z\"",
                "\"stop_at\":\"2026-11-27T16:58:04.055534398Z\"|\"stop_at\":\"yesterday\"",
                "\"capacity\":5|\"capacity\":5,\"capacity\":6",
                "\"decisions\":null|\"decisions\":[{\"duration\":\"soon\",\"origin\":\"o\",\"scenario\":\"s\",\"scope\":\"ip\",\"type\":\"ban\",\"value\":\"192.0.2.1\"}]"
            })
    void whatIsNoAlertIsRefused(String change) throws Exception {
        String token = approved();
        int bar = change.indexOf('|');
        String body = bar < 0 ? change : ALERT.replace(change.substring(0, bar), change.substring(bar + 1));
        assertThat(body).isNotEqualTo(ALERT);
        assertThat(post("/v1/alerts", token, body).statusCode()).isEqualTo(400);
        assertThat(exchange.alerts).isEmpty();
    }

    @Test
    void moreThanTheBoundsIsRefused() throws Exception {
        String token = approved();
        String one = ALERT.strip().substring(1, ALERT.strip().length() - 1);
        String most = "[" + (one + ",").repeat(AlertReader.ALERTS_MAX - 1) + one + "]";
        assertThat(post("/v1/alerts", token, most).statusCode()).isEqualTo(201);
        assertThat(exchange.alerts).hasSize(AlertReader.ALERTS_MAX);
        assertThat(post("/v1/alerts", token, "[" + one + "," + most.substring(1))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/alerts", token, "[".repeat(30) + "]".repeat(30)).statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/alerts", token, " ".repeat(2 * 1024 * 1024 + 1)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void onlyWhatRestsOnItsOwnAlertsCanBeTakenBack() throws Exception {
        String token = approved();
        exchange.apply(
                TestExchange.put("own", "192.0.2.1", Remedy.BAN, Duration.ofHours(1), "machine", "ssh", "engine-1"),
                TestExchange.put("mesh", "192.0.2.2", Remedy.BAN, Duration.ofHours(1), "mesh", "ssh", ""),
                TestExchange.put("other", "192.0.2.3", Remedy.BAN, Duration.ofHours(1), "machine", "ssh", "engine-2"));
        assertThat(ask("DELETE", "/v1/decisions/2", token).statusCode()).isEqualTo(404);
        assertThat(ask("DELETE", "/v1/decisions?ip=192.0.2.2", token).body()).isEqualTo("{\"nbDeleted\":\"0\"}");
        for (String empty : new String[] {"scope", "value", "type", "ip", "range", "scenario", "origin"}) {
            // It must not take back all.
            assertThat(ask("DELETE", "/v1/decisions?" + empty + "=", token).statusCode())
                    .as(empty)
                    .isEqualTo(400);
        }
        assertThat(ask("DELETE", "/v1/decisions", token).body()).isEqualTo("{\"nbDeleted\":\"1\"}");
        assertThat(exchange.stream.snapshot().inForce())
                .extracting(one -> one.name())
                .containsExactly("mesh", "other");
    }

    @Test
    void anEngineSeesNoAlertsOfAnother() throws Exception {
        String token = approved();
        post("/v1/alerts", token, ALERT);
        post("/v1/watchers", "", ACCOUNT.replace("engine-1", "engine-2"));
        exchange.server.machines().approve("engine-2", 0.1);
        String other = new ObjectMapper()
                .readTree(post("/v1/watchers/login", "", ACCOUNT.replace("engine-1", "engine-2"))
                        .body())
                .get("token")
                .asText();
        assertThat(ask("GET", "/v1/alerts", other).body()).isEqualTo("null");
        long id = new ObjectMapper()
                .readTree(ask("GET", "/v1/alerts", token).body())
                .get(0)
                .get("id")
                .asLong();
        assertThat(ask("GET", "/v1/alerts/" + id, other).statusCode()).isEqualTo(404);
    }

    @Test
    void tokensEndWithTheirTimeAndWithTheirAccount() throws Exception {
        String token = approved();
        exchange.clock.turn(Duration.ofMinutes(59));
        assertThat(ask("GET", "/v1/heartbeat", token).statusCode()).isEqualTo(200);
        exchange.clock.turn(Duration.ofMinutes(1));
        assertThat(ask("GET", "/v1/heartbeat", token).statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenDoesNotOutliveItsAccountNorServeTheNextOfItsName() throws Exception {
        String token = approved();
        assertThat(ask("DELETE", "/v1/watchers/self", token).statusCode()).isEqualTo(204);
        assertThat(ask("GET", "/v1/heartbeat", token).statusCode()).isEqualTo(401);
        String next = approved();
        assertThat(ask("GET", "/v1/heartbeat", next).statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/v1/heartbeat", token).statusCode()).isEqualTo(401);
    }

    @Test
    void changedTokensAreRefused() throws Exception {
        String token = approved();
        String[] parts = token.split("\\.");
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
        for (String bad : new String[] {
            "",
            "x",
            none + "." + parts[1] + ".",
            none + "." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2].substring(1)
        }) {
            assertThat(ask("GET", "/v1/heartbeat", bad).statusCode()).as(bad).isEqualTo(401);
        }
    }

    @Test
    void theFileHoldsNoPasswordAndAccountsOutliveARestart() throws Exception {
        approved();
        String file = Files.readString(exchange.folder.resolve("exchange/machines.json"));
        assertThat(file).doesNotContain("correct horse");
        Machines again = Machines.open(exchange.folder.resolve("exchange/machines.json"));
        assertThat(again.find("engine-1")).hasValueSatisfying(machine -> {
            assertThat(machine.approved()).isTrue();
            assertThat(machine.weight()).isEqualTo(0.5);
            assertThat(machine.password().accepts("correct horse")).isTrue();
        });
    }

    @Test
    void simulatedAlertsSaySo() throws Exception {
        String token = approved();
        post("/v1/alerts", token, ALERT.replace("\"simulated\":false", "\"simulated\":true"));
        assertThat(exchange.alerts).extracting(ForeignAlert::simulated).containsExactly(true);
        assertThat(ask("GET", "/v1/alerts?simulated=false", token).body()).isEqualTo("null");
    }
}
