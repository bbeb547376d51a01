package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A site's budget on its disk (LEARNING 8.3). What is charged is on the disk before the release leaves; a crash in between costs a
 * release and tells nothing. Two processes cannot charge at once. Who puts an old copy back spends twice: keep it out of restores,
 * or delete it then and begin with a smaller one.
 */
public final class BudgetFile {
    private static final int VERSION = 1;
    private static final int BYTES_MAX = 8_192;

    private final Path file;

    /** A budget in this file. */
    public BudgetFile(Path file) {
        this.file = file;
    }

    /**
     * The budget; empty when there is no file.
     *
     * @throws IOException also when the file is no budget: then nothing may be sent
     */
    public Optional<PrivacyBudget> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(SmallFiles.read(file, BYTES_MAX)));
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException(file + ": expected a privacy budget; " + e.getMessage(), e);
        }
    }

    /**
     * Writes a budget with nothing spent.
     *
     * @throws IOException also when there is one already: a new one would forget what was told
     */
    public void create(PrivacyBudget budget) throws IOException {
        try (Locked ignored = new Locked()) {
            if (Files.exists(file)) {
                throw new IOException(file + ": there is a budget already; what it has spent cannot be taken back");
            }
            SmallFiles.write(file, encode(budget));
        }
    }

    /**
     * Charges one release.
     *
     * @return the budget after it; empty when it does not hold it, and nothing may be sent
     * @throws IOException also when there is no budget, or another process charges
     */
    public Optional<PrivacyBudget> charge(ReleasePlan plan) throws IOException {
        try (Locked ignored = new Locked()) {
            PrivacyBudget budget =
                    read().orElseThrow(() -> new IOException(file + ": expected a privacy budget; make one first"));
            Optional<PrivacyBudget> charged = budget.charge(plan);
            if (charged.isPresent()) {
                SmallFiles.write(file, encode(charged.get()));
            }
            return charged;
        }
    }

    private static PrivacyBudget decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        int epsilonMilli = (int) in.number("epsilon", 4, 1, Integer.MAX_VALUE);
        long deltaOneIn = in.signed64("delta", 1, Long.MAX_VALUE);
        int plans = (int) in.number("plans", 1, 0, PrivacyBudget.PLANS_MAX);
        Map<ReleasePlan, Long> releases = new HashMap<>();
        for (int i = 0; i < plans; i++) {
            ReleasePlan plan = new ReleasePlan(
                    in.signed64("sensitivity", 1, Long.MAX_VALUE),
                    in.signed64("variance", 1, Long.MAX_VALUE),
                    in.signed64("sampled", 1, Long.MAX_VALUE));
            if (releases.put(plan, in.number("times", 4, 1, Integer.MAX_VALUE)) != null) {
                throw new MalformedException("plan: expected each once");
            }
        }
        in.end();
        return new PrivacyBudget(epsilonMilli, deltaOneIn, releases);
    }

    private static byte[] encode(PrivacyBudget budget) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(budget.epsilonMilli());
            out.writeLong(budget.deltaOneIn());
            out.writeByte(budget.releases().size());
            for (Map.Entry<ReleasePlan, Long> one : budget.releases().entrySet()) {
                out.writeLong(one.getKey().sensitivitySquared());
                out.writeLong(one.getKey().variance());
                out.writeLong(one.getKey().sampled());
                out.writeInt(Math.toIntExact(one.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Held while the budget changes; the lock's own file stays, since who deletes it could take it from another. */
    private final class Locked implements AutoCloseable {
        private final FileChannel channel;

        Locked() throws IOException {
            Path lock = file.resolveSibling(file.getFileName() + ".lock");
            channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock held;
            try {
                held = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                held = null;
            }
            if (held == null) {
                channel.close();
                throw new IOException(file + ": another process changes this budget; try again");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
