package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.AggregationRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Rules by their names. */
final class Rules {
    private Rules() {}

    static AggregationRule named(@Nullable CommandSpec spec, String name) {
        for (AggregationRule rule : AggregationRule.values()) {
            if (rule.text().equals(name)) {
                return rule;
            }
        }
        throw new ParameterException(
                Streams.spec(spec).commandLine(), "--rule: expected trimmed, median or mean; found '" + name + "'");
    }
}
