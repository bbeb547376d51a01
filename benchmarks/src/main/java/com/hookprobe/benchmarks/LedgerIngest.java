package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * {@code benchmarks/ledger ingest}: messages of blocks through the whole way of a validator (decoding, limits, enrolment, Ed25519,
 * RocksDB, a sync per message) beside Ed25519 alone on the same blocks, in turns on one thread.
 */
final class LedgerIngest implements Options.Program {
    private int blocks = 12_800;
    private int runs = 7;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    public static void main(String[] args) {
        Options.main("ledger", "ingest", new LedgerIngest(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--blocks" -> blocks = (int) Options.number(name, value, DsmWire.BLOCKS_MAX, 1_000_000);
            case "--runs" -> runs = (int) Options.number(name, value, 1, 1_000);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        DeviceKey device = DeviceKey.fromSeed(new byte[32]);
        byte[] publicKey = device.publicKey();
        NodeId source = NodeId.derive(publicKey);
        List<Microblock> made = make(device, source);
        List<Double> ratios = new ArrayList<>();
        List<Double> ingest = new ArrayList<>();
        List<Double> anchor = new ArrayList<>();
        for (int run = -2; run < runs; run++) {
            double alone = verify(made, publicKey);
            double whole = ingest(made, source, PublicKeyBytes.ed25519(publicKey), run);
            if (run >= 0) {
                anchor.add(alone);
                ingest.add(whole);
                ratios.add(whole / alone);
            }
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("blocks", made.size());
        report.put("ed25519_per_second", Math.round(Figures.median(anchor)));
        report.put("ingest_per_second", Math.round(Figures.median(ingest)));
        report.put("ratio", Figures.median(ratios));
        report.put("ratio_least", Figures.least(ratios));
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-20s %s%n", name, value));
        }
    }

    private List<Microblock> make(DeviceKey device, NodeId source) throws Exception {
        BlockSigner signer = BlockSigner.of(device);
        SourceChain chain =
                new SourceChain(MemoryBlockStore.create(MadeBlocks.NETWORK), MadeBlocks.NETWORK, source, 0, signer);
        List<SourceChain.Event> events = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            events.add(new SourceChain.Event(EventType.IDS_ALERT, Hash32.sha256("event " + i), Optional.empty()));
        }
        return chain.append(events, 1);
    }

    private static double verify(List<Microblock> made, byte[] publicKey) {
        List<byte[]> messages = made.stream().map(Microblock::signingBytes).toList();
        List<byte[]> signatures = made.stream().map(Microblock::signature).toList();
        long start = System.nanoTime();
        for (int i = 0; i < made.size(); i++) {
            if (!Ed25519.verify(publicKey, messages.get(i), signatures.get(i))) {
                throw new IllegalStateException("a good signature was refused");
            }
        }
        return made.size() / ((System.nanoTime() - start) / 1e9);
    }

    private double ingest(List<Microblock> made, NodeId source, PublicKeyBytes key, int run) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < made.size(); from += DsmWire.BLOCKS_MAX) {
            int to = Math.min(made.size(), from + DsmWire.BLOCKS_MAX);
            messages.add(DsmWire.encode(new DsmMessage.Blocks(made.subList(from, to))));
        }
        NodeId self = NodeId.derive(DeviceKey.fromSeed(filled(1)).publicKey());
        NodeId peer = NodeId.derive(DeviceKey.fromSeed(filled(2)).publicKey());
        DisseminationConfig standard = DisseminationConfig.standard(self, MadeBlocks.NETWORK, true);
        // The share of verifications of one peer is what protects a validator; here it would be what is measured.
        DisseminationConfig config = new DisseminationConfig(
                self,
                MadeBlocks.NETWORK,
                true,
                standard.pushFanout(),
                standard.haveIntervalNs(),
                standard.wantTimeoutNs(),
                standard.window(),
                1_000_000,
                standard.answerBytesPerSecond(),
                standard.invalidMax(),
                standard.muteNs());
        try (WorkDirectory work = new WorkDirectory(directory);
                BlockStore store =
                        RocksBlockStore.openOrCreate(work.path().resolve("blocks-" + run), MadeBlocks.NETWORK)) {
            BlockExchange exchange = new BlockExchange(
                    config,
                    store,
                    (id, incarnation) -> id.equals(source) ? Optional.of(key) : Optional.empty(),
                    (to, message) -> {},
                    new BlockExchange.Listener() {},
                    new SplittableRandom(1));
            exchange.addPeer(peer, true, 0);
            long now = 0;
            long start = System.nanoTime();
            for (byte[] message : messages) {
                exchange.onMessage(peer, message, now += 1_000_000_000L);
                store.sync();
            }
            double rate = made.size() / ((System.nanoTime() - start) / 1e9);
            if (store.highest(source, 0).orElseThrow().to() != made.size()) {
                throw new IllegalStateException("not all blocks were taken");
            }
            return rate;
        }
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
