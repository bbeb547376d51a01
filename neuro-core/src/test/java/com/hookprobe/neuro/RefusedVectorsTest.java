package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.selftest.VectorFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file of what must be refused is what its writer gives; {@code SelfTestTest} holds the main code against it. */
class RefusedVectorsTest {
    private static final String FILE = "neuro-refused.txt";

    static List<VectorFile.Case> records() throws IOException {
        return VectorFile.read(FILE, "record");
    }

    static List<VectorFile.Case> states() throws IOException {
        return VectorFile.read(FILE, "state");
    }

    static List<VectorFile.Case> proofs() throws IOException {
        return VectorFile.read(FILE, "posf");
    }

    @Test
    void theMainCodeStillWritesTheCommittedFile() throws Exception {
        assertThat(RefusedVectors.text()).isEqualTo(VectorFile.text(FILE));
        assertThat(VectorFile.read(FILE)).hasSize(records().size() + states().size() + proofs().size());
        assertThat(List.of(records().size(), states().size(), proofs().size())).containsExactly(40, 35, 12);
    }
}
