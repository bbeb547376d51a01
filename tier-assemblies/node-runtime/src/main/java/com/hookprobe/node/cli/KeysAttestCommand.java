package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.tpm.QuoteRecord;
import com.hookprobe.identity.tpm.QuoteVerifier;
import com.hookprobe.identity.tpm.Tpm;
import com.hookprobe.identity.tpm.TpmSigner;
import com.hookprobe.node.keys.NodeKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The TPM's word on what this machine has booted. */
@Command(
        name = "attest",
        mixinStandardHelpOptions = true,
        description = {
            "Has the TPM sign what PCRs 0, 1, 2, 3 and 7 are now, for a verifier's nonce.",
            "The first time it makes the TPM's key; --binding then writes who it belongs to, for the verifier to keep."
        })
final class KeysAttestCommand implements Callable<Integer> {
    /** Name of the TPM's key in the keystore: wrapped by the chip, so no secret. */
    static final String TPM_KEY = "tpm.key";

    @Option(names = "--keystore", required = true, paramLabel = "FILE")
    private Path keystore = Path.of("");

    @Mixin
    private UnlockOptions unlock = new UnlockOptions();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "a device file, or tcp:HOST:PORT of swtpm (default: $$HOOKPROBE_TPM, or /dev/tpmrm0)")
    private @Nullable String device;

    @Option(names = "--nonce", required = true, paramLabel = "HEX", description = "of the verifier, 16 to 64 bytes")
    private String nonce = "";

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the quote")
    private Path out = Path.of("");

    @Option(names = "--binding", paramLabel = "FILE", description = "writes that node and TPM key belong together")
    private @Nullable Path binding;

    @Option(
            names = "--pcrs",
            paramLabel = "FILE",
            description = "writes the values, as 'verify-quote --pcrs' takes them")
    private @Nullable Path pcrs;

    @Option(names = "--new-key", description = "makes a new key: the TPM was replaced or cleared. Needs --binding")
    private boolean newKey;

    @Override
    public Integer call() throws Exception {
        byte[] bytes = nonce(nonce);
        if (newKey && binding == null) {
            throw new CliException(CliException.USAGE, "--new-key expects --binding: verifiers know the old key only");
        }
        try (Unlocks unlocks = Unlocks.of(keystore, unlock);
                NodeKeys keys = NodeKeys.open(keystore, unlocks.list());
                Tpm tpm = Tpm.open(device == null ? Unlocks.defaultTpm() : device)) {
            TpmSigner signer = signer(keys, tpm);
            QuoteRecord quote = signer.quote(bytes, keys.id());
            Files.write(out, quote.encode(), StandardOpenOption.CREATE_NEW);
            if (binding != null) {
                Files.write(binding, signer.bind(keys.id(), keys.device()).encode(), StandardOpenOption.CREATE_NEW);
            }
            if (pcrs != null) {
                Files.writeString(pcrs, quote.pcrs().toText(), StandardOpenOption.CREATE_NEW);
            }
            System.out.println("quote of node " + keys.id().hex() + " by " + signer.key());
            return 0;
        } catch (KeyProtectorException e) {
            throw new CliException(CliException.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private TpmSigner signer(NodeKeys keys, Tpm tpm) throws KeyProtectorException, KeystoreException {
        Optional<byte[]> held = keys.keystore().getRecord(TPM_KEY);
        if (held.isPresent() && !newKey) {
            return TpmSigner.load(tpm, held.get());
        }
        TpmSigner made = TpmSigner.create(tpm);
        keys.keystore().put(TPM_KEY, made.blob());
        return made;
    }

    static byte[] nonce(String hex) {
        if (!hex.matches(
                "([0-9a-fA-F]{2}){" + QuoteVerifier.NONCE_BYTES_MIN + "," + QuoteVerifier.NONCE_BYTES_MAX + "}")) {
            throw new CliException(
                    CliException.USAGE,
                    "--nonce expects " + QuoteVerifier.NONCE_BYTES_MIN + " to " + QuoteVerifier.NONCE_BYTES_MAX
                            + " bytes in hexadecimal; found " + hex);
        }
        return HexFormat.of().parseHex(hex);
    }
}
