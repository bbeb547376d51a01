package com.hookprobe.notify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom a channel trusts instead of whom the platform does: certificates of a PEM file. */
final class TrustedCa {
    private TrustedCa() {}

    /** @throws IOException when the file holds no certificate */
    static SSLContext context(Path pem) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(pem))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + number++, each);
            }
            if (number == 0) {
                throw new IOException(pem + " holds no certificate; expected PEM");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds no certificate that can be read; expected PEM", e);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(pem + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
