package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedFactsTest {
    private static final long BLOCKS = 30_000;

    @TempDir
    Path folder;

    /** The store of a running node serves one at a time: whoever reads much of it holds up the loop. */
    @Test
    void theStoreIsReadInSmallPieces() throws Exception {
        List<long[]> pieces = new ArrayList<>();
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = mesh.node("guardian-1");
            LedgerReader store = (LedgerReader) Proxy.newProxyInstance(
                    LedgerReader.class.getClassLoader(),
                    new Class<?>[] {LedgerReader.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("highest")) {
                            return Optional.of(new SourceHead(node.self().id(), 0, BLOCKS, Hash32.ZERO));
                        }
                        assertThat(method.getName()).isEqualTo("range");
                        pieces.add(new long[] {(long) arguments[2], (long) arguments[3]});
                        return List.of();
                    });
            SealedFacts.about("0123abcd", store, node.self().id(), node.keys().vault(), 20_000);
        }
        long next = BLOCKS;
        for (long[] piece : pieces) {
            assertThat(piece[1]).isEqualTo(next);
            assertThat(piece[1] - piece[0]).isBetween(0L, 255L);
            next = piece[0] - 1;
        }
        assertThat(next).isEqualTo(BLOCKS - 20_000);
    }

    /** One damaged payload must not hide what the others say, and is named. */
    @Test
    void whatCannotBeOpenedIsNamedAndTheRestIsTold() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = mesh.node("guardian-1");
            BlockStore store = mesh.store();
            LedgerRole ledger = new LedgerRole(node, store, node.keys().vault(), null);
            List<Microblock> sealed = new ArrayList<>();
            for (String note : List.of("first", "second", "third")) {
                sealed.add(ledger.seal(
                        EventType.DECISION,
                        ("{\"decision\":\"0123abcd77\",\"note\":\"" + note + "\"}").getBytes(StandardCharsets.UTF_8)));
            }
            LedgerReader damaged = (LedgerReader) Proxy.newProxyInstance(
                    LedgerReader.class.getClassLoader(),
                    new Class<?>[] {LedgerReader.class},
                    (proxy, method, arguments) -> {
                        Object answer = method.invoke(store, arguments);
                        boolean second = method.getName().equals("payload")
                                && arguments[0].equals(sealed.get(1).payloadHash());
                        if (second && answer instanceof Optional<?> payload) {
                            byte[] bytes = ((byte[]) payload.orElseThrow()).clone();
                            bytes[bytes.length - 1] ^= 1;
                            return Optional.of(bytes);
                        }
                        return answer;
                    });
            SealedFacts.Found found = SealedFacts.about(
                    "0123abcd", damaged, node.self().id(), node.keys().vault(), 20_000);
            assertThat(found.sealed().stream()
                            .map(each -> each.facts().get("note").asText())
                            .toList())
                    .containsExactly("first", "third");
            assertThat(found.unopened().stream().map(Microblock::hash).toList())
                    .containsExactly(sealed.get(1).hash());
            assertThat(new ConsoleLedger(node, damaged).sealed("0123abcd77"))
                    .anyMatch(fact -> fact.value().equals("third"))
                    .anyMatch(fact -> fact.name().equals("not opened")
                            && fact.value().contains(sealed.get(1).hash().hex()));
        }
    }
}
