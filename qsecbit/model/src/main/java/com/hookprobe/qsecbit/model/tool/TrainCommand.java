package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import com.hookprobe.qsecbit.model.train.DataSet;
import com.hookprobe.qsecbit.model.train.TrainerConfig;
import com.hookprobe.qsecbit.model.train.Training;
import com.hookprobe.qsecbit.model.train.UnseenAttacks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe model train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a model and measures it: on 30 %% of the rows that it has not seen, with the same share of every",
            "attack, or on the files of --test. Progress goes to the standard error."
        })
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private Inputs inputs = new Inputs();

    @Option(
            names = "--flow",
            description = "use of NSL-KDD only what a sensor of flows can tell, for a model that a node can use")
    private boolean flow;

    @Option(
            names = "--test",
            arity = "1..*",
            paramLabel = "FILE",
            description = "measure on these files, in the same format, and train on all rows of the others")
    private List<Path> test = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", description = "write the model there")
    private @Nullable Path out;

    @Option(
            names = "--harden",
            arity = "0..1",
            paramLabel = "ROUNDS",
            defaultValue = "0",
            fallbackValue = "" + TrainerConfig.ROUNDS_STANDARD,
            description = "train against evasion in so many rounds (default when given without a number: 4)")
    private int rounds;

    @Option(names = "--trees", paramLabel = "N", defaultValue = "64", description = "trees of the forest (default: 64)")
    private int trees;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "where all chance comes from (default: 1)")
    private long seed;

    @Option(
            names = "--unseen",
            description = "also leave out each attack in turn and look for it; trains once for each attack")
    private boolean unseen;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    TrainCommand() {}

    @Override
    public Integer call() throws IOException {
        FeatureSchema schema = flow || inputs.isZeek() ? Schemas.FLOW : Schemas.KDD;
        TrainerConfig config = new TrainerConfig(trees, seed, rounds);
        PrintWriter err = Streams.err(spec);
        DataSet data = inputs.read(schema);
        err.println(data.rows().size() + " rows of " + data.source() + ", " + data.skipped() + " without a label");
        Optional<DataSet> tested =
                test.isEmpty() ? Optional.empty() : Optional.of(inputs.format().read(schema, test));
        Training.Outcome outcome = Training.train(data, tested, config, line -> Streams.tell(err, line));
        List<UnseenAttacks.Result> without =
                unseen ? UnseenAttacks.measure(data, config, line -> Streams.tell(err, line)) : List.of();
        PrintWriter to = Streams.out(spec);
        if (json) {
            to.println(Json.of(fields(outcome, without)));
        } else {
            text(outcome, without).forEach(to::println);
        }
        if (out != null) {
            int bytes = ModelFiles.write(out, outcome.model());
            err.println(
                    "wrote " + out + ": " + bytes + " bytes, " + outcome.model().size());
        }
        return 0;
    }

    private static List<String> text(Training.Outcome outcome, List<UnseenAttacks.Result> without) {
        List<String> lines = new ArrayList<>(MeasuredText.table(outcome.last()));
        outcome.hardened().ifPresent(after -> {
            lines.add("");
            lines.addAll(MeasuredText.cost(outcome.plain(), after));
        });
        if (!without.isEmpty()) {
            lines.add("");
            lines.add(String.format("%-32s %8s %8s %8s", "attack never trained on", "rows", "recall", "FPR"));
        }
        for (UnseenAttacks.Result one : without) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-32s %8d %8.4f %8.4f",
                    one.attack(),
                    one.rows(),
                    one.recall(),
                    one.falsePositiveRate()));
        }
        return lines;
    }

    private static Map<String, Object> fields(Training.Outcome outcome, List<UnseenAttacks.Result> without) {
        AttackModel model = outcome.model();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schema", model.schema().name());
        fields.put("trainer", model.provenance().trainer());
        fields.put("seed", model.provenance().seed());
        fields.put("trained_rows", model.provenance().rows());
        fields.put("made_rows", model.provenance().madeRows());
        fields.put("model", MeasuredText.json(outcome.last()));
        outcome.hardened().ifPresent(after -> {
            fields.put("before_hardening", MeasuredText.json(outcome.plain()));
            fields.put(
                    "cost_of_hardening",
                    outcome.plain().evaluation().attackF1() - after.evaluation().attackF1());
        });
        List<Object> attacks = new ArrayList<>();
        for (UnseenAttacks.Result one : without) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("attack", one.attack());
            values.put("rows", one.rows());
            values.put("recall", one.recall());
            values.put("false_positive_rate", one.falsePositiveRate());
            attacks.add(values);
        }
        if (!attacks.isEmpty()) {
            fields.put("never_trained_on", attacks);
        }
        return fields;
    }
}
