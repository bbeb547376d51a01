package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetsTest {
    private static final Path FOLDER = Path.of("src/main/resources/com/hookprobe/console/assets");

    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void open() throws Exception {
        console = new TestConsole(folder, true, 0);
    }

    @AfterEach
    void close() throws Exception {
        console.close();
    }

    @Test
    void theListNamesTheFilesOfTheFolder() throws Exception {
        try (var files = Files.walk(FOLDER)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString())
                    .filter(name ->
                            !name.equals("files.txt") && !name.endsWith("LICENSE") && !name.endsWith("VERSIONS"))
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(FOLDER.resolve("files.txt"))).isEqualTo(found);
        }
    }

    @Test
    void thePageComesWithAStrictPolicyAndIsAskedForAgain() throws Exception {
        HttpResponse<String> page = console.nobody().get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; script-src 'self';")
                        .contains("frame-ancestors 'none'; base-uri 'none'")
                        .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
        assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
        String etag = page.headers().firstValue("ETag").orElseThrow();
        TestConsole.Browser browser = console.nobody();
        assertThat(browser.send(browser.request("/")
                                .header("If-None-Match", etag)
                                .build())
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void filesLieUnderTheirHashAndMayBeKept() throws Exception {
        Matcher style = Pattern.compile("/assets/[0-9a-f]{16}/style\\.css")
                .matcher(console.nobody().get("/").body());
        assertThat(style.find()).isTrue();
        HttpResponse<String> plain = console.nobody().get(style.group());
        assertThat(plain.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(plain.headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
        TestConsole.Browser browser = console.nobody();
        HttpResponse<byte[]> packed = HttpClient.newHttpClient()
                .send(
                        browser.request(style.group())
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length());
    }

    @Test
    void whatStandsBesideTheConsoleIsNotHidden() throws Exception {
        assertThat(console.nobody().get("/metrics").body()).isEqualTo("up 1\n");
        assertThat(console.nobody().get("/other").statusCode()).isEqualTo(404);
        assertThat(console.nobody().get("/assets/").statusCode()).isEqualTo(404);
        assertThat(console.console.endpoints())
                .allSatisfy(endpoint -> assertThat(endpoint.template()).doesNotContain("...}"));
    }
}
