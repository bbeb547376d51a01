package com.hookprobe.node.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that somebody else has prepared for who asks, mostly root. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageFileTest {
    @TempDir
    Path data;

    @Test
    void aPageWithoutEndAndALinkAreNoPages() throws Exception {
        for (String name : List.of(NodePage.FILE, StatusPage.FILE)) {
            Files.createSymbolicLink(data.resolve(name), Path.of("/dev/zero"));
        }
        assertThatThrownBy(() -> NodePage.read(data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else");
        assertThatThrownBy(() -> StatusPage.read(data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else");
    }

    @Test
    void nobodyWaitsForAPipe() throws Exception {
        Process made = new ProcessBuilder("mkfifo", data.resolve(NodePage.FILE).toString()).start();
        assumeTrue(made.waitFor() == 0, "no mkfifo here");
        assertThatThrownBy(() -> NodePage.read(data)).hasMessageContaining("something else");
    }

    @Test
    void noPageIsStillNoPage() {
        assertThatThrownBy(() -> NodePage.read(data)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsMissingInAPageIsSaid() {
        String page =
                "{\"node\":%s,\"tier\":\"guardian\",\"id\":\"00\",\"version\":\"1\",\"pid\":1,\"written\":1,\"ready\":true,"
                        + "\"checks\":%s,\"metrics\":%s}";
        for (String bad : List.of(
                page.formatted("null", "[]", "{}"),
                page.formatted("\"n\"", "[null]", "{}"),
                page.formatted("\"n\"", "[]", "{\"m\":null}"))) {
            assertThatThrownBy(() -> NodePage.parse("here", bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("here is no status page");
        }
    }

    @Test
    void noTerminalObeysAPage() {
        String escape = "\u001b[2J";
        StatusPage page = new StatusPage(
                "node" + escape, 1, 1, 1, 1, 1, 1, 1, 1, 1, null, 0, 0, List.of(), List.of(), List.of("why" + escape));
        assertThat(String.join("\n", StatusTable.lines(page, 1)))
                .doesNotContain("\u001b")
                .contains("why");
    }
}
