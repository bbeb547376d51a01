package com.hookprobe.dsm.search;

import java.util.Arrays;

/** The global states found so far in the order in which they were found, each with the one before it and the move between. */
final class Visited {
    private long[] states = new long[1 << 12];
    private int[] parents = new int[1 << 12];
    private int[] moves = new int[1 << 12];

    /** Open addressing; 0 is empty, otherwise the place of the state plus one. */
    private int[] table = new int[1 << 14];

    private int size;

    /** Adds a state unless it is known. */
    void add(long state, int parent, int move) {
        int slot = slot(state);
        if (table[slot] != 0) {
            return;
        }
        if (size == states.length) {
            states = Arrays.copyOf(states, size * 2);
            parents = Arrays.copyOf(parents, size * 2);
            moves = Arrays.copyOf(moves, size * 2);
        }
        states[size] = state;
        parents[size] = parent;
        moves[size] = move;
        size++;
        table[slot] = size;
        if (size > table.length / 2) {
            table = new int[table.length * 2];
            for (int i = 0; i < size; i++) {
                table[slot(states[i])] = i + 1;
            }
        }
    }

    private int slot(long state) {
        long mixed = state * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (table.length - 1);
        while (table[slot] != 0 && states[table[slot] - 1] != state) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    boolean contains(long state) {
        return table[slot(state)] != 0;
    }

    int size() {
        return size;
    }

    long state(int place) {
        return states[place];
    }

    int parent(int place) {
        return parents[place];
    }

    int move(int place) {
        return moves[place];
    }
}
