package com.hookprobe.node.role;

import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.console.view.ReportView;
import com.hookprobe.node.report.core.Period;
import java.io.IOException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reports as the console gives them out: made anew each time. Safe for use by many threads. */
final class ConsoleReports implements ReportView {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long TURN_MS = 1_000;

    private final NodeContext node;
    private final ReportRole reports;
    /** One at a time: the console's other threads are for health, metrics and other people. */
    private final Semaphore making = new Semaphore(1, true);

    ConsoleReports(NodeContext node, ReportRole reports) {
        this.node = node;
        this.reports = reports;
    }

    @Override
    public List<String> months() throws NodeAwayException {
        TreeSet<YearMonth> months = new TreeSet<>(Comparator.reverseOrder());
        try {
            reports.book().folder().days().forEach(day -> months.add(YearMonth.from(day)));
        } catch (IOException e) {
            throw new NodeAwayException("the tallies cannot be read now; the node's log says more");
        }
        months.add(Period.of(node.loop().wallMicros()).month());
        return months.stream().map(YearMonth::toString).toList();
    }

    @Override
    public String page(String tenant, String month) throws NodeAwayException {
        Period period = Period.parse(month);
        try {
            if (!making.tryAcquire(TURN_MS, TimeUnit.MILLISECONDS)) {
                throw new NodeAwayException("a report is made for somebody else");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        }
        try {
            return made(tenant, period);
        } finally {
            making.release();
        }
    }

    private String made(String tenant, Period period) throws NodeAwayException {
        try {
            return reports.ask(tenant, period)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .page();
        } catch (TimeoutException e) {
            throw new NodeAwayException("the report takes longer than " + PATIENCE.toSeconds()
                    + " s; the command 'report' with --wait has more patience");
        } catch (RejectedExecutionException e) {
            throw new NodeAwayException("other reports are made");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            node.log().event("report_failed", "reason", String.valueOf(e.getCause()));
            throw new NodeAwayException("the report could not be made; the node's log says more");
        }
    }
}
