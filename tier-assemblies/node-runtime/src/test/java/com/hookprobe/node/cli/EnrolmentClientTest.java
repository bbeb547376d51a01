package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentClientTest {
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String said = "{\"node_id\":\"00ff\",\"status\":\"ACTIVE\"}";

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] answer = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1/enrolments"})
    void theRequestIsPostedAndTheStatusTold(String path) throws Exception {
        EnrolmentClient.Taken taken = EnrolmentClient.send(url() + path, "REQUEST");
        assertThat(taken).isEqualTo(new EnrolmentClient.Taken("00ff", "ACTIVE"));
        assertThat(asked).containsExactly("POST /v1/enrolments REQUEST");
    }

    @ParameterizedTest
    @CsvSource({"403, 77", "429, 69", "503, 69", "400, 1", "413, 1"})
    void refusalsHaveHonestExitCodes(int answered, int exitCode) {
        status = answered;
        said = "{\"error\":\"because \\u001b[31m of this\"}";
        assertThatThrownBy(() -> EnrolmentClient.send(url(), "REQUEST"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
                .hasMessageContaining("because ?[31m of this");
    }

    @Test
    void whatIsNoMsspIsTold() {
        said = "<html>hello</html>";
        assertThatThrownBy(() -> EnrolmentClient.send(url(), "REQUEST"))
                .hasMessageContaining("expected an answer of an MSSP");
        status = 302;
        said = "{}";
        assertThatThrownBy(() -> EnrolmentClient.send(url(), "REQUEST")).hasMessageContaining("HTTP 302");
    }

    @Test
    void nobodyThereIsNotNow() {
        String url = url();
        server.stop(0);
        assertThatThrownBy(() -> EnrolmentClient.send(url, "REQUEST"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(69));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "mssp:4721", "ftp://mssp/", "http://u:p@mssp/", "http://mssp/?x", "http:///x", "http://a b"})
    void onlyTheAddressOfAServerIsTaken(String url) {
        assertThatThrownBy(() -> EnrolmentClient.send(url, "REQUEST"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
