package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * NEURO 3: the evolution uses integers only.
 *
 * <p>Scans the tokens of the main sources, comments and strings taken out: the words float and double in any spelling
 * (so also {@code nextDouble} or {@code doubleValue}), floating literals, and every member of {@code Math} and {@code
 * StrictMath} but four that give integers for integers.
 */
class NoFloatTest {
    private static final Pattern IGNORED =
            Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern FORBIDDEN = Pattern.compile(
            "(?i:float|double)|\\bStrictMath\\b|\\bMath\\s*\\.(?!\\s*(?:multiplyHigh|max|min|addExact)\\b)|\\bMath\\s*;"
                    + "|\\b\\d[\\d_]*\\.\\d|\\b\\d[\\d_]*[fFdD]\\b|\\b\\d[\\d_]*[eE][+-]?\\d|\\b0[xX][0-9a-fA-F_.]*[pP]");

    static List<String> findings(String source) {
        List<String> found = new ArrayList<>();
        Matcher matcher = FORBIDDEN.matcher(IGNORED.matcher(source).replaceAll(" "));
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    @Test
    void theMainSourcesUseIntegersOnly() throws IOException {
        int files = 0;
        try (Stream<Path> walk = Files.walk(Path.of("src/main/java"))) {
            for (Path file : walk.filter(f -> f.toString().endsWith(".java")).toList()) {
                assertThat(findings(Files.readString(file))).as(file.toString()).isEmpty();
                files++;
            }
        }
        assertThat(files).isGreaterThan(4);
    }

    @Test
    void theScanFindsWhatItIsMeantToFind() {
        for (String bad : List.of(
                "double x;",
                "Float y",
                "random.nextDouble()",
                "Math.exp(x)",
                "StrictMath.log(2)",
                "import static java.lang.Math.*;",
                "var x = 1.5;",
                "var x = 3f;",
                "var x = 1e9;",
                "var x = 0x1p3;")) {
            assertThat(findings(bad)).as(bad).isNotEmpty();
        }
        assertThat(findings("// a double\nlong x = 0x6eL; /* 1.5 */ String s = \"float\"; Math.multiplyHigh(a, b);"))
                .isEmpty();
    }
}
