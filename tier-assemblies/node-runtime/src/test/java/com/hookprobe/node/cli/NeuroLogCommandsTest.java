package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.neuro.dream.DreamLog;
import com.hookprobe.neuro.dream.DreamLogOptions;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code neuro replay} and {@code neuro explain} on good logs and on every kind of bad one. */
class NeuroLogCommandsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] HEALTHY = filled(20, 1);
    private static final byte[] CHANGED = filled(20, 2);
    private static final long SECOND = 1_000_000;

    @TempDir
    Path folder;

    private NeuroConsole console;
    private Path seed;

    @BeforeEach
    void open() throws Exception {
        console = new NeuroConsole();
        seed = folder.resolve("seed");
        Files.writeString(seed, HEX.formatHex(filled(32, 7)) + "\n");
    }

    @AfterEach
    void close() {
        console.close();
    }

    /** One record a second; {@code salt} from record {@code differentFrom} on makes another history. */
    private static List<Ter> history(int records, int differentFrom, int salt, long delaySeconds) {
        List<Ter> ters = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int i = 0; i < records; i++) {
            boolean other = i >= differentFrom;
            long micros = (i + 1 + (other ? delaySeconds : 0)) * SECOND;
            Ter ter = chain.next(filled(32, other ? i + salt : i), HEALTHY, micros);
            chain = chain.after(ter);
            ters.add(ter);
        }
        return ters;
    }

    private Path file(String name, List<Ter> ters) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ters.forEach(ter -> out.writeBytes(ter.encode()));
        return Files.write(folder.resolve(name), out.toByteArray());
    }

    private Path log(String name, List<Ter> ters) throws Exception {
        Path path = folder.resolve(name);
        try (DreamLog log = DreamLog.open(path, TerChain.START, new DreamLogOptions(1, 1000, 8))) {
            for (int i = 0; i < ters.size(); i++) {
                log.append(i, ters.get(i));
            }
        }
        return path;
    }

    private static String fingerprint(List<Ter> ters) {
        try (WeightState state = WeightState.fromSeed(filled(32, 7))) {
            ters.forEach(ter -> WeightEvolution.step(state, ter));
            return HEX.formatHex(state.fingerprint());
        }
    }

    private int replay(Path log, String... more) {
        return run("replay", log, more);
    }

    private int explain(Path log, String... more) {
        return run("explain", log, more);
    }

    private int run(String command, Path log, String... more) {
        List<String> arguments = new ArrayList<>(List.of("neuro", command, "--log", log.toString()));
        arguments.addAll(Arrays.asList(more));
        return console.run(arguments.toArray(new String[0]));
    }

    @Test
    void aGoodLogIsReplayedFromADirectoryAndFromAFile() throws Exception {
        List<Ter> ters = history(40, 99, 0, 0);
        for (Path source : List.of(log("good", ters), file("good.ters", ters))) {
            assertThat(replay(
                            source,
                            "--seed-file",
                            seed.toString(),
                            "--baseline",
                            HEX.formatHex(HEALTHY),
                            "--claim",
                            "40:" + fingerprint(ters),
                            "--json"))
                    .as(console.err())
                    .isZero();
            JsonNode json = new ObjectMapper().readTree(console.out());
            assertThat(json.get("count").asInt()).isEqualTo(40);
            assertThat(json.get("fingerprint").asText()).isEqualTo(fingerprint(ters));
            assertThat(explain(source, "--seed-file", seed.toString())).isZero();
            assertThat(console.out()).contains("Nothing is wrong");
        }
        assertThat(replay(folder.resolve("good"))).isZero();
        assertThat(console.out()).contains("The weights were not checked").doesNotContain("0707070707");
    }

    @Test
    void aChangedRecordThatWasChainedAgainShowsOnlyInTheWeights() throws Exception {
        List<Ter> lived = history(30, 99, 0, 0);
        List<Ter> told = history(30, 17, 50, 0);
        Path log = log("told", told);
        assertThat(replay(log)).isZero();
        String[] withClaims = {
            "--seed-file",
            seed.toString(),
            "--claim",
            "10:" + fingerprint(lived.subList(0, 10)),
            "--claim",
            "30:" + fingerprint(lived)
        };
        assertThat(replay(log, withClaims)).isEqualTo(1);
        assertThat(explain(log, withClaims)).isEqualTo(1);
        assertThat(console.out()).contains("WEIGHTS_DIVERGED", "records 10 to 29", "1970-01-01T00:00:30Z");
    }

    @Test
    void aClaimBeyondTheEndAndAWrongSeedAreNamed() throws Exception {
        List<Ter> ters = history(5, 99, 0, 0);
        Path log = log("short", ters);
        assertThat(explain(log, "--seed-file", seed.toString(), "--claim", "9:" + fingerprint(ters)))
                .isEqualTo(1);
        assertThat(console.out()).contains("ends at count 5");
        Files.write(seed, filled(32, 8));
        assertThat(explain(log, "--seed-file", seed.toString(), "--claim", "5:" + fingerprint(ters)))
                .isEqualTo(1);
        assertThat(console.out()).contains("WEIGHTS_DIVERGED");
    }

    @Test
    void changedFilesAreNamedWithTheirFirstRecord() throws Exception {
        List<Ter> ters = new ArrayList<>(history(6, 99, 0, 0));
        TerChain chain = TerChain.START;
        for (Ter ter : ters) {
            chain = chain.after(ter);
        }
        ters.add(chain.next(filled(32, 9), CHANGED, 9 * SECOND));
        Path file = file("changed", ters);
        assertThat(explain(file, "--baseline", HEX.formatHex(HEALTHY), "--json"))
                .isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(console.out());
        assertThat(json.get("wrong").asText()).isEqualTo("INTEGRITY_CHANGED");
        assertThat(json.get("record").asInt()).isEqualTo(6);
        assertThat(json.get("explanation").asText()).contains("1970-01-01T00:00:09Z", HEX.formatHex(CHANGED));
        assertThat(json.get("advice").asText()).contains("baseline announce");
    }

    @Test
    void aFlippedBitInALogIsFoundWithFileAndByte() throws Exception {
        Path log = log("flipped", history(50, 99, 0, 0));
        Path segment;
        try (Stream<Path> files = Files.list(log)) {
            segment = files.filter(f -> f.toString().endsWith(".dream"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 4;
        Files.write(segment, bytes);
        assertThat(replay(log)).isEqualTo(1);
        assertThat(explain(log)).isEqualTo(1);
        assertThat(console.out())
                .contains("LOG_DAMAGED", "damage: ", segment.getFileName().toString());
        assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
        bytes[9] ^= 1; // in the header of the segment
        Files.write(segment, bytes);
        assertThat(replay(log, "--json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(console.out()).get("wrong").asText())
                .isEqualTo("LOG_DAMAGED");
    }

    @Test
    void aMissingRecordBreaksTheChain() throws Exception {
        List<Ter> ters = new ArrayList<>(history(9, 99, 0, 0));
        ters.remove(4);
        assertThat(explain(file("gap", ters))).isEqualTo(1);
        assertThat(console.out()).contains("CHAIN_INVALID from record 4 on", "SEQUENCE_GAP");
    }

    @Test
    void twoHistoriesAreACloneOrARollback() throws Exception {
        Path known = log("known", history(20, 99, 0, 0));
        Path clone = log("clone", history(16, 12, 60, 0));
        Path rollback = log("rollback", history(16, 12, 60, 500));
        assertThat(explain(known, "--against", clone.toString())).isEqualTo(1);
        assertThat(console.out()).contains("CLONE from record 12 on", "two machines");
        assertThat(explain(known, "--against", rollback.toString())).isEqualTo(1);
        assertThat(console.out()).contains("ROLLBACK from record 12 on", "1970-01-01T00:08:33Z");
        assertThat(explain(known, "--against", known.toString())).isZero();
        byte[] flipped = Files.readAllBytes(file("flipped.ters", history(20, 99, 0, 0)));
        flipped[7 * 64 + 63] ^= 1; // the chain field of record 7
        Path damaged = Files.write(folder.resolve("flipped.ters"), flipped);
        assertThat(explain(known, "--against", damaged.toString())).isEqualTo(1);
        assertThat(console.out()).contains("CHAIN_INVALID from record 7 on").doesNotContain("CLONE");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThat(explain(known, "--against", empty.toString())).isEqualTo(2);
        assertThat(console.err()).contains("no record in common");
    }

    @Test
    void evidenceIsExplained() throws Exception {
        Path file = folder.resolve("evidence.json");
        Files.writeString(file, "{\"reason\":\"CLONE\",\"firstRecord\":\"4\",\"explanation\":\"Two of one.\"}");
        assertThat(console.run("neuro", "explain", "--evidence", file.toString()))
                .isEqualTo(1);
        assertThat(console.out()).contains("Two of one.", "firstRecord", "CLONE");
        Files.writeString(file, "[1,2");
        assertThat(console.run("neuro", "explain", "--evidence", file.toString()))
                .isEqualTo(2);
        assertThat(console.err()).contains("expected the JSON of an evidence");
    }

    @Test
    void wrongUseIsOneLineAndExitCodeTwo() throws Exception {
        Path log = log("log", history(3, 99, 0, 0));
        assertThat(replay(folder.resolve("nowhere"))).isEqualTo(2);
        assertThat(console.err()).contains("nowhere: expected a dream log").doesNotContain("\tat ");
        Files.write(seed, new byte[31]);
        assertThat(replay(log, "--seed-file", seed.toString())).isEqualTo(2);
        assertThat(console.err()).contains("expected a seed of 32 bytes");
        assertThat(replay(log, "--seed-file", folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(replay(log, "--claim", "9999999999999999999:" + "0".repeat(128)))
                .isEqualTo(2);
        assertThat(replay(log, "--claim", "3:ab")).isEqualTo(2);
        assertThat(replay(log, "--claim", "3:" + "0".repeat(128))).isEqualTo(2);
        assertThat(console.err()).contains("--claim needs the seed");
        assertThat(replay(log, "--baseline", "xyz")).isEqualTo(2);
        assertThat(console.run("neuro", "replay")).isEqualTo(2);
        assertThat(console.run("neuro", "explain")).isEqualTo(2);
        assertThat(console.run("neuro", "replay", "--help")).isZero();
        Path cut = Files.write(
                folder.resolve("cut"), Arrays.copyOf(Files.readAllBytes(file("three", history(3, 99, 0, 0))), 150));
        assertThat(replay(cut)).isEqualTo(1);
        assertThat(console.out()).contains("LOG_DAMAGED", "22 bytes");
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
