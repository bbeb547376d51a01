package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.QuorumReceipt;
import com.hookprobe.dsm.consensus.QuorumSignature;
import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.consensus.SealedPlace;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of receipts: kept whole, bounded, and gone with the retention. */
class ReceiptFolderTest {
    private static final Instant START = Instant.ofEpochSecond(1_790_000_000L);

    @TempDir
    Path data;

    private SourceChain chain;
    private ReceiptFolder receipts;

    @BeforeEach
    void open() throws Exception {
        Hash32 network = Hash32.sha256("a network");
        chain = new SourceChain(
                MemoryBlockStore.create(network), network, NodeId.of(new byte[32]), 0, new BlockSigner() {
                    @Override
                    public SignatureAlgorithm algorithm() {
                        return SignatureAlgorithm.ED25519;
                    }

                    @Override
                    public byte[] sign(byte[] message) {
                        return new byte[64];
                    }
                });
        receipts = new ReceiptFolder(data);
    }

    private ReceiptBundle next(int bitmap) throws Exception {
        return signed(chain.append(EventType.IDS_ALERT, Hash32.ZERO, Optional.empty(), 1), bitmap);
    }

    private static ReceiptBundle signed(Microblock block, int bitmap) {
        return new ReceiptBundle(
                block,
                new QuorumReceipt(
                        SealedPlace.of(block),
                        Hash32.ZERO,
                        new QuorumSignature(4, new byte[] {(byte) bitmap}, new byte[96])));
    }

    private Path file(ReceiptBundle bundle) {
        return data.resolve("receipts").resolve(bundle.block().hash().hex() + ".receipt");
    }

    @Test
    void aReceiptWithMoreSignersTakesThePlaceOfTheFirst() throws Exception {
        ReceiptBundle three = next(0b0111);
        receipts.keep(three);
        receipts.keep(signed(three.block(), 0b1111));
        ReceiptFolder opened = new ReceiptFolder(data);
        assertThat(opened.all()).hasSize(1);
        assertThat(opened.find(three.block().hash()).orElseThrow().receipt().signers())
                .hasSize(4);
        assertThat(opened.find(Hash32.ZERO)).isEmpty();
    }

    @Test
    void theOldestGoWhenThereAreTooManyAndWhatIsTooOldGoesWithTheRetention() throws Exception {
        ReceiptBundle first = next(0b0111);
        for (int i = 0; i < ReceiptFolder.FILES_MAX; i++) {
            ReceiptBundle bundle = i == 0 ? first : next(0b0111);
            Files.createDirectories(data.resolve("receipts"));
            Files.write(file(bundle), bundle.encode());
            Files.setLastModifiedTime(file(bundle), FileTime.from(START.plusSeconds(i)));
        }
        receipts = new ReceiptFolder(data);
        ReceiptBundle last = next(0b0111);
        receipts.keep(last);
        assertThat(receipts.find(first.block().hash())).isEmpty();
        assertThat(receipts.find(last.block().hash())).isPresent();
        assertThat(receipts.all()).hasSize(ReceiptFolder.FILES_MAX - ReceiptFolder.FILES_MAX / 8);
        int old = receipts.prune(START.plusSeconds(1_000));
        assertThat(old).isEqualTo(1_000 - 1 - ReceiptFolder.FILES_MAX / 8);
        assertThat(receipts.find(last.block().hash())).isPresent();
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        ReceiptBundle bundle = next(0b0111);
        receipts.keep(bundle);
        byte[] bytes = bundle.encode();
        bytes[1] = 9;
        Files.write(file(bundle), bytes);
        assertThatThrownBy(() -> receipts.find(bundle.block().hash()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file(bundle).toString())
                .hasMessageContaining("version 9");
        Files.write(file(bundle), new byte[10_000]);
        assertThatThrownBy(() -> receipts.find(bundle.block().hash())).hasMessageContaining("10000 bytes");
    }
}
