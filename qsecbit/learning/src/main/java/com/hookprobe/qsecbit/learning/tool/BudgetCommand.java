package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.BudgetFile;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import com.hookprobe.qsecbit.model.tool.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe learning budget}. */
@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what a site has told of its records, or makes its budget. Epsilon and delta hold for one record, over all",
            "updates together; records that belong together, such as all of one host, are not one record."
        })
final class BudgetCommand implements Callable<Integer> {
    @Option(names = "--file", required = true, paramLabel = "FILE", description = "the budget")
    private Path file = Path.of("");

    @Option(names = "--create", description = "make it; what is spent in one that exists cannot be taken back")
    private boolean create;

    @Option(names = "--epsilon", paramLabel = "E", defaultValue = "8", description = "for --create (default: 8)")
    private double epsilon;

    @Option(
            names = "--delta-one-in",
            paramLabel = "N",
            defaultValue = "100000",
            description = "for --create: delta is one in so many; more than there are records (default: 100000)")
    private long deltaOneIn;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    BudgetCommand() {}

    @Override
    public Integer call() throws IOException {
        BudgetFile budget = new BudgetFile(file);
        if (create) {
            budget.create(PrivacyBudget.of((int) Math.round(epsilon * 1000), deltaOneIn));
        }
        PrivacyBudget has =
                budget.read().orElseThrow(() -> new IOException(file + ": no budget; make one with --create"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("epsilon", has.epsilonMilli() / 1000.0);
        fields.put("delta_one_in", has.deltaOneIn());
        fields.put("epsilon_spent", has.spent());
        fields.put(
                "updates",
                has.releases().values().stream().mapToLong(Long::longValue).sum());
        long left = has.releases().keySet().stream().mapToLong(has::left).max().orElse(-1);
        fields.put("updates_left", has.releases().isEmpty() ? "any" : left);
        for (Map.Entry<ReleasePlan, Long> one : has.releases().entrySet()) {
            ReleasePlan plan = one.getKey();
            fields.put(
                    "variance " + plan.variance() + " of " + plan.sensitivitySquared() + ", sampled "
                            + (double) plan.sampled() / ReleasePlan.ALL,
                    one.getValue());
        }
        if (json) {
            Streams.out(spec).println(Json.of(fields));
        } else {
            fields.forEach((name, value) -> Streams.out(spec).println(name + ": " + value));
        }
        return 0;
    }
}
