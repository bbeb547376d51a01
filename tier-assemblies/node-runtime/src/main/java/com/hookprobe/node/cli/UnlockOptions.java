package com.hookprobe.node.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what opens a keystore; see {@link Unlocks}. */
final class UnlockOptions {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "first line is a passphrase; repeat for several slots (default: $$HOOKPROBE_PASSPHRASE)")
    private List<Path> passphraseFiles = List.of();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "key file on another medium; repeat for several slots (default: $$HOOKPROBE_KEY_FILE)")
    private List<Path> keyFiles = List.of();

    @Option(
            names = "--tpm",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "DEVICE",
            description = "TPM 2.0: a device file, or tcp:HOST:PORT of swtpm (default: $$HOOKPROBE_TPM, or /dev/tpmrm0"
                    + " where a slot asks for it)")
    private @Nullable String tpm;

    UnlockOptions() {}

    UnlockOptions(@Nullable Path passphraseFile) {
        this.passphraseFiles = passphraseFile == null ? List.of() : List.of(passphraseFile);
    }

    List<Path> passphraseFiles() {
        return passphraseFiles;
    }

    List<Path> keyFiles() {
        return keyFiles;
    }

    @Nullable String tpm() {
        return tpm;
    }
}
