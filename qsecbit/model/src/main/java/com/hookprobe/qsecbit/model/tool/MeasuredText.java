package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.train.Evaluation;
import com.hookprobe.qsecbit.model.train.EvasionReport;
import com.hookprobe.qsecbit.model.train.Training.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measured values as a table and as JSON. */
final class MeasuredText {
    private MeasuredText() {}

    /** Classes that occur or were said. */
    private static List<AttackClass> occurring(Evaluation of) {
        return Arrays.stream(AttackClass.values())
                .filter(c -> of.support(c) > 0
                        || Arrays.stream(AttackClass.values()).anyMatch(truth -> of.count(truth, c) > 0))
                .toList();
    }

    static List<String> table(Measured measured) {
        Evaluation of = measured.evaluation();
        EvasionReport evasion = measured.evasion();
        List<String> lines = new ArrayList<>();
        lines.add(line("%-8s %8s %10s %8s %8s %9s", "class", "rows", "precision", "recall", "F1", "evasion"));
        for (AttackClass one : occurring(of)) {
            lines.add(line(
                    "%-8s %8d %10.4f %8.4f %8.4f %9s",
                    one.text(),
                    of.support(one),
                    of.precision(one),
                    of.recall(one),
                    of.f1(one),
                    one.isAttack() ? line("%.4f", evasion.rate(one)) : "-"));
        }
        lines.add("");
        lines.add(line("attack F1            %.5f", of.attackF1()));
        lines.add(line("attack precision     %.5f", of.attackPrecision()));
        lines.add(line("attack recall        %.5f", of.attackRecall()));
        lines.add(line("accuracy             %.5f", of.accuracy()));
        lines.add(line("macro F1             %.5f", of.macroF1()));
        lines.add(line("ROC AUC              %.5f", of.rocAuc()));
        lines.add(line("false positive rate  %.5f", of.falsePositiveRate()));
        lines.add(line(
                "evasion rate         %.5f  (%d of %d attacks that were found)",
                evasion.rate(), evasion.evadedTotal(), evasion.foundTotal()));
        lines.add("");
        StringBuilder head = new StringBuilder(line("%-16s", "truth \\ judged"));
        occurring(of).forEach(c -> head.append(line(" %8s", c.text())));
        lines.add(head.toString());
        for (AttackClass truth : occurring(of)) {
            StringBuilder row = new StringBuilder(line("%-16s", truth.text()));
            occurring(of).forEach(said -> row.append(line(" %8d", of.count(truth, said))));
            lines.add(row.toString());
        }
        return lines;
    }

    /** What hardening gains and costs. */
    static List<String> cost(Measured before, Measured after) {
        List<String> lines = new ArrayList<>();
        lines.add(line("%-20s %10s %10s %10s", "hardening", "before", "after", "change"));
        lines.add(row(
                "attack F1", before.evaluation().attackF1(), after.evaluation().attackF1()));
        lines.add(row(
                "macro F1", before.evaluation().macroF1(), after.evaluation().macroF1()));
        lines.add(row(
                "false positive rate",
                before.evaluation().falsePositiveRate(),
                after.evaluation().falsePositiveRate()));
        lines.add(row("evasion rate", before.evasion().rate(), after.evasion().rate()));
        lines.add(line(
                "cost of hardening: %.5f of attack F1",
                before.evaluation().attackF1() - after.evaluation().attackF1()));
        return lines;
    }

    static Map<String, Object> json(Measured measured) {
        Evaluation of = measured.evaluation();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rows", of.rows());
        fields.put("attack_f1", of.attackF1());
        fields.put("attack_precision", of.attackPrecision());
        fields.put("attack_recall", of.attackRecall());
        fields.put("accuracy", of.accuracy());
        fields.put("macro_f1", of.macroF1());
        fields.put("roc_auc", of.rocAuc());
        fields.put("false_positive_rate", of.falsePositiveRate());
        fields.put("evasion_rate", measured.evasion().rate());
        fields.put("evasion_attacked", measured.evasion().foundTotal());
        fields.put("evasion_evaded", measured.evasion().evadedTotal());
        Map<String, Object> classes = new LinkedHashMap<>();
        for (AttackClass one : occurring(of)) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("rows", of.support(one));
            values.put("precision", of.precision(one));
            values.put("recall", of.recall(one));
            values.put("f1", of.f1(one));
            Map<String, Object> judged = new LinkedHashMap<>();
            occurring(of).forEach(said -> judged.put(said.text(), of.count(one, said)));
            values.put("judged", judged);
            classes.put(one.text(), values);
        }
        fields.put("classes", classes);
        return fields;
    }

    private static String row(String name, double before, double after) {
        return line("%-20s %10.5f %10.5f %+10.5f", name, before, after, after - before);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
