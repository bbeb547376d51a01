package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the certificates out of a transcript, or out of an evidence bundle: headers with the certificates that make them final. */
final class ForensicFile {
    private ForensicFile() {}

    static List<Transcript> read(Path file, Hash32 network) {
        byte[] bytes = bytes(file);
        try {
            List<Transcript> transcripts = Transcript.isOne(bytes)
                    ? List.of(Transcript.decode(bytes))
                    : List.copyOf(ofBundle(file, bytes, network));
            for (Transcript transcript : transcripts) {
                checkNetwork(file, transcript.networkId(), network);
            }
            return transcripts;
        } catch (MalformedException | IllegalArgumentException e) {
            throw new CliException(
                    CliException.USAGE,
                    file + ": expected a transcript or an evidence bundle, found something else or a damaged one: "
                            + e.getMessage());
        }
    }

    private static List<Transcript> ofBundle(Path file, byte[] bytes, Hash32 network) throws MalformedException {
        // A bundle of another network may be its maker's from the first byte to the last: nothing more of it is read.
        checkNetwork(file, EvidenceBundle.networkOf(bytes), network);
        EvidenceBundle bundle = EvidenceBundle.decode(bytes);
        List<Transcript> transcripts = new ArrayList<>();
        if (bundle.block().isPresent()) {
            transcripts.add(
                    of(bundle.block().get().header(), bundle.block().get().certificate()));
        }
        if (bundle.anchor().isPresent()) {
            transcripts.add(
                    of(bundle.anchor().get().header(), bundle.anchor().get().certificate()));
        }
        if (bundle.completeness().isPresent()) {
            CompletenessReceipt receipt = bundle.completeness().get();
            transcripts.add(of(receipt.after().header(), receipt.after().certificate()));
            if (receipt.before().isPresent()) {
                transcripts.add(of(
                        receipt.before().get().header(), receipt.before().get().certificate()));
            }
        }
        return transcripts;
    }

    private static Transcript of(CheckpointHeader header, byte[] certificate) throws MalformedException {
        return Transcript.of(
                header.networkId(), header.height(), List.of(header), List.of(Certificate.decode(certificate)));
    }

    private static void checkNetwork(Path file, Hash32 found, Hash32 expected) {
        if (!found.equals(expected)) {
            throw new CliException(
                    CliException.USAGE,
                    file + ": expected network " + expected + ", found " + found + "; give the mesh file of that one");
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return LedgerVerifyCommand.bytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static CliException unreadable(Path file, IOException e) {
        return new CliException(
                CliException.USAGE,
                e instanceof NoSuchFileException
                        ? "no such file: " + file
                        : file + ": cannot be read: " + e.getMessage());
    }
}
