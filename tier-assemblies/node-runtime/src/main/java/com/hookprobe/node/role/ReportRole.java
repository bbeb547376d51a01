package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.ReportSettings;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.report.ReportJson;
import com.hookprobe.node.report.ReportPage;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports (docs/spec/report.md): for a command, for the console, and by the calendar. Counting is the loop's; making is the work of one
 * thread of its own, which also writes tallies.
 */
final class ReportRole implements Role {
    /** The subject of a site's own report. */
    static final String SITE = "";

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CALENDAR_EVERY = Duration.ofHours(1);
    private static final int WAITING_MAX = 16;
    private static final int STOP_MS = 500;

    /** Gathers a report; on the reports' thread. */
    interface Maker {
        /** Of whom there can be reports: tenants, or {@link #SITE}. */
        List<String> subjects() throws Exception;

        /** @throws IllegalArgumentException for a subject that there is none of, with advice */
        ReportData make(String subject, Period period, Recorded recorded) throws Exception;
    }

    /**
     * What was counted in a month.
     *
     * @param first day of all that were counted; null when none was
     */
    record Recorded(
            Map<LocalDate, DayTallies> days, @Nullable LocalDate first, long nowMicros) {}

    /** A report that is made. */
    record Made(ReportData data, String page) {
        String sha256() {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                return HexFormat.of().formatHex(sha256.digest(page.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final NodeContext node;
    private final LedgerRole ledger;
    private final TallyBook book;
    private final ThreadPoolExecutor thread;
    /** Requests that are worked on: their files go when they are answered. */
    private final Set<Path> underWay = ConcurrentHashMap.newKeySet();

    private final List<Role> counting = new ArrayList<>();
    private Function<NodeId, OptionalDouble> scores = id -> OptionalDouble.empty();
    private @Nullable Maker maker;

    ReportRole(NodeContext node, LedgerRole ledger) {
        this.node = node;
        this.ledger = ledger;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            Thread made = new Thread(task, "report-" + node.self().name());
            made.setDaemon(true);
            return made;
        });
        this.book = new TallyBook(node, thread);
    }

    /** This role, and those that count for it. */
    List<Role> roles() {
        List<Role> all = new ArrayList<>(counting);
        all.add(this);
        return all;
    }

    /** A role that counts. */
    void counts(Role role) {
        counting.add(role);
    }

    /** What knows the latest scores of nodes. */
    void scores(Function<NodeId, OptionalDouble> known) {
        scores = known;
    }

    /** The score that a node told last, 0 to 1; empty when it has not told any. On the loop. */
    OptionalDouble score(NodeId id) {
        return scores.apply(id);
    }

    /** Where this node counts. */
    TallyBook book() {
        return book;
    }

    /** Before the loop has work. */
    ReportRole by(Maker gathers) {
        maker = gathers;
        return this;
    }

    @Override
    public void start() {
        book.start();
        node.loop().every(LOOK_EVERY, this::look);
        ReportSettings settings = node.config().report();
        if (settings != null) {
            ReportCalendar calendar = new ReportCalendar(node, settings, this);
            Runnable due = () -> background(calendar::look);
            due.run();
            node.loop().every(CALENDAR_EVERY, due::run);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void background(Work work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (Exception e) {
                    node.log().event("report_failed", "reason", String.valueOf(e.getMessage()));
                }
            });
        } catch (RejectedExecutionException e) {
            // It stops, or others wait already: there is a next time.
            node.log().event("report_failed", "reason", "others wait, or the node stops");
        }
    }

    Maker maker() {
        Maker gathers = maker;
        if (gathers == null) {
            throw new IllegalStateException("no maker was given");
        }
        return gathers;
    }

    /**
     * Makes a report on the reports' thread.
     *
     * @throws RejectedExecutionException when too many wait, or the node stops
     */
    CompletableFuture<Made> ask(String subject, Period period) {
        CompletableFuture<Made> answer = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                answer.complete(make(subject, period));
            } catch (Exception | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** On the reports' thread. */
    Made make(String subject, Period period) throws Exception {
        ReportData data = maker().make(subject, period, recorded(period));
        return new Made(data, ReportPage.of(data));
    }

    private Recorded recorded(Period period) throws Exception {
        DayTallies today = DayTallies.read(onLoop(() -> book.today().text()));
        List<LocalDate> days = book.folder().days();
        LocalDate first = days.isEmpty() ? today.day() : days.get(0);
        return new Recorded(
                ReportParts.days(book.folder(), period, today),
                first,
                node.loop().wallMicros());
    }

    private <T> T onLoop(Callable<T> question) throws Exception {
        return new LoopAsk(node.loop()).ask(question, PATIENCE);
    }

    /** Seals a report's hash; on the reports' thread. */
    Microblock seal(String subject, Made made) throws Exception {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("report", subject.isEmpty() ? "site" : "tenant");
        facts.put("of", subject);
        facts.put("month", made.data().month());
        facts.put("sha256", made.sha256());
        byte[] payload = EventLog.json(facts).getBytes(StandardCharsets.UTF_8);
        Microblock block = onLoop(() -> ledger.seal(EventType.POLICY_UPDATE, payload));
        node.log()
                .event(
                        "report_made",
                        "of",
                        subject.isEmpty() ? node.self().name() : subject,
                        "month",
                        made.data().month(),
                        "sha256",
                        made.sha256(),
                        "block",
                        block.hash().hex());
        return block;
    }

    /** Requests of the command line wait in a folder. */
    private void look() throws IOException {
        for (Path file : ReportRequest.waiting(node.data())) {
            ReportRequest request;
            try {
                request = ReportRequest.read(file);
            } catch (IllegalArgumentException e) {
                ReportRequest.settle(file, ReportRequest.Answer.refused(String.valueOf(e.getMessage())));
                continue;
            }
            if (!underWay.add(file)) {
                continue;
            }
            try {
                thread.execute(() -> answer(file, request));
            } catch (RejectedExecutionException e) {
                underWay.remove(file);
                ReportRequest.settle(file, ReportRequest.Answer.refused("other reports are made; try again"));
            }
        }
    }

    private void answer(Path file, ReportRequest request) {
        ReportRequest.Answer answer;
        try {
            Made made = make(subject(request), Period.parse(request.month()));
            answer = new ReportRequest.Answer(null, request.json() ? ReportJson.of(made.data()) : made.page());
        } catch (IllegalArgumentException e) {
            answer = ReportRequest.Answer.refused(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            answer = ReportRequest.Answer.refused("it could not be made: " + e);
        }
        try {
            ReportRequest.settle(file, answer);
        } catch (IOException e) {
            node.log().event("report_failed", "reason", "the answer is not written: " + e);
        } finally {
            underWay.remove(file);
        }
    }

    private String subject(ReportRequest request) throws Exception {
        List<String> subjects = maker().subjects();
        Optional<String> tenant = Optional.ofNullable(request.tenant());
        if (subjects.equals(List.of(SITE))) {
            if (tenant.isPresent()) {
                throw new IllegalArgumentException("this is a site: its report is its own; leave --tenant out");
            }
            return SITE;
        }
        return tenant.orElseThrow(() ->
                new IllegalArgumentException("whose report? give --tenant; 'tenant list' names those that there are"));
    }

    @Override
    public void close() {
        // What it makes may wait for the loop, which is here.
        thread.shutdownNow();
        try {
            thread.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        book.close();
    }
}
