package com.hookprobe.dsm.api.tlog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a tile as its path says it (C2SP tlog-tiles): {@code <L>/<N>[.p/<W>]}, or {@code entries/<N>[.p/<W>]}. There is
 * one path for a place, so that caches hold it once.
 *
 * @param level 0..63, or {@link #ENTRIES}
 * @param index of the tile in its level
 * @param width 1..255 of a partial tile, {@link #FULL} of a full one
 */
public record TilePath(int level, int index, int width) {
    /** The level of bundles of entries. */
    public static final int ENTRIES = -1;

    /** Width of a full tile. */
    public static final int FULL = 256;

    // Three groups hold every index of a log of 2^30 entries.
    private static final Pattern PATH =
            Pattern.compile("(entries|0|[1-9]\\d?)/((?:x\\d{3}/){0,3}\\d{3})(?:\\.p/([1-9]\\d{0,2}))?", Pattern.DOTALL);
    private static final int LEVEL_MAX = 63;
    private static final int PATH_MAX = 40;

    /** Reads what stands behind {@code /tile/}; empty for anything that is not the path of a tile. */
    public static Optional<TilePath> parse(String path) {
        Matcher parts = PATH.matcher(path);
        if (path.length() > PATH_MAX || !parts.matches()) {
            return Optional.empty();
        }
        int level = parts.group(1).equals("entries") ? ENTRIES : Integer.parseInt(parts.group(1));
        long index = Long.parseLong(parts.group(2).replace("x", "").replace("/", ""));
        int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
        if (level > LEVEL_MAX
                || index > Integer.MAX_VALUE
                || width > FULL
                || (width == FULL) != (parts.group(3) == null)) {
            return Optional.empty();
        }
        TilePath tile = new TilePath(level, (int) index, width);
        return tile.path().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    /** The path behind {@code /tile/}. */
    public String path() {
        StringBuilder groups = new StringBuilder(group(index % 1000));
        for (int rest = index / 1000; rest > 0; rest /= 1000) {
            groups.insert(0, 'x' + group(rest % 1000) + '/');
        }
        String base = (level == ENTRIES ? "entries" : Integer.toString(level)) + '/' + groups;
        return width == FULL ? base : base + ".p/" + width;
    }

    private static String group(int number) {
        String digits = Integer.toString(number);
        return "000".substring(digits.length()) + digits;
    }
}
