package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.QuorumReceipt;
import com.hookprobe.dsm.consensus.QuorumSignature;
import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.consensus.SealedPlace;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.role.LedgerFixture;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code dsm receipt}: what it writes and says, and its exit codes. */
class DsmReceiptCommandTest {
    @TempDir
    Path folder;

    private LedgerFixture node;
    private Microblock block;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void open() throws Exception {
        node = new LedgerFixture(folder, 0);
        block = node.blocks().get(0);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void keep(int... signers) throws Exception {
        Genesis genesis = node.genesis();
        SealedPlace place = SealedPlace.of(block);
        byte[] message =
                place.signingBytes(genesis.networkId(), genesis.validators().hash());
        List<byte[]> signatures = new ArrayList<>();
        byte bitmap = 0;
        for (int signer : signers) {
            String name = genesis.validators().member(signer).name();
            try (BlsSecretKey key = node.keys(name).bls()) {
                signatures.add(key.sign(message));
            }
            bitmap |= (byte) (1 << signer);
        }
        QuorumReceipt receipt = new QuorumReceipt(
                place,
                genesis.validators().hash(),
                new QuorumSignature(4, new byte[] {bitmap}, Bls.aggregate(signatures)));
        Path receipts = Files.createDirectories(node.home().resolve("receipts"));
        Files.write(receipts.resolve(block.hash().hex() + ".receipt"), new ReceiptBundle(block, receipt).encode());
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine root = TierMain.commandLine(Tier.GUARDIAN, "dsm");
            if (!root.getSubcommands().containsKey("receipt")) {
                root.addSubcommand("receipt", new DsmReceiptCommand());
            }
            root.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
            return root.execute(args);
        } finally {
            System.setOut(before);
        }
    }

    private int write(Path file) {
        return run(
                "receipt",
                "-c",
                node.config().toString(),
                "--block",
                block.hash().hex(),
                "--out",
                file.toString());
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aReceiptIsListedWrittenAndVerified() throws Exception {
        keep(0, 1, 3);
        Path file = folder.resolve("one.receipt");
        assertThat(run("receipt", "list", "-c", node.config().toString())).isZero();
        assertThat(shown()).contains(block.hash().hex(), "3 of 4", "1 receipts");
        assertThat(write(file)).as(complaint()).isZero();
        assertThat(shown()).contains("3 of 4 validators");
        String mesh = folder.resolve("mesh.json").toString();
        assertThat(run("receipt", "verify", file.toString(), "--mesh", mesh, "--json"))
                .isZero();
        assertThat(shown())
                .contains("\"valid\":true", "\"acknowledged_by\":3", "\"honest_holders_at_least\":2")
                .contains("\"binds_next_reports\":false", block.hash().hex(), "\"event_type\":\"ids_alert\"");
        assertThat(run("receipt", "verify", file.toString(), "--mesh", mesh)).isZero();
        assertThat(shown()).containsPattern("valid +true");
        assertThat(write(file)).as("a file is never replaced").isEqualTo(1);
    }

    @Test
    void aChangedFileIsRefusedWithTheReason() throws Exception {
        keep(0, 1, 3);
        Path file = folder.resolve("one.receipt");
        write(file);
        byte[] bytes = Files.readAllBytes(file);
        // The bitmap stands before the 96 bytes of the signature: another signer than those who signed.
        bytes[bytes.length - 97] = 0b0111;
        Files.write(file, bytes);
        String mesh = folder.resolve("mesh.json").toString();
        assertThat(run("receipt", "verify", file.toString(), "--mesh", mesh, "--json"))
                .isEqualTo(1);
        assertThat(shown())
                .contains("\"valid\":false", "not that of the validators it names")
                .doesNotContain("honest_holders");
        bytes[0] = 7;
        Files.write(file, bytes);
        assertThat(run("receipt", "verify", file.toString(), "--mesh", mesh)).isEqualTo(1);
        assertThat(complaint()).contains("is no receipt").contains("version");
    }

    @Test
    void twoSignersAreNoQuorum() throws Exception {
        keep(0, 1);
        assertThat(write(folder.resolve("two.receipt"))).isEqualTo(1);
        assertThat(complaint()).contains("2 signers of 4; needed are 3");
        assertThat(folder.resolve("two.receipt")).doesNotExist();
    }

    @Test
    void whatIsNotThereAndWrongUsageSayWhatToDo() {
        assertThat(write(folder.resolve("none.receipt"))).isEqualTo(1);
        assertThat(complaint()).contains("no receipt of block").contains("ledger evidence");
        assertThat(run("receipt", "-c", node.config().toString())).isEqualTo(CliException.USAGE);
        assertThat(complaint()).contains("--block");
        assertThat(run("receipt", "verify", "x")).isEqualTo(CliException.USAGE);
    }
}
