package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The README is held to what the code does: every error of its table is measured, its example is run. */
class ReadmeTest {
    private static final Pattern OPERATION = Pattern.compile("`([A-Za-z0-9]+\\.[A-Za-z0-9]+)`");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?(e-\\d+)?");

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    /** Operation to the bound in the column "max error"; a row may name several operations. */
    private static Map<String, Double> bounds() throws IOException {
        Map<String, Double> bounds = new LinkedHashMap<>();
        for (String line : readme().lines().filter(l -> l.startsWith("| `")).toList()) {
            String[] cells = line.split("\\|");
            assertThat(cells).as(line).hasSize(6);
            Matcher number = NUMBER.matcher(cells[4]);
            assertThat(number.find()).as("a number in: " + line).isTrue();
            Matcher operation = OPERATION.matcher(cells[1]);
            while (operation.find()) {
                bounds.put(operation.group(1), Double.valueOf(number.group()));
            }
        }
        return bounds;
    }

    @TestFactory
    Stream<DynamicTest> everyErrorInTheTableIsTheMeasuredOne() throws IOException {
        Map<String, Double> bounds = bounds();
        Map<String, DoubleSupplier> measured = MeasuredErrors.byOperation();
        assertThat(bounds.keySet()).containsExactlyInAnyOrderElementsOf(measured.keySet());
        return bounds.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    double found = measured.get(row.getKey()).getAsDouble();
                    System.out.printf("%s: bound %s, measured %.10g%n", row.getKey(), row.getValue(), found);
                    assertThat(found).isBetween(row.getValue() * 0.6, row.getValue());
                }));
    }

    @Test
    void theExampleIsTheOneThatIsRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/com/hookprobe/fixedpoint/ReadmeExample.java"));
        List<String> lines = source.substring(source.indexOf("// begin") + 9, source.indexOf("// end"))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(lines).hasSizeBetween(6, 12);
        assertThat(readme()).contains(String.join("\n", lines));
        assertThat(readme()).contains("// result is " + ReadmeExample.run() + "\n");
    }
}
