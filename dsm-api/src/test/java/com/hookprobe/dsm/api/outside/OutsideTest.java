package com.hookprobe.dsm.api.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reader itself: it is of the outside, and reads what others' implementations wrote. */
class OutsideTest {
    /** The example of Go's golang.org/x/mod/sumdb/note. */
    private static final String OTHERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String OTHERS_NOTE =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
                    + "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @Test
    void noClassOfOursIsUsedByTheReader() throws IOException {
        Path folder = Path.of("src/test/java/com/hookprobe/dsm/api/outside");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> !file.endsWith("OutsideTest.java")).toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(4);
        for (Path file : files) {
            String source = Files.readString(file);
            String own = "package com.hookprobe.dsm.api.outside;";
            assertThat(source).as(file.toString()).startsWith(own);
            assertThat(source.substring(own.length()))
                    .as(file.toString())
                    .doesNotContain("hookprobe")
                    .doesNotContain("bouncycastle");
            assertThat(source.lines().filter(line -> line.startsWith("import ")))
                    .allMatch(line -> line.startsWith("import java."));
        }
    }

    @Test
    void notesOfOthersVerify() throws Exception {
        Note note = Note.parse(OTHERS_NOTE.getBytes(StandardCharsets.UTF_8));
        note.requireSignature(Note.Key.parse(OTHERS_KEY));
        Note changed = Note.parse(OTHERS_NOTE.replace("answer", "ANSWER").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> changed.requireSignature(Note.Key.parse(OTHERS_KEY)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void indexesAreWrittenAsTheDocumentSays() {
        assertThat(OutsideReader.number(1_234_067)).isEqualTo("x001/x234/067");
        assertThat(OutsideReader.number(0)).isEqualTo("000");
        assertThat(OutsideReader.number(1000)).isEqualTo("x001/000");
    }
}
