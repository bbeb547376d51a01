package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathGrammarTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.txt",
                "/a.txt",
                "dir/sub/a.txt",
                "with space.txt",
                " leading",
                "...a",
                ".hidden",
                "a~",
                "a..b",
                "ä.txt",
                "日本.txt",
                "e.\u0301x",
                "com",
                "com10",
                "lpt",
                "console",
                "nul1",
                "aux-x",
                ".htpx",
                "htp-x",
                "$x",
                "a'b",
                "#",
                "%2e%2e",
                "CON1",
                "con$",
                "\uD83D\uDE00.txt"
            })
    void soundPaths(String path) {
        assertThat(parse(path)).isInstanceOf(PathGrammar.Result.Sound.class);
    }

    @Test
    void oneLeadingSlashIsStripped() {
        assertThat(parse("/a/b")).isEqualTo(parse("a/b"));
        assertFault("//a", PathFault.EMPTY_SEGMENT);
    }

    @Test
    void theRootOnlyWhereAllowed() {
        byte[] slash = {'/'};
        assertThat(PathGrammar.parse(slash, true)).isEqualTo(new PathGrammar.Result.Sound(FilePath.ROOT));
        assertThat(PathGrammar.parse(slash, false))
                .isEqualTo(new PathGrammar.Result.Refused(PathFault.ROOT_NOT_ALLOWED));
        assertThat(PathGrammar.parse(new byte[0], true)).isEqualTo(new PathGrammar.Result.Refused(PathFault.LENGTH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../a", "a/..", "a/../b", "/..", ".", "./a", "a/.", "a/./b"})
    void dotSegments(String path) {
        assertFault(path, PathFault.DOT_SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "a/", "//", "a/b/"})
    void emptySegments(String path) {
        assertFault(path, PathFault.EMPTY_SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\b",
                "..\\..\\x",
                "C:",
                "a:b",
                "a*",
                "a?",
                "a\"b",
                "a<b",
                "a>b",
                "a|b",
                "a\u0000b",
                "a\nb",
                "a\u0001",
                "a\u007F",
                "a\u0080",
                "a\u009F",
                "a\u202Eb",
                "a\u2066b",
                "a\u200Fb",
                "a\u200Db",
                "a\uFEFFb",
                "a\u00ADb",
                "a\u2028b",
                "a\u2029b",
                "a\uE000b",
                "a\uFFFDb",
                "a\uFFFFb",
                "a\u0378b",
                "\uDB40\uDC41"
            })
    void forbiddenCharacters(String path) {
        assertFault(path, PathFault.FORBIDDEN_CHARACTER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a ", "a./b", "a /b", "a\u00A0", "a\u3000", "... "})
    void trailingDotOrSpace(String path) {
        assertFault(path, PathFault.TRAILING_DOT_OR_SPACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "~root", "~/x", "a/~b"})
    void leadingTilde(String path) {
        assertFault(path, PathFault.LEADING_TILDE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CON",
                "con",
                "Prn",
                "AUX",
                "nul",
                "NUL.txt",
                "con.tar.gz",
                "COM0",
                "com1",
                "COM9.log",
                "LPT1",
                "lpt0",
                "LPT9",
                "CONIN$",
                "conout$",
                "CONIN$.txt",
                "COM\u00B9",
                "com\u00B2.txt",
                "LPT\u00B3",
                "CON .txt",
                "dir/nul/x"
            })
    void deviceNames(String path) {
        assertFault(path, PathFault.DEVICE_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {".htp-", ".htp-lock", ".HTP-x", ".Htp-0", "dir/.htp-x", ".htp-a/b", ".ｈtp-x"})
    void reservedNames(String path) {
        assertFault(path, PathFault.RESERVED_NAME);
    }

    @Test
    void onlyTheComposedForm() {
        assertFault("a\u0308.txt", PathFault.NOT_NFC);
        assertFault("\u212B", PathFault.NOT_NFC);
        assertThat(parse("\u00E4.txt")).isInstanceOf(PathGrammar.Result.Sound.class);
    }

    @Test
    void onlyWellFormedUtf8() {
        for (byte[] bad : new byte[][] {
            {(byte) 0xC0, (byte) 0xAF}, // an overlong '/'
            {(byte) 0xC0, (byte) 0xAE, (byte) 0xC0, (byte) 0xAE}, // an overlong ".."
            {'a', (byte) 0xFF},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond Unicode
            {(byte) 0xE2, (byte) 0x82}
        }) {
            assertThat(PathGrammar.parse(bad, false)).isEqualTo(new PathGrammar.Result.Refused(PathFault.NOT_UTF8));
        }
    }

    @Test
    void lengthsAtTheLimitAndOneBeyond() {
        assertSound("a".repeat(255));
        assertFault("a".repeat(256), PathFault.SEGMENT_LENGTH);
        assertSound("ä".repeat(127) + "a");
        assertFault("ä".repeat(128), PathFault.SEGMENT_LENGTH);
        assertSound("a/".repeat(31) + "a");
        assertFault("a/".repeat(32) + "a", PathFault.TOO_DEEP);
        String long1024 = ("a".repeat(255) + "/").repeat(3) + "a".repeat(255) + "/";
        assertSound(long1024.substring(0, 1023));
        assertSound("/" + long1024.substring(0, 1023));
        assertFault("/" + long1024, PathFault.LENGTH);
    }

    @Provide
    Arbitrary<String> nasty() {
        return Arbitraries.strings()
                .withChars("./\\~: \u0000aA\u0130ß\u202E\u00B9\uFF0E\uFF0F$")
                .withChars("htp-CONcom1")
                .ofMaxLength(24);
    }

    @Property(tries = 8000)
    void whatIsSoundStaysInsideTheRootOnEveryPlatform(@ForAll("nasty") String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (PathGrammar.parse(utf8, false) instanceof PathGrammar.Result.Sound sound) {
            List<String> segments = sound.path().segments();
            assertThat(posixNames("/srv/root/" + String.join("/", segments)))
                    .startsWith("srv", "root")
                    .hasSize(2 + segments.size())
                    .endsWith(segments.toArray(String[]::new));
            assertThat(windowsNames(segments)).isEqualTo(segments);
            assertThat(sound.path().toBytes())
                    .isEqualTo(Arrays.copyOfRange(utf8, text.startsWith("/") ? 1 : 0, utf8.length));
        }
    }

    @Property
    void anyBytesAreAPathOrRefused(@ForAll byte[] bytes) {
        if (PathGrammar.parse(bytes, true) instanceof PathGrammar.Result.Sound sound) {
            assertThat(PathGrammar.parse(sound.path().toBytes(), true)).isEqualTo(sound);
        }
    }

    @Property
    void foldingIsStableAndJoinsCases(@ForAll String text) {
        String folded = CaseFold.fold(text);
        assertThat(CaseFold.fold(folded)).isEqualTo(folded);
        assertThat(CaseFold.fold(Normalizer.normalize(text, Normalizer.Form.NFKC)))
                .isEqualTo(folded);
        String ascii = text.replaceAll("[^\\x00-\\x7F]", "");
        assertThat(CaseFold.fold(ascii.toUpperCase(Locale.ROOT))).isEqualTo(CaseFold.fold(ascii));
    }

    @Test
    void foldingJoinsWhatOtherFileSystemsJoin() {
        assertThat(CaseFold.fold("STRASSE.txt")).isEqualTo(CaseFold.fold("straße.txt"));
        assertThat(CaseFold.fold("ΣΊΣΥΦΟΣ")).isEqualTo(CaseFold.fold("σίσυφος"));
        assertThat(CaseFold.fold("ﬁle")).isEqualTo(CaseFold.fold("FILE"));
        assertThat(CaseFold.fold("ａ.txt")).isEqualTo(CaseFold.fold("A.TXT"));
        assertThat(CaseFold.fold("a.txt")).isNotEqualTo(CaseFold.fold("b.txt"));
    }

    /** How a POSIX system walks an absolute path. Not java.nio.file.Path, which depends on the JVM's locale. */
    private static List<String> posixNames(String absolute) {
        List<String> at = new ArrayList<>();
        int end = absolute.indexOf('\0');
        for (String name : (end < 0 ? absolute : absolute.substring(0, end)).split("/")) {
            if (name.equals("..") && !at.isEmpty()) {
                at.remove(at.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                at.add(name);
            }
        }
        return at;
    }

    /** How Windows reads a list of names joined by separators, from its published rules. */
    private static List<String> windowsNames(List<String> segments) {
        return Arrays.stream(String.join("\\", segments).split("[\\\\/]"))
                .map(name -> name.replaceAll("[. ]+$", ""))
                .filter(name -> !name.isEmpty() && !name.contains(":"))
                .toList();
    }

    private static PathGrammar.Result parse(String path) {
        return PathGrammar.parse(path.getBytes(StandardCharsets.UTF_8), false);
    }

    private static void assertSound(String path) {
        assertThat(parse(path)).isInstanceOf(PathGrammar.Result.Sound.class);
    }

    private static void assertFault(String path, PathFault fault) {
        assertThat(parse(path)).isEqualTo(new PathGrammar.Result.Refused(fault));
    }
}
