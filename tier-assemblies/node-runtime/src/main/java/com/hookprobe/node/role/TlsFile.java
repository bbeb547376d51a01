package com.hookprobe.node.role;

import com.hookprobe.node.config.ApiSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server's key and certificates, from the files that a configuration names. */
final class TlsFile {
    private TlsFile() {}

    /** @param key of the configuration, for the message */
    static SSLContext context(String key, ApiSettings.Tls tls) throws IOException, GeneralSecurityException {
        String file = String.valueOf(tls.keystore());
        char[] password = Files.readString(Path.of(String.valueOf(tls.passwordFile())))
                .lines()
                .findFirst()
                .orElse("")
                .toCharArray();
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(
                    key + ": expected a PKCS #12 file with a key and its certificates in " + file
                            + ", and its password in password_file; found: " + e.getMessage(),
                    e);
        } finally {
            Arrays.fill(password, ' ');
        }
    }
}
