package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.TableState;
import com.hookprobe.network.render.Places;
import com.hookprobe.network.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the documentation, byte by byte: {@code -Dgolden.write=true} writes the files anew. NETWORK 3. */
class RenderingTest {
    private static final Places PLACES =
            new Places("/run/hookprobe/network", "/var/lib/hookprobe/network", "/run", true);

    private static NetworkPlan plan(String name) throws PlanException {
        return name.equals("guardian") ? Trees.guardian() : Trees.fortress();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guardian", "fortress"})
    void anExampleGivesTheGoldenText(String name) throws Exception {
        String text = text(Rendering.of(plan(name), PLACES));
        Path golden = Path.of("src/test/resources/golden/" + name + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            write(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @ValueSource(strings = {"guardian", "fortress"})
    void theSamePlanGivesTheSameBytesAndAnotherAnotherHash(String name) throws Exception {
        Rendering one = Rendering.of(plan(name), PLACES);
        assertThat(Rendering.of(plan(name), PLACES)).isEqualTo(one);
        NetworkSettings other = Trees.of(Trees.example(name).replace("9.9.9.9", "9.9.9.10"));
        Rendering two =
                Rendering.of(NetworkPlan.of(other, name.equals("guardian") ? Trees.GUARDIAN : Trees.FORTRESS), PLACES);
        assertThat(two.planHash()).isNotEqualTo(one.planHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"guardian", "fortress"})
    void everyFileSaysWhoWroteItAndFromWhichPlan(String name) throws Exception {
        Rendering rendering = Rendering.of(plan(name), PLACES);
        for (State state : rendering.states()) {
            if (state instanceof FileState file) {
                assertThat(file.content())
                        .startsWith(Rendering.HEADER + " from plan "
                                + rendering.planHash().substring(0, 16));
                assertThat(Rendering.body(file.content())).doesNotContain(Rendering.HEADER);
            }
        }
    }

    private static void write(Path golden, String text) throws IOException {
        Files.createDirectories(golden.getParent());
        Files.writeString(golden, text);
    }

    private static String text(Rendering rendering) {
        StringBuilder text = new StringBuilder("plan " + rendering.planHash() + "\n");
        for (State state : rendering.states()) {
            text.append("\n== ").append(state.key()).append('\n');
            if (state instanceof FileState file) {
                text.append(file.content());
                text.append(file.secretFile().isEmpty() ? "" : "(secret from " + file.secretFile() + ")\n");
            } else if (state instanceof TableState table) {
                text.append(table.text());
            } else {
                text.append(state).append('\n');
            }
        }
        return text.toString();
    }
}
