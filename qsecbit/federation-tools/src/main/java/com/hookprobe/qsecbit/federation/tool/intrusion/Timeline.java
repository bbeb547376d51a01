package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The alerts of several sites in one order of time. Each site's own may be moved by whole days, so that another site is the
 * first to be attacked.
 *
 * @param sites who takes part, at least one
 * @param shiftMicros by how much each is moved, as many as sites
 */
record Timeline(List<SiteAlerts> sites, List<Long> shiftMicros) {
    private static final long DAY_MICROS = 86_400_000_000L;

    private static final class Cursor {
        final int site;
        int row;
        long atMicros;

        Cursor(int site) {
            this.site = site;
        }
    }

    /** One alert when it comes. */
    interface Visitor {
        /**
         * Takes an alert.
         *
         * @param site the number of its site
         * @param row the alert, with its own time
         * @param micros when it comes on this time line
         */
        void alert(int site, AlertRow row, long micros);
    }

    /** As it was recorded. */
    static Timeline recorded(List<SiteAlerts> sites) {
        return new Timeline(sites, sites.stream().map(site -> 0L).toList());
    }

    /**
     * Begins the recordings of the sites in another order: the first of the order begins where the first recording did, and so on.
     * Times of day stay.
     *
     * @param order numbers of sites, each once
     */
    static Timeline reordered(List<SiteAlerts> sites, List<Integer> order) {
        List<Long> days = sites.stream()
                .map(site -> site.beganMicros() / DAY_MICROS)
                .sorted()
                .toList();
        List<Long> shifts = new ArrayList<>(sites.stream().map(site -> 0L).toList());
        for (int place = 0; place < order.size(); place++) {
            int site = order.get(place);
            long ownDay = sites.get(site).beganMicros() / DAY_MICROS;
            shifts.set(site, (days.get(place) - ownDay) * DAY_MICROS);
        }
        return new Timeline(sites, shifts);
    }

    long beganMicros(int site) {
        return sites.get(site).beganMicros() + shiftMicros.get(site);
    }

    long beganMicros() {
        long first = Long.MAX_VALUE;
        for (int site = 0; site < sites.size(); site++) {
            first = Math.min(first, beganMicros(site));
        }
        return first;
    }

    void play(Visitor visitor) {
        PriorityQueue<Cursor> next = new PriorityQueue<>(
                Comparator.comparingLong((Cursor cursor) -> cursor.atMicros).thenComparingInt(cursor -> cursor.site));
        for (int site = 0; site < sites.size(); site++) {
            Cursor cursor = new Cursor(site);
            cursor.atMicros = beganMicros(site);
            next.add(cursor);
        }
        for (Cursor cursor = next.poll(); cursor != null; cursor = next.poll()) {
            List<AlertRow> rows = sites.get(cursor.site).rows();
            visitor.alert(cursor.site, rows.get(cursor.row), cursor.atMicros);
            cursor.row++;
            if (cursor.row < rows.size()) {
                cursor.atMicros = rows.get(cursor.row).micros() + shiftMicros.get(cursor.site);
                next.add(cursor);
            }
        }
    }
}
