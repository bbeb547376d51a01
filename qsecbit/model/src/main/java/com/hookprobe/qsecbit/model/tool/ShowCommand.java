package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hookprobe model show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Checks a model's file and says what it holds, where it comes from and what was measured.")
final class ShowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "the model")
    private Path model = Path.of("");

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    ShowCommand() {}

    @Override
    public Integer call() throws IOException {
        AttackModel shown = ModelFiles.read(model);
        Provenance from = shown.provenance();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schema", shown.schema().name());
        fields.put("features", shown.schema().size());
        fields.put("classes", shown.classes().stream().map(AttackClass::text).toList());
        fields.put("size", shown.size());
        fields.put("attack threshold", shown.attackThreshold());
        fields.put("trainer", from.trainer());
        fields.put("source", from.source());
        fields.put("source SHA-256", from.sourceHash());
        fields.put("rows", from.rows());
        fields.put("made rows", from.madeRows());
        fields.put("seed", from.seed());
        fields.put("hardening rounds", from.hardeningRounds());
        from.metrics().forEach(metric -> fields.put(metric.name(), metric.value()));
        PrintWriter out = Streams.out(spec);
        if (json) {
            out.println(Json.of(fields));
        } else {
            fields.forEach((name, value) -> out.printf("%-30s %s%n", name, value));
        }
        return 0;
    }
}
