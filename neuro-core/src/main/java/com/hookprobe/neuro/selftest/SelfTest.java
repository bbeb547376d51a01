package com.hookprobe.neuro.selftest;

import com.hookprobe.fixedpoint.LayerKernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks this copy of NEURO on this machine against the published vectors, NEURO 11: with the kernels that it would use,
 * and with the plain ones when these are others. One difference means that nothing may be built on this copy.
 *
 * <pre>{@code
 * if (SelfTest.run(result -> result.difference().ifPresent(System.err::println)) > 0) { ... }
 * }</pre>
 *
 * <p>Takes a few seconds, most of them for the one case that is marked slow. Immutable, thread-safe.
 */
public final class SelfTest {
    /** The published files, as resources in the folder {@code com/hookprobe/neuro/vectors}. */
    public static final List<String> FILES = List.of("neuro-v1.txt", "neuro-v2.txt", "neuro-refused.txt");

    /**
     * One case with one set of kernels.
     *
     * @param file name of the file of vectors
     * @param name of the case
     * @param kind of the case
     * @param kernels name of the kernels, or {@code -} when the case does not use any
     * @param reached the fingerprint that was reached, 128 hexadecimal digits; where a kind has none, in a few words what
     *     was found
     * @param difference the first field that is not as expected, with both values; empty when all are
     */
    public record Result(
            String file, String name, String kind, String kernels, String reached, Optional<String> difference) {
        /** True when every field is as expected. */
        public boolean passed() {
            return difference.isEmpty();
        }
    }

    /** Where the text of a file of vectors comes from. */
    @FunctionalInterface
    public interface Source {
        /** The whole text of the file of this name. */
        String text(String file) throws IOException;
    }

    /** Is told now and then how far a long case has come. */
    @FunctionalInterface
    public interface Progress {
        /** {@code done} of {@code of} records of the case. */
        void at(String name, int done, int of);
    }

    private final Source source;
    private final boolean withSlow;
    private final Progress progress;

    private SelfTest(Source source, boolean withSlow, Progress progress) {
        this.source = source;
        this.withSlow = withSlow;
        this.progress = progress;
    }

    /** Runs all published cases; see {@link #check}. */
    public static int run(Consumer<Result> results) throws IOException {
        return of(VectorFile::text).check(results);
    }

    /** Vectors from elsewhere, under the names of {@link #FILES}. */
    public static SelfTest of(Source source) {
        return new SelfTest(source, true, (name, done, of) -> {});
    }

    /** The published vectors. */
    public static SelfTest published() {
        return of(VectorFile::text);
    }

    /** Without the cases that are marked slow. */
    public SelfTest withoutSlow() {
        return new SelfTest(source, false, progress);
    }

    /** Tells {@code listener} how long cases go on. */
    public SelfTest telling(Progress listener) {
        return new SelfTest(source, withSlow, listener);
    }

    /**
     * Runs the cases in the order of the files.
     *
     * @param results gets each result as soon as it is known
     * @return how many results have a difference
     * @throws IOException when a file cannot be read or is not in the form of NEURO 11.2, or has no case
     */
    public int check(Consumer<Result> results) throws IOException {
        int failed = 0;
        for (String file : FILES) {
            List<VectorFile.Case> cases = VectorFile.parse(file, source.text(file));
            if (cases.isEmpty()) {
                throw new IOException(file + " has no case, expected some");
            }
            for (VectorFile.Case vector : cases) {
                if (withSlow || !vector.has("slow")) {
                    for (LayerKernels kernels : kernelsFor(vector)) {
                        Result result = check(file, vector, kernels);
                        failed += result.passed() ? 0 : 1;
                        results.accept(result);
                    }
                }
            }
        }
        return failed;
    }

    /** Single functions use no kernels. */
    private static List<LayerKernels> kernelsFor(VectorFile.Case vector) {
        return usesKernels(vector.text("kind")) ? kernels() : List.of(LayerKernels.scalar());
    }

    private static boolean usesKernels(String kind) {
        return !List.of("exp2neg", "eta", "sigmoid").contains(kind);
    }

    /** The plain kernels, and the ones in use when they are others. */
    static List<LayerKernels> kernels() {
        List<LayerKernels> all = new ArrayList<>(List.of(LayerKernels.scalar()));
        if (!LayerKernels.best().name().equals(LayerKernels.scalar().name())) {
            all.add(LayerKernels.best());
        }
        return all;
    }

    private Result check(String file, VectorFile.Case vector, LayerKernels kernels) {
        String kind = vector.text("kind");
        Differences differences = new Differences(vector);
        Optional<String> difference;
        try {
            dispatch(kind, vector, kernels, differences);
            difference = differences.first();
        } catch (RuntimeException e) {
            // A damaged case is a case that is not met; the others are still worth running.
            difference = Optional.of(differences.first().orElse("the case cannot be run: " + e));
        }
        String used = usesKernels(kind) ? kernels.name() : "-";
        return new Result(file, vector.toString(), kind, used, differences.reached(), difference);
    }

    private void dispatch(String kind, VectorFile.Case vector, LayerKernels kernels, Differences differences) {
        if (vector.has("slow")) {
            vector.text("slow");
        }
        switch (kind) {
            case "history-v1" -> HistoryChecks.historyV1(vector, kernels, differences);
            case "history" ->
                HistoryChecks.history(
                        vector, kernels, differences, (done, of) -> progress.at(vector.toString(), done, of));
            case "step" -> HistoryChecks.step(vector, kernels, differences);
            case "far" -> HistoryChecks.far(vector, kernels, differences);
            case "exp2neg" -> FunctionChecks.exp2neg(vector, differences);
            case "eta" -> FunctionChecks.eta(vector, differences);
            case "sigmoid" -> FunctionChecks.sigmoid(vector, differences);
            case "record" -> RefusedChecks.record(vector, kernels, differences);
            case "state" -> RefusedChecks.state(vector, kernels, differences);
            case "posf" -> RefusedChecks.posf(vector, kernels, differences);
            default -> throw new IllegalArgumentException("the kind " + kind + " is not known");
        }
    }
}
