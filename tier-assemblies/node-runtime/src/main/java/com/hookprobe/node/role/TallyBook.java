package com.hookprobe.node.role;

import com.hookprobe.node.report.TallyFolder;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Period;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of this day, owned by the node's loop, and of earlier days as files. What was counted since the last minute is lost in a crash,
 * and counts are no evidence: that is the ledger.
 */
final class TallyBook {
    /** In the data folder. */
    static final String FOLDER = "tallies";

    private static final Duration SAVE_EVERY = Duration.ofMinutes(1);

    private final NodeContext node;
    private final TallyFolder folder;
    private final Executor writer;
    private @Nullable DayTallies today;
    private @Nullable DayTallies before;
    private boolean changed;
    /** Set on the loop, and taken back there. */
    private boolean saving;

    /** Written by both threads: it only keeps the log from saying the same again. */
    private volatile String failed = "";

    /** @param writer one thread, on which files are written in order */
    TallyBook(NodeContext node, Executor writer) {
        this.node = node;
        this.writer = writer;
        this.folder = new TallyFolder(
                node.data().resolve(FOLDER),
                (file, content) -> WholeFile.replace(file, content, step -> {}),
                what -> node.log().event("tallies_damaged", "file", what));
    }

    void start() {
        node.loop().every(SAVE_EVERY, this::save);
    }

    /** Files of earlier days, and of this one as it was a minute ago. Safe for use by many threads that read. */
    TallyFolder folder() {
        return folder;
    }

    /** Counts; see {@link DayTallies#count}. */
    void count(String subject, String name, long value) {
        DayTallies day = today();
        day.count(subject, name, value);
        changed = true;
    }

    /** This day's, as it is now. */
    DayTallies today() {
        LocalDate now = Period.day(node.loop().wallMicros());
        DayTallies open = today;
        if (open != null && open.day().equals(now)) {
            return open;
        }
        if (open != null && changed) {
            later(open.day(), open.text());
        }
        // Also when a clock goes back: that day goes on where it was, and its file may not be written yet.
        DayTallies known = before;
        DayTallies next = known != null && known.day().equals(now) ? known : load(now);
        before = open;
        today = next;
        changed = false;
        return next;
    }

    private DayTallies load(LocalDate day) {
        try {
            return folder.load(day).orElseGet(() -> new DayTallies(day));
        } catch (IOException e) {
            failed("read", e);
            return new DayTallies(day);
        }
    }

    private void later(LocalDate day, String text) {
        try {
            writer.execute(() -> write(day, text));
        } catch (RejectedExecutionException e) {
            write(day, text);
        }
    }

    private void write(LocalDate day, String text) {
        try {
            folder.save(day, text);
            folder.prune();
            failed = "";
        } catch (IOException e) {
            failed("written", e);
        }
    }

    private void failed(String what, IOException why) {
        String reason = "not " + what + ": " + why;
        if (!reason.equals(failed)) {
            failed = reason;
            node.log().event("tallies_failed", "reason", reason);
        }
    }

    /** Has what is new written; on the loop. */
    void save() {
        DayTallies day = today();
        if (!changed || saving) {
            return;
        }
        String text = day.text();
        LocalDate date = day.day();
        saving = true;
        changed = false;
        try {
            writer.execute(() -> {
                write(date, text);
                node.loop().execute(() -> saving = false);
            });
        } catch (RejectedExecutionException e) {
            saving = false;
            changed = true;
        }
    }

    /** Writes what is new at once: the node stops. After the writer has ended. */
    void close() {
        DayTallies open = today;
        if (open != null && changed) {
            write(open.day(), open.text());
        }
    }
}
