package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.train.DataSet;
import com.hookprobe.qsecbit.model.train.LabelledRow;
import com.hookprobe.qsecbit.model.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hookprobe model evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a model on labelled traffic, and how many of the attacks that it finds could hide from it. Of",
            "the very files that it was trained on only the hold-out counts."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "the model")
    private Path model = Path.of("");

    @Mixin
    private Inputs inputs = new Inputs();

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    EvaluateCommand() {}

    @Override
    public Integer call() throws IOException {
        AttackModel judged = ModelFiles.read(model);
        DataSet data = inputs.read(judged.schema());
        List<LabelledRow> rows = Training.unseen(judged, data);
        if (rows.isEmpty()) {
            throw new IOException("expected rows that the model was not trained on; found "
                    + data.rows().size() + ", all of them of its training");
        }
        Streams.err(spec)
                .println("measuring on " + rows.size() + " of " + data.rows().size() + " rows");
        Training.Measured measured = Training.measure(judged, rows);
        if (json) {
            Streams.out(spec).println(Json.of(MeasuredText.json(measured)));
        } else {
            MeasuredText.table(measured).forEach(Streams.out(spec)::println);
        }
        return 0;
    }
}
