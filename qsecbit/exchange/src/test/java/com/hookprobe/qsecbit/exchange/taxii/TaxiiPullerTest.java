package com.hookprobe.qsecbit.exchange.taxii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Fetch;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Pulled;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of a few objects, several of one time, one in a page; it may fail, forget its tokens, or have none. */
class TaxiiPullerTest {
    private static final long START = 1_795_800_000_000_000L;

    @TempDir
    private Path folder;

    private final List<Long> added = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private int offers;
    private int fullAt = -1;
    private int failAt = -1;
    private int asked;
    private boolean forgets;
    private boolean tokens = true;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Objects, three at each microsecond. */
    private void objects(int count) {
        for (int i = 0; i < count; i++) {
            added.add(START + i / 3);
        }
    }

    private static String id(int number) {
        return String.format("indicator--6ba7b810-9dad-41d1-80b4-%012d", number);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        if (asked++ == failAt) {
            exchange.sendResponseHeaders(503, -1);
        } else if (query.containsKey("next") && forgets) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            page(exchange, query);
        }
        exchange.close();
    }

    private void page(HttpExchange exchange, Map<String, String> query) throws IOException {
        int at = query.containsKey("next") ? Integer.parseInt(query.get("next")) : after(query.get("added_after"));
        ObjectNode envelope = Json.object();
        ArrayNode list = envelope.putArray("objects");
        // Who has no tokens cannot split what has one time.
        int last = at;
        while (!tokens && last + 1 < added.size() && added.get(last + 1).equals(added.get(last))) {
            last++;
        }
        for (int i = at; i <= last && i < added.size(); i++) {
            list.add(Json.object()
                    .put("type", "indicator")
                    .put("spec_version", "2.1")
                    .put("id", id(i))
                    .put("created", "2026-01-01T00:00:00Z")
                    .put("modified", "2026-01-01T00:00:00Z")
                    .put("valid_from", "2026-01-01T00:00:00Z")
                    .put("pattern_type", "stix")
                    .put("pattern", "[domain-name:value = 'a.b']"));
            exchange.getResponseHeaders().set("X-TAXII-Date-Added-Last", StixTime.format(added.get(i)));
        }
        if (last + 1 < added.size()) {
            envelope.put("more", true);
            if (tokens) {
                envelope.put("next", Integer.toString(last + 1));
            }
        }
        byte[] bytes = Json.bytes(envelope);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private int after(String time) {
        int at = 0;
        while (time != null
                && at < added.size()
                && StixTime.format(added.get(at)).compareTo(time) <= 0) {
            at++;
        }
        return at;
    }

    private TaxiiPuller puller() {
        return new TaxiiPuller(
                "peer",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/c/"),
                Optional.empty(),
                folder.resolve("place"),
                new Fetch(Optional.empty(), Duration.ofSeconds(20)),
                this::offer);
    }

    private IndicatorIntake.Verdict offer(List<Intelligence> said) {
        if (offers++ == fullAt) {
            return IndicatorIntake.Verdict.FULL;
        }
        said.forEach(one -> taken.add(one.id()));
        return IndicatorIntake.Verdict.TAKEN;
    }

    @Test
    void oneThatIsCutOffSaysSoAndTheNextGoesOnAlsoAfterARestart() throws Exception {
        // The last page of the bound and the one behind it are of one time.
        objects(TaxiiPuller.PAGES_MAX + 5);
        TaxiiPuller puller = puller();
        assertThat(puller.pull()).isEqualTo(new Pulled(TaxiiPuller.PAGES_MAX, 0, 0, true));
        Path place = folder.resolve("place");
        byte[] kept = Files.readAllBytes(place);
        assertThat(puller.pull()).isEqualTo(new Pulled(5, 0, 0, false));
        assertThat(taken).hasSize(TaxiiPuller.PAGES_MAX + 5);
        assertThat(puller.pull()).isEqualTo(Pulled.NOTHING);

        Files.write(place, kept);
        taken.clear();
        assertThat(puller().pull().full()).isFalse();
        for (int i = TaxiiPuller.PAGES_MAX; i < TaxiiPuller.PAGES_MAX + 5; i++) {
            assertThat(taken).contains(id(i));
        }
    }

    @Test
    void whatWasTakenBeforeAFailureIsNotPulledAgainAndNothingIsLeftOut() throws Exception {
        objects(10);
        failAt = 7;
        assertThatThrownBy(() -> puller().pull()).isInstanceOf(Fetch.Failed.class);
        assertThat(taken).hasSize(7);
        int before = offers;
        puller().pull();
        assertThat(taken).hasSize(10);
        // The one of the last time, whose others were not got, comes again; those before do not.
        assertThat(offers - before).isEqualTo(4);
    }

    @Test
    void withoutRoomItGoesOnAtThePageThatWasNotTaken() throws Exception {
        objects(10);
        fullAt = 4;
        TaxiiPuller puller = puller();
        assertThat(puller.pull()).isEqualTo(new Pulled(4, 0, 0, true));
        assertThat(puller.pull()).isEqualTo(new Pulled(6, 0, 0, false));
        assertThat(taken).hasSize(10);
    }

    @Test
    void aTokenThatTheServerForgotCostsARepetitionOnly() throws Exception {
        objects(10);
        fullAt = 4;
        TaxiiPuller puller = puller();
        puller.pull();
        forgets = true;
        assertThatThrownBy(puller::pull).isInstanceOf(Fetch.Failed.class);
        forgets = false;
        puller.pull();
        assertThat(taken).hasSize(10);
    }

    @Test
    void aServerWithoutTokensIsReadByTime() throws Exception {
        objects(10);
        tokens = false;
        puller().pull();
        assertThat(taken).hasSize(10);
        assertThat(Files.readString(folder.resolve("place"))).isEqualTo(StixTime.format(START + 3));
    }
}
