package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.view.Happening;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveTest {
    @TempDir
    Path folder;

    private TestConsole console;
    private TestConsole.Browser ann;

    @BeforeEach
    void open() throws Exception {
        console = new TestConsole(folder, true, 0);
        console.account("ann", new Grant(Role.ANALYST, Scope.platform()));
        ann = console.in("ann");
    }

    @AfterEach
    void close() throws Exception {
        console.close();
    }

    /** What a browser makes of a stream. */
    private static final class Events implements AutoCloseable {
        private final BufferedReader in;
        private String id = "";
        private String data = "";

        Events(HttpResponse<InputStream> answer) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        }

        /** The next event's name; empty at the end. */
        String next() throws IOException {
            String event = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty() && !event.isEmpty()) {
                    return event;
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            return "";
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Test
    void whatHappensIsToldAndResumedWhereItBrokeOff() throws Exception {
        String id;
        try (Events events = new Events(ann.stream(""))) {
            assertThat(events.next()).isEqualTo("begin");
            console.node.detect(0, 1, "203.0.113.99", 0, FakeNode.HOSTILE);
            assertThat(events.next()).isEqualTo("detection");
            assertThat(TestConsole.JSON.readTree(events.data).get("evidence").asText())
                    .isEqualTo(FakeNode.HOSTILE);
            id = events.id;
        }
        console.node.detect(0, 1, "203.0.113.98", 0);
        try (Events events = new Events(ann.stream(id))) {
            assertThat(events.next()).isEqualTo("resume");
            assertThat(events.next()).isEqualTo("detection");
            assertThat(events.data).contains("203.0.113.98");
        }
    }

    @Test
    void whatIsGoneIsToldAsAGapOrABegin() throws Exception {
        String id;
        try (Events events = new Events(ann.stream(""))) {
            assertThat(events.next()).isEqualTo("begin");
            id = events.id;
        }
        for (int i = 0; i <= Live.KEPT; i++) {
            console.node.tell(new Happening("unknown", ""));
        }
        for (String last : List.of(id, "00000000-1", "garbage")) {
            try (Events events = new Events(ann.stream(last))) {
                assertThat(events.next()).as(last).isEqualTo("begin");
            }
        }
        Live live = new Live();
        for (int i = 0; i < Live.KEPT + 10; i++) {
            live.add(new Happening("score", i));
        }
        Live.Batch batch = live.read(3, LiveRoutes.BATCH);
        assertThat(batch.missed()).isTrue();
        assertThat(batch.happenings()).hasSize(LiveRoutes.BATCH);
        assertThat(batch.happenings().get(0).row()).isEqualTo(10);
    }

    @Test
    void eachIsToldWhatHeMaySee() throws Exception {
        console.account("vera", new Grant(Role.VIEWER, Scope.platform()));
        try (Events events = new Events(console.in("vera").stream(""))) {
            assertThat(events.next()).isEqualTo("begin");
            console.node.detect(0, 1, "203.0.113.99", 0);
            console.node.score(0.5);
            assertThat(events.next()).isEqualTo("score");
            assertThat(events.data).doesNotContain("203.0.113");
        }
    }

    @Test
    void aSessionThatEndedIsToldNoMore() throws Exception {
        try (Events events = new Events(ann.stream(""))) {
            assertThat(events.next()).isEqualTo("begin");
            ann.post("/ui/api/logout", "{}");
            // Within a heartbeat the stream looks again who listens.
            assertThat(events.next()).isEmpty();
        }
    }

    @Test
    void oneMoreOfASessionEndsTheOldest() throws Exception {
        try (Events first = new Events(ann.stream(""));
                Events second = new Events(ann.stream(""))) {
            assertThat(first.next()).isEqualTo("begin");
            assertThat(second.next()).isEqualTo("begin");
            try (Events third = new Events(ann.stream(""))) {
                assertThat(third.next()).isEqualTo("begin");
                assertThat(first.next()).isEqualTo("ended");
                assertThat(first.next()).isEmpty();
                console.node.score(0.4);
                assertThat(second.next()).isEqualTo("score");
                assertThat(third.next()).isEqualTo("score");
            }
        }
    }

    @Test
    void moreThanThereArePlacesForAreSentAway() throws Exception {
        List<Events> open = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                TestConsole.Browser session = i % 2 == 0 ? console.in("ann") : ann;
                ann = session;
                Events events = new Events(session.stream(""));
                assertThat(events.next()).isEqualTo("begin");
                open.add(events);
            }
            TestConsole.Browser more = console.in("ann");
            HttpResponse<InputStream> answer = more.stream("");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(more.get("/ui/api/me").statusCode()).isEqualTo(200);
        } finally {
            for (Events events : open) {
                events.close();
            }
        }
    }

    @Test
    void closingEndsAllStreamsAndTheWatch() throws Exception {
        try (Events events = new Events(ann.stream(""))) {
            assertThat(events.next()).isEqualTo("begin");
            console.console.close();
            assertThat(events.next()).isEmpty();
        }
        assertThat(console.node.watchers()).isZero();
        assertThat(ann.stream("").statusCode()).isEqualTo(503);
    }
}
