package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.SignedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Models named by a file. */
final class Base {
    private Base() {}

    /** A model with the signature of a public key, 64 hex digits. */
    static SignedModel read(Path file, String publicKey) throws IOException {
        if (!publicKey.matches("[0-9a-f]{64}")) {
            throw new IOException("expected the aggregator's public key as 64 hex digits; found '" + publicKey + "'");
        }
        return read(file, Ed25519Key.verifier(HexFormat.of().parseHex(publicKey)));
    }

    static SignedModel read(Path file, SignatureVerifier aggregator) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            SignedModel model = SignedModel.decode(in.readNBytes(LearnedModel.BYTES_MAX + 1));
            if (!model.verify(aggregator)) {
                throw new IOException(file + ": expected the aggregator's signature; this model is another's");
            }
            return model;
        } catch (MalformedException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
