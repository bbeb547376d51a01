package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Frontier, body, header and view: what their constructors refuse and at which limit. */
class RecordTest {
    private final Fixtures.Source one = new Fixtures.Source(1);
    private final Fixtures.Source two = new Fixtures.Source(2);

    private SourceRange range(Fixtures.Source source, long incarnation, long from, long to) {
        return new SourceRange(source.id, incarnation, from, to, Fixtures.filled(7));
    }

    @Test
    void aFrontierAdvancesWithoutGapsOnly() {
        Frontier first = Frontier.EMPTY.advance(List.of(range(one, 0, 1, 4)));
        assertThat(first.entry(one.id).orElseThrow().to()).isEqualTo(4);
        assertThat(first.advance(List.of(range(one, 0, 5, 5)))
                        .entry(one.id)
                        .orElseThrow()
                        .to())
                .isEqualTo(5);
        for (SourceRange wrong : List.of(
                range(one, 0, 4, 6),
                range(one, 0, 6, 6),
                range(one, 0, 1, 6),
                range(one, 1, 5, 6),
                range(two, 0, 2, 2))) {
            assertThatThrownBy(() -> first.advance(List.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must start at");
        }
        assertThat(Frontier.EMPTY.entry(one.id)).isEmpty();
    }

    @Test
    void aForkedSourceNeedsANewIncarnationASuspendedOneIsOut() {
        Frontier first = Frontier.EMPTY.advance(List.of(range(one, 3, 1, 4)));
        FrontierEntry entry = first.entry(one.id).orElseThrow();
        Frontier forked = first.with(entry.with(SourceStatus.FORKED));
        assertThatThrownBy(() -> forked.advance(List.of(range(one, 3, 5, 5)))).hasMessageContaining("FORKED");
        assertThatThrownBy(() -> first.advance(List.of(range(one, 2, 1, 5)))).hasMessageContaining("incarnation 2");
        FrontierEntry renewed =
                forked.advance(List.of(range(one, 4, 1, 2))).entry(one.id).orElseThrow();
        assertThat(renewed.status()).isEqualTo(SourceStatus.ACTIVE);
        assertThat(renewed.to()).isEqualTo(2);
        Frontier suspended = first.with(entry.with(SourceStatus.SUSPENDED));
        assertThatThrownBy(() -> suspended.advance(List.of(range(one, 9, 1, 1))))
                .hasMessageContaining("SUSPENDED");
        assertThat(suspended.next(Fixtures.NETWORK, one.id, 9)).isEmpty();
        assertThat(first.next(Fixtures.NETWORK, one.id, 3)).contains(new Frontier.Start(5, Fixtures.filled(7)));
        assertThat(forked.next(Fixtures.NETWORK, one.id, 4))
                .contains(new Frontier.Start(1, Microblock.genesisPrev(Fixtures.NETWORK, one.id, 4)));
        assertThat(first.root()).isNotEqualTo(forked.root());
    }

    @Test
    void aFrontierHoldsAsManySourcesAsAllowedAndNotOneMore() {
        List<FrontierEntry> entries = new ArrayList<>();
        for (int i = 0; i <= Frontier.SOURCES_MAX; i++) {
            byte[] id = new byte[32];
            id[0] = (byte) (i >> 16);
            id[1] = (byte) (i >> 8);
            id[2] = (byte) i;
            entries.add(new FrontierEntry(NodeId.of(id), 0, 1, Fixtures.filled(1), SourceStatus.ACTIVE));
        }
        assertThat(Frontier.of(entries.subList(0, Frontier.SOURCES_MAX)).size()).isEqualTo(65_536);
        assertThatThrownBy(() -> Frontier.of(entries)).hasMessageContaining("maximum");
        assertThatThrownBy(() -> Frontier.of(List.of(entries.get(0), entries.get(0))))
                .hasMessageContaining("two frontier entries");
    }

    @Test
    void aBodyIsSortedUniqueAndBounded() {
        SourceRange low = one.id.compareTo(two.id) < 0 ? range(one, 0, 1, 2) : range(two, 0, 1, 2);
        SourceRange high = one.id.compareTo(two.id) < 0 ? range(two, 0, 1, 2) : range(one, 0, 1, 2);
        assertThat(body(List.of(low, high)).blockCount()).isEqualTo(4);
        assertThatThrownBy(() -> body(List.of(high, low))).hasMessageContaining("order of ranges");
        assertThatThrownBy(() -> body(List.of(low, low))).hasMessageContaining("order of ranges");
        assertThat(CheckpointBody.sorted(List.of(high, low), List.of(), List.of(), List.of()))
                .isEqualTo(body(List.of(low, high)));
        assertThat(body(List.of(range(one, 0, 1, 1_000_000))).blockCount()).isEqualTo(1_000_000);
        assertThatThrownBy(() -> body(List.of(range(one, 0, 1, 1_000_001)))).hasMessageContaining("number of blocks");
        assertThatThrownBy(() -> body(List.of(
                        new SourceRange(low.source(), 0, 1, Long.MAX_VALUE, Hash32.ZERO),
                        new SourceRange(high.source(), 0, 1, Long.MAX_VALUE, Hash32.ZERO))))
                .hasMessageContaining("number of blocks");
        assertThatThrownBy(() ->
                        new CheckpointBody(List.of(), List.of(), List.of(new byte[] {2}, new byte[] {1}), List.of()))
                .hasMessageContaining("order of evidence");
        byte[] mebibyte = new byte[1 << 20];
        List<byte[]> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] item = mebibyte.clone();
            item[0] = (byte) i;
            four.add(item);
        }
        assertThatThrownBy(() -> new CheckpointBody(List.of(), List.of(), four, List.of()))
                .hasMessageContaining("size of the body");
        assertThat(new CheckpointBody(List.of(), List.of(), four.subList(0, 3), List.of()).encode())
                .hasSize(16 + 3 * (4 + (1 << 20)));
    }

    private static CheckpointBody body(List<SourceRange> ranges) {
        return new CheckpointBody(ranges, List.of(), List.of(), List.of());
    }

    @Test
    void aCheckpointWithAnotherBodyIsRefused() {
        DecidedCheckpoint decided =
                Fixtures.decide(Optional.empty(), List.of(one.chain(2))).checkpoint();
        assertThatThrownBy(() -> DecidedCheckpoint.of(decided.header(), new byte[1], CheckpointBody.EMPTY))
                .hasMessageContaining("not the one");
        assertThatThrownBy(() -> DecidedCheckpoint.headerOnly(decided.header(), new byte[0]))
                .hasMessageContaining("certificate");
        assertThatThrownBy(() -> DecidedCheckpoint.headerOnly(decided.header(), new byte[65_536]))
                .hasMessageContaining("certificate");
    }

    @Test
    void arraysAreCopiedInAndOut() {
        byte[] certificate = {1};
        DecidedCheckpoint decided = DecidedCheckpoint.headerOnly(
                Fixtures.decide(Optional.empty(), List.of()).checkpoint().header(), certificate);
        certificate[0] = 9;
        decided.certificate()[0] = 8;
        assertThat(decided.certificate()).containsExactly(1);
        Microblock block = one.chain(1).get(0);
        block.signature()[0] ^= 1;
        assertThat(block.verify(one.key)).isTrue();
        byte[] item = {1};
        CheckpointBody body = new CheckpointBody(List.of(), List.of(), List.of(item), List.of());
        item[0] = 2;
        body.evidence().get(0)[0] = 3;
        assertThat(body.evidence().get(0)).containsExactly(1);
    }

    @Test
    void theJsonViewHasTheSeedsNames() {
        List<Microblock> chain = one.chain(2);
        String block = JsonView.of(chain.get(0));
        assertThat(block)
                .startsWith("{\"type\":\"M\",\"node_id\":\"" + one.id.hex() + "\",\"seq\":1,\"prev\":\"")
                .contains("\"timestamp\":\"2025-11-24T16:00:00.000001Z\"")
                .contains("\"payload_hash\":\"" + "01".repeat(32) + "\"")
                .contains("\"event_type\":\"ids_alert\"")
                .contains("\"signature\":\"")
                .doesNotContain("neuro")
                .endsWith("}");
        MicroblockDraft draft = one.draft(1, Hash32.ZERO, 1);
        String neuro = JsonView.of(new MicroblockDraft(
                        draft.networkId(),
                        draft.source(),
                        0,
                        1,
                        Hash32.ZERO,
                        0,
                        Hash32.ZERO,
                        0,
                        EventType.MITIGATION,
                        Hash32.ZERO,
                        Optional.of(Fixtures.neuro()))
                .sign(one.signer));
        assertThat(neuro)
                .contains("\"neuro\":{\"ter_hash\":\"" + "71".repeat(32) + "\",\"w_fingerprint\":\"" + "f0".repeat(64)
                        + "\",\"posf_signature\":\"" + "72".repeat(32) + "\"}")
                .contains("\"event_type\":\"mitigation\"");
        String checkpoint =
                JsonView.of(Fixtures.decide(Optional.empty(), List.of(chain)).checkpoint());
        assertThat(checkpoint)
                .startsWith("{\"type\":\"C\",\"epoch\":1001,\"timestamp\":\"1970-01-04T11:30:00Z\",\"merkle_root\":\"")
                .contains("\"included_ranges\":{\"" + one.id.hex() + "\":[1,2]}")
                .contains("\"validator_id\":\"" + new Fixtures.Source(200).id.hex() + "\"")
                .contains("\"agg_signature\":\"010203\"");
    }

    @Test
    void jsonStringsCannotEndThemselves() {
        assertThat(JsonObject.quote("a\"b\\c\n<\u007f\ud800é"))
                .isEqualTo("\"a\\u0022b\\u005cc\\u000a\\u003c\\u007f\\ud800\\u00e9\"");
    }

    @Test
    void everyLabelHasSixteenBytesAndIsUnique() throws Exception {
        Set<String> seen = new HashSet<>();
        for (Field field : LedgerLabels.class.getDeclaredFields()) {
            if (field.getType() == String.class) {
                String label = (String) field.get(null);
                assertThat(label).hasSize(16);
                assertThat(seen.add(label)).as(label).isTrue();
            }
        }
        assertThat(seen).hasSize(4);
    }

    @Test
    void hashesAreOrderedAsUnsignedBytes() {
        byte[] high = new byte[32];
        high[0] = (byte) 0x80;
        byte[] low = new byte[32];
        low[0] = 0x7F;
        assertThat(Hash32.of(high)).isGreaterThan(Hash32.of(low));
        assertThat(Hash32.parse(Hash32.of(high).hex())).isEqualTo(Hash32.of(high));
        byte[] changed = Hash32.of(low).bytes();
        Arrays.fill(changed, (byte) 1);
        assertThat(Hash32.of(low).bytes()).isEqualTo(low);
        assertThatThrownBy(() -> Hash32.of(new byte[31])).hasMessageContaining("32 bytes");
    }
}
