package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import com.hookprobe.qsecbit.model.train.DataSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Deals a data set out to sites that lack most attacks, lets them learn together through the same files, keys,",
            "budgets and state machines as in a mesh, without and with poisoned sites, and compares with a training in one",
            "place, on rows that nothing has seen. Exit code 1 when learning together reaches less than 0.98 of the F1 of",
            "central training, less than 0.95 under any of the attacks, or a bad model is not taken back."
        })
final class SimulateCommand implements Callable<Integer> {
    static final double RATIO_MIN = 0.98;
    static final double POISONED_RATIO_MIN = 0.95;
    private static final int MISSED = 1;

    @Mixin
    private Data data = new Data();

    @Option(names = "--sites", paramLabel = "N", defaultValue = "10", description = "sites (default: 10)")
    private int sites;

    @Option(names = "--poisoned", paramLabel = "N", defaultValue = "3", description = "of them, liars (default: 3)")
    private int poisoned;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            defaultValue = "0.3",
            description = "Dirichlet's alpha by which each attack is dealt out (default: 0.3)")
    private double alpha;

    @Option(
            names = "--alpha-normal",
            paramLabel = "A",
            defaultValue = "2",
            description = "the same for normal connections (default: 2)")
    private double alphaNormal;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "100", description = "rounds (default: 100)")
    private int rounds;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            defaultValue = "8",
            description = "privacy of a record over all rounds; 0: next to no noise (default: 8)")
    private double epsilon;

    @Option(
            names = "--delta-one-in",
            paramLabel = "N",
            defaultValue = "100000",
            description = "its delta, one in so many (default: 100000)")
    private long deltaOneIn;

    @Option(
            names = "--epsilons",
            split = ",",
            paramLabel = "E",
            description = "also without attack for each of these: what privacy costs")
    private List<Double> epsilons = new ArrayList<>();

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            defaultValue = "trimmed",
            description = "trimmed, median or mean (default: trimmed)")
    private String rule = "trimmed";

    @Option(names = "--no-screening", negatable = false, description = "leave out nobody by the aggregator's own rows")
    private boolean noScreening;

    @Option(names = "--compare", description = "all rules, with and without screening")
    private boolean compare;

    @Option(names = "--kdd", description = "with the content features of NSL-KDD, which no sensor of flows tells")
    private boolean kdd;

    @Option(names = "--not-hardened", description = "train on attacks as they are only")
    private boolean notHardened;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "where all chance comes from (default: 1)")
    private long seed;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    SimulateCommand() {}

    @Override
    public Integer call() throws IOException, MalformedException {
        SimulationPlan plan = plan();
        FeatureSchema schema = kdd ? Schemas.KDD : Schemas.FLOW;
        DataSet rows = data.read(schema);
        Simulation simulation = new Simulation(rows, plan);
        SimulationReport report = new SimulationReport(simulation, plan, rows.rows());
        AggregationRule chosen = Rules.named(spec, rule);
        SimulationReport.Series series = report.series(chosen, !noScreening);
        report.figures(series, RATIO_MIN, POISONED_RATIO_MIN);
        if (compare) {
            report.compared();
        }
        report.costs(epsilons, chosen, !noScreening);
        boolean rolled = report.drill(chosen);
        boolean good = rolled && series.ratio() >= RATIO_MIN && series.poisonedRatio() >= POISONED_RATIO_MIN;
        report.print(Streams.out(spec), json, good);
        return good ? 0 : MISSED;
    }

    private SimulationPlan plan() {
        int epsilonMilli = (int) Math.round(epsilon * 1000);
        if (sites < 1
                || sites > 100
                || poisoned < 0
                || 2 * poisoned >= sites
                || rounds < 1
                || rounds > 10_000
                || !(alpha > 0)
                || !(alphaNormal > 0)
                || epsilonMilli < 0) {
            throw new ParameterException(
                    Streams.spec(spec).commandLine(),
                    "expected 1..100 sites of which less than half lie, 1..10000 rounds, alphas above 0 and an epsilon from"
                            + " 0");
        }
        return new SimulationPlan(
                sites, poisoned, alpha, alphaNormal, rounds, epsilonMilli, deltaOneIn, !notHardened, seed);
    }
}
