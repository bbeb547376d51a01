package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.BudgetFile;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.SmallFiles;
import com.hookprobe.qsecbit.learning.core.LocalTraining;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning train-local}. */
@Command(
        name = "train-local",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes this site's update to a model: charges the privacy budget, trains, adds noise, signs. Nothing is written",
            "when the budget does not hold one more; that is exit code 1."
        })
final class TrainLocalCommand implements Callable<Integer> {
    private static final int EXHAUSTED = 1;

    @Mixin
    private Data data = new Data();

    @Option(names = "--base", required = true, paramLabel = "MODEL", description = "the model to change")
    private Path base = Path.of("");

    @Option(names = "--aggregator", required = true, paramLabel = "HEX", description = "the public key that signed it")
    private String aggregator = "";

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "this site's key")
    private Path key = Path.of("");

    @Option(names = "--node", required = true, paramLabel = "HEX", description = "this site's node id, 64 hex digits")
    private String node = "";

    @Option(names = "--budget", required = true, paramLabel = "FILE", description = "this site's privacy budget")
    private Path budget = Path.of("");

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many equal updates the whole budget shall last for (default: 100)")
    private int rounds;

    @Option(
            names = "--sample",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "the chance of each record to take part, above 0 (default: 1)")
    private double sample;

    @Option(names = "--not-hardened", description = "train on attacks as they are only")
    private boolean notHardened;

    @Option(names = "--out", required = true, paramLabel = "UPDATE", description = "write the update there")
    private Path out = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    TrainLocalCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!node.matches("[0-9a-f]{64}") || !(sample > 0 && sample <= 1) || rounds < 1) {
            throw new IOException("expected a node id of 64 hex digits, a share in (0, 1] and rounds from 1");
        }
        LearnedModel model = Base.read(base, aggregator).model();
        Ed25519Key signer = Ed25519Key.read(key);
        List<FlowExample> examples = data.examples(model.layout());
        BudgetFile file = new BudgetFile(budget);
        PrivacyBudget has = file.read()
                .orElseThrow(
                        () -> new IOException(budget + ": expected a privacy budget; make one with 'hookprobe learning"
                                + " budget --file FILE --create'"));
        long sampled = Math.max(1, Math.round(sample * ReleasePlan.ALL));
        long least = LocalTraining.plan(1, sampled).sensitivitySquared();
        ReleasePlan plan = LocalTraining.plan(
                PrivacyBudget.varianceFor(has.epsilonMilli(), has.deltaOneIn(), least, sampled, rounds), sampled);
        Optional<PrivacyBudget> charged = file.charge(plan);
        if (charged.isEmpty()) {
            Streams.err(spec)
                    .println(String.format(
                            Locale.ROOT,
                            "the privacy budget is exhausted: %.4f of %.4f is spent, and one more update would pass it;"
                                    + " this site sends no more",
                            has.spent(),
                            has.epsilonMilli() / 1000.0));
            return EXHAUSTED;
        }
        SecureRandom random = new SecureRandom();
        LocalTraining.Delta delta = LocalTraining.train(model, examples, plan, !notHardened, random::nextLong);
        ModelUpdate update = ModelUpdate.sign(
                Bytes32.ofHex(node), model.id(), delta.countBucket(), delta.numbers(), signer.signer());
        SmallFiles.write(out, update.encode());
        Streams.err(spec)
                .println(String.format(
                        Locale.ROOT,
                        "wrote %s: %d rows; epsilon spent %.4f of %.4f, %d more such updates",
                        out,
                        examples.size(),
                        charged.get().spent(),
                        charged.get().epsilonMilli() / 1000.0,
                        charged.get().left(plan)));
        return 0;
    }
}
