package com.hookprobe.dsm.api.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.api.TestLedger;
import com.hookprobe.dsm.api.TestServer;
import com.hookprobe.dsm.api.outside.Note;
import com.hookprobe.dsm.api.outside.OutsideReader;
import com.hookprobe.dsm.api.outside.Refused;
import com.hookprobe.dsm.ledger.StoreException;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log over real HTTP, read by somebody who shares no code with us. */
class TransparencyLogTest {
    private static final String ORIGIN = LogPublisher.defaultOrigin(TestLedger.NETWORK);
    private static final Note.Key KEY =
            new Note.Key(ORIGIN, 1, TestLedger.key(77).publicKey());

    private final TestLedger ledger = new TestLedger();
    private final Map<String, UnaryOperator<byte[]>> onTheWay = new ConcurrentHashMap<>();
    private TestServer server;
    private OutsideReader reader;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(ledger.store);
        reader = reader(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What comes from a path may be changed on the way. */
    private OutsideReader reader(TestServer from) {
        return new OutsideReader(
                path -> onTheWay.getOrDefault(path, same -> same).apply(from.body(path)), ORIGIN, KEY);
    }

    @Test
    void everySizeIsReadFromTheTilesAndContinuesTheOneBefore() throws Exception {
        OutsideReader.Head first = reader.advance();
        assertThat(first.size()).isZero();
        OutsideReader.Head early = null;
        for (int size : List.of(1, 2, 255, 256, 257, 513)) {
            ledger.addHeaders(size);
            OutsideReader.Head head = reader.advance();
            assertThat(head.size()).isEqualTo(size);
            early = early == null ? head : early;
            reader.checkConsistency(early, head);
            for (int index : new int[] {0, size / 2, size - 1}) {
                byte[] entry =
                        ledger.store.header(index + 1L).orElseThrow().header().encode();
                reader.checkInclusion(head, entry, index);
                assertThatThrownBy(() -> reader.checkInclusion(head, new byte[458], index))
                        .isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void threeLevelsOfTiles() throws Exception {
        ledger.addHeaders(257);
        OutsideReader.Head early = reader.advance();
        ledger.addHeaders(65_537);
        OutsideReader.Head head = reader.advance();
        assertThat(head.size()).isEqualTo(65_537);
        reader.checkConsistency(early, head);
        for (int index : new int[] {0, 65_535, 65_536}) {
            reader.checkInclusion(
                    head, ledger.store.header(index + 1L).orElseThrow().header().encode(), index);
        }
        assertThat(server.body("/tile/2/000.p/1")).hasSize(32);
        assertThat(server.body("/tile/1/000")).hasSize(8192);
        assertThat(server.body("/tile/0/256.p/1")).hasSize(32);
    }

    @Test
    void partialTilesOfEarlierSizesStay() throws Exception {
        ledger.addHeaders(300);
        byte[] full = server.body("/tile/0/000");
        assertThat(server.body("/tile/0/000.p/200")).isEqualTo(Arrays.copyOf(full, 200 * 32));
        assertThat(server.body("/tile/entries/000.p/1")).hasSize(460);
        for (String path : List.of(
                "/tile/0/001",
                "/tile/0/001.p/45",
                "/tile/1/000",
                "/tile/1/000.p/2",
                "/tile/2/000",
                "/tile/63/000",
                "/tile/64/000",
                "/tile/00/000",
                "/tile/0/0",
                "/tile/0/000.p/0",
                "/tile/0/000.p/256",
                "/tile/0/x000/000",
                "/tile/entries/001",
                "/tile/entries/002.p/1",
                "/tile/0/x999/x999/x999/999",
                "/tile/0")) {
            assertThat(server.get(path, "").statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void typesAndCachesAreAsTheDocumentSays() throws Exception {
        ledger.addHeaders(3);
        HttpResponse<byte[]> note = server.get("/checkpoint", "");
        assertThat(note.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(note.headers().firstValue("Cache-Control")).contains("public, max-age=2");
        String[] lines = new String(note.body(), StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[0]).isEqualTo("hookprobe.mesh/4e4e4e4e4e4e4e4e");
        assertThat(lines[1]).isEqualTo("3");
        assertThat(lines[4]).startsWith("\u2014 hookprobe.mesh/4e4e4e4e4e4e4e4e ");
        for (String path : List.of("/tile/0/000.p/3", "/tile/entries/000.p/3")) {
            HttpResponse<byte[]> tile = server.get(path, "");
            assertThat(tile.headers().firstValue("Content-Type")).contains("application/octet-stream");
            assertThat(tile.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        }
        assertThat(server.get("/tile/0/000.p/4", "").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void entriesComeZippedToWhoTakesThat() throws Exception {
        ledger.addHeaders(200);
        HttpResponse<byte[]> zipped =
                server.send(server.request("/tile/entries/000.p/200", "").header("Accept-Encoding", "br, gzip"));
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] plain = server.body("/tile/entries/000.p/200");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
                .isEqualTo(plain);
        assertThat(zipped.body().length).isLessThan(plain.length / 2);
        HttpResponse<byte[]> refused =
                server.send(server.request("/tile/entries/000.p/200", "").header("Accept-Encoding", "gzip;q=0"));
        assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void everyChangedByteIsSeen() throws Exception {
        ledger.addHeaders(300);
        reader.advance();
        for (String path :
                List.of("/checkpoint", "/tile/0/000", "/tile/0/001.p/44", "/tile/1/000.p/1", "/tile/entries/000")) {
            int length = server.body(path).length;
            for (int at : new int[] {0, length / 3, length / 2, length - 1}) {
                onTheWay.put(path, bytes -> {
                    byte[] changed = bytes.clone();
                    changed[at] ^= 1;
                    return changed;
                });
                assertThatThrownBy(() -> reader(server).advance())
                        .as(path + " at " + at)
                        .isInstanceOf(Refused.class);
            }
            onTheWay.clear();
        }
        reader.advance();
    }

    @Test
    void aSmallerTreeIsRefused() throws Exception {
        ledger.addHeaders(10);
        byte[] old = server.body("/checkpoint");
        ledger.addHeaders(11);
        reader.advance();
        onTheWay.put("/checkpoint", now -> old);
        assertThatThrownBy(() -> reader.advance()).isInstanceOf(Refused.class).hasMessageContaining("was 11 and is 10");
    }

    @Test
    void aSplitViewIsRefused() throws Exception {
        ledger.addHeaders(10);
        reader.advance();
        TestLedger other = new TestLedger();
        other.addHeaders(10, 1);
        try (TestServer liar = TestServer.start(other.store)) {
            byte[] note = liar.body("/checkpoint");
            onTheWay.put("/checkpoint", now -> note);
            assertThatThrownBy(() -> reader.advance())
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("two roots of size 10");
        }
    }

    @Test
    void aLargerTreeOfAnotherHistoryIsRefused() throws Exception {
        ledger.addHeaders(10);
        TestLedger other = new TestLedger();
        other.addHeaders(12, 1);
        try (TestServer liar = TestServer.start(other.store)) {
            TestServer[] asked = {server};
            OutsideReader watcher = new OutsideReader(path -> asked[0].body(path), ORIGIN, KEY);
            watcher.advance();
            asked[0] = liar;
            assertThatThrownBy(watcher::advance)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("not the beginning of 12");
        }
    }

    @Test
    void aLogThatForgotWhatItSignedSignsNothing() throws Exception {
        TestLedger[] shown = {new TestLedger()};
        shown[0].addHeaders(10);
        LogPublisher publisher = LogPublisher.of(Swapped.reader(() -> shown[0].store), TestServer.signer());
        publisher.newest();
        TestLedger other = new TestLedger();
        other.addHeaders(12, 1);
        shown[0] = other;
        assertThatThrownBy(publisher::newest)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("that was signed");
        TestLedger shorter = new TestLedger();
        shorter.addHeaders(9);
        shown[0] = shorter;
        assertThatThrownBy(publisher::newest).isInstanceOf(StoreException.class);
        shorter.addHeaders(13);
        assertThat(publisher.newest().checkpoint().size()).isEqualTo(13);
    }

    @Test
    void anotherKeyOrOriginIsRefused() throws Exception {
        ledger.addHeaders(1);
        Note.Key other = new Note.Key(ORIGIN, 1, TestLedger.key(78).publicKey());
        assertThatThrownBy(() -> new OutsideReader(server::body, ORIGIN, other).advance())
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new OutsideReader(server::body, "another.example/log", KEY).advance())
                .isInstanceOf(Refused.class);
    }

    @Test
    void extensionLinesAreSignedAndOddOnesRefused() throws Exception {
        ledger.addHeaders(1);
        LogPublisher extended =
                new LogPublisher(ledger.store, ORIGIN, TestServer.signer(), List.of("region eu"), Cosignatures.none());
        Note note = Note.parse(extended.newest().note().getBytes(StandardCharsets.UTF_8));
        note.requireSignature(KEY);
        assertThat(note.text()).endsWith("\nregion eu\n");
        for (String line : List.of("", "two\nlines", "\u0007")) {
            assertThatThrownBy(() -> new LogPublisher(
                            ledger.store, ORIGIN, TestServer.signer(), List.of(line), Cosignatures.none()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String origin : List.of("", "a b", "a+b", "a\u00a0b", "a\nb")) {
            assertThatThrownBy(() ->
                            new LogPublisher(ledger.store, origin, TestServer.signer(), List.of(), Cosignatures.none()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
