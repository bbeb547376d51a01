package com.hookprobe.qsecbit.exchange.taxii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.http.Problem;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedShelfTest {
    private static final String FRONT = "malware--6ba7b812-9dad-41d1-80b4-00c04fd4300";

    @TempDir
    private Path folder;

    private SharedShelf open() throws IOException {
        return SharedShelf.open(folder.resolve("shared"), () -> 1_000);
    }

    private static SharedShelf.Offered malware(int number) throws Exception {
        ObjectNode object = Json.object()
                .put("type", "malware")
                .put("spec_version", "2.1")
                .put("id", FRONT + number)
                .put("created", "2026-11-20T00:00:00.000Z")
                .put("modified", "2026-11-20T00:00:00.000Z");
        return new SharedShelf.Offered(StixReader.head(object), object);
    }

    @Test
    void whatACrashLeftUnfinishedIsCutOffAndTheNextLineIsWhole() throws Exception {
        try (SharedShelf shelf = open()) {
            shelf.add(List.of(malware(1), malware(2)));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("shared"));
        int line = whole.length / 2;
        // Also longer than what is written next.
        byte[] torn = Arrays.copyOf(whole, 3 * line);
        Arrays.fill(torn, 2 * line - 1, 3 * line, (byte) ' ');
        for (int cut = 1; cut < 2 * line; cut += 7) {
            Files.write(folder.resolve("shared"), Arrays.copyOf(torn, line + cut));
            try (SharedShelf shelf = open()) {
                assertThat(shelf.rows()).hasSize(1);
                assertThat(shelf.add(List.of(malware(3)))).containsExactly(SharedShelf.Added.NEW);
            }
            try (SharedShelf shelf = open()) {
                assertThat(shelf.rows()).extracting(Row::id).containsExactly(FRONT + 1, FRONT + 3);
            }
        }
    }

    @Test
    void nothingIsSeenThatTheDiskDidNotTakeAndTheShelfStops() throws Exception {
        try (SharedShelf shelf = open()) {
            shelf.add(List.of(malware(1)));
            // A channel that is written to by an interrupted thread fails and stays closed.
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> shelf.add(List.of(malware(2))))
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining("stopped");
            } finally {
                Thread.interrupted();
            }
            assertThatThrownBy(shelf::rows)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.status()).isEqualTo(500));
            assertThatThrownBy(() -> shelf.add(List.of(malware(3)))).isInstanceOf(Problem.class);
            assertThatThrownBy(shelf::requireSound).isInstanceOf(Problem.class);
        }
        try (SharedShelf shelf = open()) {
            assertThat(shelf.rows()).extracting(Row::id).containsExactly(FRONT + 1);
        }
    }

    @Test
    void afterADeletionTheFileGoesOn() throws Exception {
        try (SharedShelf shelf = open()) {
            shelf.add(List.of(malware(1), malware(2), malware(2)));
            assertThat(shelf.delete(ShelfQuery.ofObject(none(), FRONT + 1, "all")))
                    .isEqualTo(1);
            assertThat(shelf.add(List.of(malware(3), malware(2))))
                    .containsExactly(SharedShelf.Added.NEW, SharedShelf.Added.KNOWN);
        }
        try (SharedShelf shelf = open()) {
            assertThat(shelf.rows()).extracting(Row::id).containsExactly(FRONT + 2, FRONT + 3);
        }
    }

    private static com.hookprobe.http.Query none() throws Problem {
        return com.hookprobe.http.Query.parse("", java.util.Set.of());
    }

    @Test
    void aVersionThatIsThereTwiceIsNoCollectionOfOurs() throws Exception {
        try (SharedShelf shelf = open()) {
            shelf.add(List.of(malware(1)));
        }
        String line = Files.readString(folder.resolve("shared"));
        Files.writeString(
                folder.resolve("shared"),
                line.replace("\"added_us\":1000", "\"added_us\":1001"),
                StandardOpenOption.APPEND);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("line 2");
    }
}
