package com.hookprobe.neuro.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.fixedpoint.LayerKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The main code against all published vectors, and that no wrong one is let through. NEURO 11. */
class SelfTestTest {
    private static final Map<String, Integer> CASES = Map.of(
            "history-v1",
            5,
            "history",
            8,
            "step",
            3,
            "far",
            5,
            "exp2neg",
            1,
            "eta",
            1,
            "sigmoid",
            1,
            "record",
            40,
            "state",
            35,
            "posf",
            12);

    /** Fields that no check computes: the name, what says how to run the case, and texts. */
    private static final Set<String> INPUTS = Set.of("case", "kind", "slow");

    @Test
    void allPublishedCasesAreMetWithAllKernels() throws IOException {
        List<SelfTest.Result> results = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        int failed =
                SelfTest.published().telling((name, done, of) -> told.add(name)).check(results::add);
        assertThat(results).allMatch(SelfTest.Result::passed);
        assertThat(failed).isZero();
        Map<String, Integer> kinds = results.stream()
                .filter(r -> r.kernels().equals("-") || r.kernels().equals("scalar"))
                .collect(Collectors.toMap(SelfTest.Result::kind, r -> 1, Integer::sum));
        assertThat(kinds).isEqualTo(CASES);
        Set<String> kernels = results.stream().map(SelfTest.Result::kernels).collect(Collectors.toSet());
        assertThat(kernels).contains("-", "scalar", LayerKernels.best().name());
        assertThat(told).as("long cases tell how far they are").contains("wrap");
        assertThat(results.stream().filter(r -> r.kind().startsWith("history")))
                .allMatch(r -> r.reached().matches("[0-9a-f]{128}"));
    }

    @Test
    void slowCasesCanBeLeftOut() throws IOException {
        List<String> names = new ArrayList<>();
        assertThat(SelfTest.published().withoutSlow().check(r -> names.add(r.name())))
                .isZero();
        assertThat(names).contains("gaps", "far-sweep").doesNotContain("wrap");
    }

    /** A case of each kind, changed in one field after the other. */
    static List<String> kinds() {
        return List.copyOf(CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aChangeOfAnyFieldOfACaseIsFound(String kind) throws IOException {
        String file = fileOf(kind);
        Map<String, String> good = fields(file, kind);
        assertThat(failures(file, text(good))).isEmpty();
        for (String field : good.keySet()) {
            if (!INPUTS.contains(field) && !decidesNothing(kind, field)) {
                Map<String, String> bad = new LinkedHashMap<>(good);
                bad.put(field, changed(field, good.get(field)));
                assertThat(failures(file, text(bad)))
                        .as(kind + " with another " + field)
                        .isNotEmpty();
            }
        }
    }

    /** Whether a record may follow depends on the last one only, and whether a stored state is refused on no weights. */
    private static boolean decidesNothing(String kind, String field) {
        boolean weights = field.equals("seed") || field.startsWith("ter-");
        return weights && (kind.equals("state") || kind.equals("record") && !field.equals("ter-2"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFieldThatNobodyKnowsIsFound(String kind) throws IOException {
        String file = fileOf(kind);
        Map<String, String> fields = fields(file, kind);
        fields.put("colour", "blue");
        assertThat(failures(file, text(fields))).isNotEmpty().allMatch(f -> f.contains("[colour]"));
    }

    @Test
    void aDifferenceTellsWhatWasExpectedAndFound() throws IOException {
        Map<String, String> fields = fields("neuro-v2.txt", "step");
        String z1 = fields.get("z1");
        fields.put("z1", "1" + z1);
        assertThat(failures("neuro-v2.txt", text(fields)))
                .allMatch(
                        f -> f.equals("z1[0]: expected 1" + z1.split(" ", -1)[0] + ", found " + z1.split(" ", -1)[0]));
    }

    @Test
    void anUnknownKindIsFound() throws IOException {
        assertThat(failures("neuro-v1.txt", "case: a\nkind: dance\n"))
                .containsOnly(
                        "the case cannot be run: java.lang.IllegalArgumentException: the kind dance is not known");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# nothing\n", "case: a\nkind: eta\nno field", "case: a\n", "case: a\ncase: b\nkind: eta\n"})
    void aTextThatIsNotInTheFormIsRefused(String text) {
        assertThatThrownBy(() -> failures("neuro-v1.txt", text)).isInstanceOf(IOException.class);
    }

    private static String fileOf(String kind) {
        return switch (kind) {
            case "history-v1" -> "neuro-v1.txt";
            case "record", "state", "posf" -> "neuro-refused.txt";
            default -> "neuro-v2.txt";
        };
    }

    /** The differences when {@code text} is in place of {@code file}, and the other files have an easy case. */
    private static List<String> failures(String file, String text) throws IOException {
        List<String> found = new ArrayList<>();
        String easy = "case: easy\nkind: eta\ndt: 0\neta: 28147497672\n";
        SelfTest.of(name -> name.equals(file) ? text : easy)
                .check(result -> result.difference().ifPresent(found::add));
        return found;
    }

    /** Of the first case of a kind that can be refused in every field: a small one, with records. */
    private static Map<String, String> fields(String file, String kind) throws IOException {
        String name = switch (kind) {
            case "history-v1" -> "V2";
            case "history" -> "1";
            case "state" -> "state-bit-at-12";
            case "record" -> "fourth";
            default -> VectorFile.read(file, kind).get(0).toString();
        };
        Map<String, String> fields = new LinkedHashMap<>();
        String block = VectorFile.text(file).lines().collect(Collectors.joining("\n"));
        int at = block.indexOf("case: " + name + "\nkind: " + kind + "\n");
        assertThat(at).as(name).isNotNegative();
        int end = block.indexOf("\n\n", at);
        for (String line : block.substring(at, end < 0 ? block.length() : end).split("\n", -1)) {
            String[] parts = line.split(": ", 2);
            fields.put(parts[0], parts[1]);
        }
        return fields;
    }

    private static String text(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Another value of the same form, so that the check and not the parser has to find it. */
    private static String changed(String field, String value) {
        return switch (field) {
            case "fault" -> value.equals("NONE") ? "CHAIN_BREAK" : "NONE";
            case "xor" -> "12 00";
            // The last ones lie where the function does not change any more.
            case "f", "dt", "z" -> "9" + value;
            case "shifts" -> "8" + value.substring(1);
            default -> {
                char last = value.charAt(value.length() - 1);
                yield value.substring(0, value.length() - 1) + (last == '1' ? '2' : '1');
            }
        };
    }
}
