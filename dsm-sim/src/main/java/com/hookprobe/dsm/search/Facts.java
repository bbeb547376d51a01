package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.VoteKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can have been signed in the scope, a bit each, so that one {@code long} holds all that a validator has signed, and another one
 * all certificates that exist.
 *
 * <p>The same bit stands for a vote in the first and for its certificate in the second: with n = 4 and a liar who signs everything, a
 * certificate exists as soon as two of the three honest validators have sent the vote, and not before.
 */
final class Facts {
    private final int views;
    private final List<String> values;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Long> proposals = new HashMap<>();
    private final long votes;

    Facts(int views, List<String> values) {
        this.views = views;
        this.values = List.copyOf(values);
        for (VoteKind kind : List.of(VoteKind.NOTARIZE, VoteKind.FINALIZE)) {
            for (int view = 1; view <= views; view++) {
                for (String value : values) {
                    names.add(kind + " " + view + " " + value);
                }
            }
        }
        for (int view = 1; view <= views; view++) {
            names.add(VoteKind.NULLIFY + " " + view);
        }
        votes = (1L << names.size()) - 1;
    }

    /** The bit of a vote and of its certificate; the value does not matter for NULLIFY. Views from 1. */
    long vote(VoteKind kind, int view, int value) {
        int size = values.size();
        return 1L
                << switch (kind) {
                    case NOTARIZE -> (view - 1) * size + value;
                    case FINALIZE -> (views + view - 1) * size + value;
                    case NULLIFY -> 2 * views * size + view - 1;
                };
    }

    /** Adds an honest leader's proposal. */
    long addProposal(String text) {
        if (names.size() == Long.SIZE) {
            throw new IllegalStateException("the scope has more than 64 facts");
        }
        long bit = 1L << names.size();
        names.add(text);
        proposals.put(text, bit);
        return bit;
    }

    long proposal(String text) {
        Long bit = proposals.get(text);
        if (bit == null) {
            throw new IllegalStateException("an honest leader sent what the scope does not know: " + text);
        }
        return bit;
    }

    /** Certificates and honest proposals that exist when the honest validators have sent these. */
    long available(long a, long b, long c) {
        return (a & b | a & c | b & c) & votes | (a | b | c) & ~votes;
    }

    /** The value certificates without which FINALIZE votes would not have been signed. */
    long behind(long sent) {
        int half = views * values.size();
        return sent >>> half & (1L << half) - 1;
    }

    /** What is wrong with the certificates that exist; empty when nothing is. */
    String contradiction(long available) {
        long decided = 0;
        for (int view = 1; view <= views; view++) {
            long valued = 0;
            long decidedHere = 0;
            for (int value = 0; value < values.size(); value++) {
                valued |= isSet(available, vote(VoteKind.NOTARIZE, view, value)) << value;
                decidedHere |= isSet(available, vote(VoteKind.FINALIZE, view, value)) << value;
            }
            decided |= decidedHere;
            if (Long.bitCount(valued) > 1) {
                return "view " + view + " has two value certificates: " + list(valued);
            }
            if (decidedHere != 0 && isSet(available, vote(VoteKind.NULLIFY, view, 0)) != 0) {
                return "view " + view + " is both decided and skipped";
            }
            if ((decidedHere & ~valued) != 0) {
                return "view " + view + " is decided without a value certificate: " + list(decidedHere);
            }
        }
        return Long.bitCount(decided) > 1 ? "two decisions: " + list(decided) : "";
    }

    private static long isSet(long available, long bit) {
        return (available & bit) == 0 ? 0 : 1;
    }

    private List<String> list(long mask) {
        List<String> list = new ArrayList<>();
        for (int value = 0; value < values.size(); value++) {
            if ((mask >>> value & 1) == 1) {
                list.add(values.get(value));
            }
        }
        return list;
    }

    /** For people. */
    List<String> describe(long mask) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if ((mask >>> i & 1) == 1) {
                list.add(names.get(i));
            }
        }
        return list;
    }
}
