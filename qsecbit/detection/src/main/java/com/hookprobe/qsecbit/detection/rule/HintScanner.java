package com.hookprobe.qsecbit.detection.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Finds which of many short texts occur in a long one, in one pass (Aho and Corasick, 1975): a table that says for each
 * state and ASCII letter which state is next. Patterns are slow, and most requests hold none of the texts without which
 * no pattern can match. Capital letters count as small ones. Immutable.
 */
final class HintScanner {
    private static final int LETTERS = 128;

    /** The next state by state and letter; -1 while the table is built. */
    private final int[] next;
    /** The numbers of the texts that end at a state, or null. */
    private final int[][] ends;

    /** A scanner of texts in ASCII without capital letters; several may have one number. */
    HintScanner(List<String> texts, List<Integer> numbers) {
        int statesMax = 1 + texts.stream().mapToInt(String::length).sum();
        int[] table = new int[statesMax * LETTERS];
        Arrays.fill(table, -1);
        List<BitSet> found = new ArrayList<>();
        found.add(new BitSet());
        for (int i = 0; i < texts.size(); i++) {
            int state = 0;
            for (char c : texts.get(i).toCharArray()) {
                int at = state * LETTERS + c;
                if (table[at] < 0) {
                    table[at] = found.size();
                    found.add(new BitSet());
                }
                state = table[at];
            }
            found.get(state).set(numbers.get(i));
        }
        link(table, found);
        next = Arrays.copyOf(table, found.size() * LETTERS);
        for (int state = 0; state < found.size(); state++) {
            for (char c = 'A'; c <= 'Z'; c++) {
                next[state * LETTERS + c] = next[state * LETTERS + c - 'A' + 'a'];
            }
        }
        ends = new int[found.size()][];
        for (int state = 0; state < ends.length; state++) {
            ends[state] = found.get(state).stream().toArray();
        }
    }

    /** Where a text breaks off, the longest end of it that begins another one goes on. */
    private static void link(int[] table, List<BitSet> found) {
        int[] fallback = new int[found.size()];
        Deque<Integer> queue = new ArrayDeque<>();
        for (int c = 0; c < LETTERS; c++) {
            if (table[c] < 0) {
                table[c] = 0;
            } else {
                queue.add(table[c]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            found.get(state).or(found.get(fallback[state]));
            for (int c = 0; c < LETTERS; c++) {
                int at = state * LETTERS + c;
                int onFallback = table[fallback[state] * LETTERS + c];
                if (table[at] < 0) {
                    table[at] = onFallback;
                } else {
                    fallback[table[at]] = onFallback;
                    queue.add(table[at]);
                }
            }
        }
    }

    /** Adds the numbers of the texts that occur to a set, bit n of word n / 64. */
    void scan(String text, long[] set) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = c < LETTERS ? next[state * LETTERS + c] : 0;
            for (int number : ends[state]) {
                set[number >> 6] |= 1L << number;
            }
        }
    }
}
