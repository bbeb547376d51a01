package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A store on disk: a sealed state file for each device and one sealed journal for all. NEURO 9.26.
 *
 * <p>What was appended survives a crash and a power cut; a torn end is cut when the store is opened, and damage to what
 * was durable is reported with file and byte, never repaired in silence. One object of one process at a time has a store
 * open. After an input or output error of the journal it takes no more until it is opened again. Interrupting a thread
 * that is in here closes files, which is such an error. Thread-safe as {@link VerifierStore} asks.
 */
public final class FileVerifierStore implements VerifierStore {
    private final FileChannel lock;
    private final StateFiles states;
    private final Journal journal;

    private FileVerifierStore(FileChannel lock, StateFiles states, Journal journal) {
        this.lock = lock;
        this.states = states;
        this.journal = journal;
    }

    /**
     * Opens a store, or makes an empty one.
     *
     * @param folder for this store alone, made when missing
     * @param seal the one with which it was made; not closed by the store
     * @throws NeuroException of kind LOG_LOCKED, LOG_CORRUPT, STATE_DAMAGED (also for another seal) or IO
     */
    public static FileVerifierStore open(Path folder, StateSeal seal, FileVerifierOptions options)
            throws NeuroException {
        try {
            Disk disk = Disk.of(folder);
            FileChannel lock = lock(folder, disk);
            try {
                disk.makeFolder(folder.resolve("states"));
                disk.makeFolder(folder.resolve("journal"));
                StateFiles states = new StateFiles(folder.resolve("states"), disk, seal);
                Journal journal = Journal.open(folder.resolve("journal"), disk, seal, states, options);
                return new FileVerifierStore(lock, states, journal);
            } catch (IOException | NeuroException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw io("cannot open the verifier's store in " + folder, e);
        }
    }

    @Override
    public Stored load(DeviceId device) throws NeuroException {
        try {
            return new Stored(states.read(device), journal.entries(device));
        } catch (IOException e) {
            throw io("cannot read the history of device " + device, e);
        }
    }

    @Override
    public void append(List<JournalEntry> entries) throws NeuroException {
        try {
            journal.append(entries);
        } catch (IOException e) {
            throw io("cannot append to the verifier's journal", e);
        }
    }

    @Override
    public void save(DeviceId device, long revision, byte[] history) throws NeuroException {
        try {
            states.write(device, revision, history);
            journal.saved(device, revision);
        } catch (IOException e) {
            throw io("cannot save the history of device " + device, e);
        }
    }

    @Override
    public Optional<DeviceId> overdue(Predicate<DeviceId> mine) {
        return journal.overdue(mine);
    }

    @Override
    public boolean crowded() {
        return journal.crowded();
    }

    @Override
    public void close() throws NeuroException {
        try (lock) {
            journal.close();
        } catch (IOException e) {
            throw io("cannot close the verifier's store", e);
        }
    }

    private static FileChannel lock(Path folder, Disk disk) throws IOException, NeuroException {
        FileChannel lock = disk.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new NeuroException(Kind.LOG_LOCKED, "this process has the store in " + folder + " open already", e);
        }
        lock.close();
        throw new NeuroException(Kind.LOG_LOCKED, "another process has the store in " + folder + " open");
    }

    private static NeuroException io(String what, IOException cause) {
        return new NeuroException(Kind.IO, what + ": " + cause.getMessage(), cause);
    }
}
