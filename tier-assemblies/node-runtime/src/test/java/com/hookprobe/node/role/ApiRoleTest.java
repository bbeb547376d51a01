package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.api.AccessToken;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.node.config.ApiSettings;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.NodeConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node serves its ledger as configured; the API itself is tested in dsm-api. */
class ApiRoleTest {
    @TempDir
    Path folder;

    private static NodeContext with(NodeContext node, ApiSettings api) {
        NodeConfig was = node.config();
        NodeConfig config = new NodeConfig(
                was.node(),
                was.mesh(),
                was.htp(),
                new DsmSettings(null, null, null, null, null, null, api),
                was.neuro(),
                was.detection(),
                was.qsecbit(),
                was.response(),
                was.federation(),
                was.registry(),
                null);
        return new NodeContext(
                config, node.log(), node.loop(), node.keys(), node.mesh(), node.genesis(), node.self(), node.links());
    }

    private static HttpResponse<String> get(ApiRole role, String path, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + role.listening().getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theLedgerIsServedToWhoMay() throws Exception {
        ApiSettings api = new ApiSettings(
                null,
                0,
                null,
                null,
                true,
                List.of(new ApiSettings.Token("audit", AccessToken.hashOf("the token"), List.of("auditor"))),
                null);
        try (TestMesh mesh = new TestMesh(folder);
                BlockStore store = mesh.store()) {
            Microblock block = mesh.alert("guardian-1");
            store.put(block);
            try (ApiRole role = new ApiRole(with(mesh.node("guardian-1"), api), store)) {
                role.start();
                String path = "/v1/blocks/" + block.hash().hex();
                assertThat(get(role, path, "").statusCode()).isEqualTo(401);
                assertThat(get(role, path, "another").statusCode()).isEqualTo(401);
                assertThat(get(role, "/v1/stats", "the token").statusCode()).isEqualTo(403);
                assertThat(get(role, path, "the token").body())
                        .contains(block.payloadHash().hex());
                assertThat(get(role, "/openapi.yaml", "").body()).contains("/v1/blocks/{hash}");
                assertThat(mesh.logged("guardian-1", "api_listening")).hasSize(1);
            }
        }
    }

    @Test
    void withoutSettingsNothingListens() throws Exception {
        try (TestMesh mesh = new TestMesh(folder);
                BlockStore store = mesh.store();
                ApiRole role = new ApiRole(mesh.node("guardian-1"), store)) {
            role.start();
            assertThat(role.listening()).isNull();
        }
    }
}
