package com.hookprobe.node.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTieTest {
    private static final char[] PASSPHRASE = "a test".toCharArray();

    @TempDir
    Path folder;

    private Path data;
    private Path keystore;
    private NodeKeys keys;

    @BeforeEach
    void makeNode() throws Exception {
        data = Files.createDirectories(folder.resolve("data"));
        keystore = folder.resolve("keystore");
        keys = NodeKeys.create(keystore, PASSPHRASE, "guardian-1", Tier.GUARDIAN, new SecureRandom());
    }

    @AfterEach
    void close() {
        keys.close();
    }

    private FolderTie tie() {
        return new FolderTie(keys, data);
    }

    private void start() throws Exception {
        tie().renew(new SecureRandom());
    }

    private void reopen() throws Exception {
        keys.close();
        keys = NodeKeys.open(keystore, PASSPHRASE);
    }

    @Test
    void startsInARowStayTogether() throws Exception {
        assertThat(tie().state()).isEqualTo(FolderTie.State.NEW);
        for (int i = 0; i < 3; i++) {
            start();
            reopen();
            assertThat(tie().state()).isEqualTo(FolderTie.State.SAME);
        }
    }

    @Test
    void aLostFolderIsNoticed() throws Exception {
        start();
        Files.delete(data.resolve("keystore.tie"));
        assertThat(tie().state()).isEqualTo(FolderTie.State.FOLDER_LOST);
    }

    @Test
    void anOlderCopyOfTheFolderIsNoticed() throws Exception {
        start();
        Path copy = Files.copy(data.resolve("keystore.tie"), folder.resolve("copy"));
        start();
        Files.copy(copy, data.resolve("keystore.tie"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(tie().state()).isEqualTo(FolderTie.State.OLDER_COPY);
    }

    @Test
    void anOlderCopyOfTheKeystoreIsNoticed() throws Exception {
        Path first = Files.copy(keystore, folder.resolve("first"), StandardCopyOption.COPY_ATTRIBUTES);
        start();
        Path second = Files.copy(keystore, folder.resolve("second"), StandardCopyOption.COPY_ATTRIBUTES);
        start();
        Files.move(first, keystore, StandardCopyOption.REPLACE_EXISTING);
        reopen();
        assertThat(tie().state()).isEqualTo(FolderTie.State.KEYSTORE_OLDER);
        Files.move(second, keystore, StandardCopyOption.REPLACE_EXISTING);
        reopen();
        assertThat(tie().state()).isEqualTo(FolderTie.State.OLDER_COPY);
    }

    @Test
    void anotherNodesFolderIsNoticed() throws Exception {
        start();
        Files.write(data.resolve("keystore.tie"), new byte[32]);
        assertThat(tie().state()).isEqualTo(FolderTie.State.OLDER_COPY);
        Files.write(data.resolve("keystore.tie"), new byte[0]);
        assertThat(tie().state()).isEqualTo(FolderTie.State.OLDER_COPY);
    }

    /** The two moments at which a start can end: the keystore knows the next, the folder not yet; both do, NOW is the old one. */
    @Test
    void aCrashBetweenTheStepsLeavesThemTogether() throws Exception {
        start();
        byte[] before = Files.readAllBytes(data.resolve("keystore.tie"));
        byte[] next = new byte[32];
        next[0] = 1;
        keys.keystore().put("folder.tie.next", next);
        assertThat(tie().state()).isEqualTo(FolderTie.State.SAME);
        Files.write(data.resolve("keystore.tie"), next);
        assertThat(tie().state()).isEqualTo(FolderTie.State.SAME);
        start();
        Files.write(data.resolve("keystore.tie"), before);
        assertThat(tie().state()).isEqualTo(FolderTie.State.OLDER_COPY);
    }
}
