package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser's check of proofs, in Node.js, over bundles of the production code. */
class ProofCheckTest {
    private static final Path ASSETS = Path.of("src/main/resources/com/hookprobe/console/assets");
    private static final Path SCRIPT = Path.of("src/test/js/proof-check.mjs");

    @TempDir
    static Path folder;

    private static Bundles bundles;

    @BeforeAll
    static void fill() throws Exception {
        assumeTrue(
                hasNode(), "needs Node.js 20 or newer as 'node' on the path; the check runs in the browser test, too");
        bundles = new Bundles();
        // The files end in .js; this tells Node.js, as the page's type=module tells a browser, that they are modules.
        Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
        try (var files = Files.walk(ASSETS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(ASSETS.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.copy(SCRIPT, folder.resolve("proof-check.mjs"));
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(
                            "node", "-e", "process.exit(Number(process.versions.node.split('.')[0] < 20))")
                    .redirectErrorStream(true)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String run(String mode, byte[] bundle) throws Exception {
        Path file = Files.write(folder.resolve("bundle.bin"), bundle);
        Process process = new ProcessBuilder(List.of(
                        "node",
                        "proof-check.mjs",
                        mode,
                        file.getFileName().toString(),
                        HexFormat.of().formatHex(bundles.genesis.networkId().bytes())))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return out.strip();
    }

    @Test
    void blocksBeforeAndAfterAChangeOfTheValidatorsHold() throws Exception {
        for (int block : new int[] {0, 6, 15}) {
            assertThat(run("one", bundles.bundle(block, block == 15)))
                    .as("block %d", block)
                    .startsWith("ok");
        }
    }

    @Test
    void blocksOfBothKindsOfKeysHold() throws Exception {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            int block = 0;
            while (bundles.blocks.get(block).algorithm() != algorithm) {
                block++;
            }
            byte[] good = bundles.bundle(block, false);
            assertThat(run("one", good)).as("%s", algorithm).startsWith("ok");
            assertThat(run("one", forged(good, bundles.blocks.get(block).signature())))
                    .as("%s", algorithm)
                    .startsWith("refused");
        }
    }

    /** The last byte of a block's signature is another one. */
    private static byte[] forged(byte[] bundle, byte[] signature) {
        for (int at = 0; at + signature.length <= bundle.length; at++) {
            if (Arrays.equals(bundle, at, at + signature.length, signature, 0, signature.length)) {
                bundle[at + signature.length - 1] ^= 1;
                return bundle;
            }
        }
        throw new IllegalStateException("the signature is not in the bundle");
    }

    @Test
    void theStepsAreTold() throws Exception {
        assertThat(run("one", bundles.bundle(15, true)))
                .contains("Network")
                .contains("Change 1 of the validators")
                .contains("Signature of the source")
                .contains("Merkle path")
                .contains("Quorum certificate")
                .contains("Certificate of the anchor")
                .contains("Payload");
    }

    @Test
    void anotherNetworkIsRefused() throws Exception {
        assertThat(run("other-network", bundles.bundle(0, false)))
                .startsWith("refused")
                .contains("another network");
    }

    @Test
    void twoOfFourSignersAreNoQuorum() throws Exception {
        assertThat(run("one", bundles.withoutQuorum())).startsWith("refused").contains("quorum");
    }

    /** A byte in each part; with {@code -Dproof.bytes=all} every byte, which takes some minutes. */
    @Test
    void aChangedByteAnywhereIsRefused() throws Exception {
        boolean all = "all".equals(System.getProperty("proof.bytes"));
        assertThat(run(all ? "all-bytes" : "some-bytes", bundles.bundle(15, true)))
                .startsWith("refused everywhere");
    }

    @Test
    void aFileThatIsCutOrGoesOnIsRefused() throws Exception {
        assertThat(run("lengths", bundles.bundle(15, true))).startsWith("refused everywhere");
    }
}
