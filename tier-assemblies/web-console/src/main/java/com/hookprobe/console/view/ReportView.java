package com.hookprobe.console.view;

import java.util.List;

/** Monthly reports for owners (docs/spec/report.md). Safe for use by many threads. */
public interface ReportView {
    /** Months of which something is recorded, such as {@code 2026-11}, newest first. */
    List<String> months() throws NodeAwayException;

    /**
     * The report of a month as one file of HTML.
     *
     * @param tenant of whom; empty at a site, whose report is its own
     * @param month as {@link #months} gives it
     * @throws IllegalArgumentException for a month or tenant that there is no report of, with advice
     */
    String page(String tenant, String month) throws NodeAwayException;
}
