package com.hookprobe.node.report;

import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.ReportData.About;
import com.hookprobe.node.report.core.ReportData.Checkpoint;
import com.hookprobe.node.report.core.Words;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The end of a report: what lets a reader verify it, what is not in it, and what its words mean. */
final class ReportEvidence {
    private static final int SHOWN = 16;

    private ReportEvidence() {}

    static String shortened(String hash) {
        return hash.length() <= SHOWN ? hash : hash.substring(0, SHOWN) + "…";
    }

    static void write(Html html, ReportData data) {
        evidence(html, data);
        notHere(html, data);
        glossary(html);
        html.leaf(
                "footer",
                "Made by " + data.by() + " on " + ReportDates.full(data.madeMicros()) + ", of "
                        + ReportDates.full(data.fromMicros()) + " to " + ReportDates.full(data.toMicros()) + ".");
    }

    private static void evidence(Html html, ReportData data) {
        ReportData.Evidence evidence = data.evidence();
        html.open("section", "class", "evidence").leaf("h2", "How this can be verified");
        Checkpoint first = evidence.first();
        Checkpoint last = evidence.last();
        if (first == null || last == null) {
            html.leaf(
                    "p",
                    "No checkpoint of this month is kept here, so the ledger proves nothing about it from here.",
                    "class",
                    "none");
        } else {
            html.leaf(
                    "p",
                    "The ledger sealed this month in "
                            + Words.counted(evidence.checkpoints(), "checkpoint", "checkpoints")
                            + ", signed by a majority of independent validators. Who has them can check every entry, and nobody can change one"
                            + " after the fact.");
            html.open("dl");
            checkpoint(html, "First checkpoint", first);
            checkpoint(html, "Last checkpoint", last);
            fact(html, "Network", evidence.network());
            fact(html, "Entries of", evidence.source());
            html.close("dl");
        }
        if (!evidence.blocks().isEmpty()) {
            html.leaf("h3", "Entries that this site sealed");
            html.open("table", "class", "blocks").open("tbody");
            for (Map.Entry<String, Long> each : new TreeMap<>(evidence.blocks()).entrySet()) {
                html.open("tr").leaf("th", Words.entry(each.getKey()), "scope", "row");
                html.leaf("td", Words.grouped(each.getValue()), "class", "n").close("tr");
            }
            html.close("tbody", "table");
        }
        html.leaf("h3", "Check it yourself");
        html.open("ol");
        html.leaf("li", "On any node of the mesh compare hash and root of the two checkpoints: console, page Ledger.");
        if (data.about() == About.SITE) {
            html.leaf(
                    "li",
                    "For an attack in the table above: console, page Ledger, the block that seals it, 'Check proof'. Your own browser"
                            + " recomputes every hash and every signature.");
            html.leaf("li", "The whole diary of this site: hookprobe guardian ledger verify --config FILE.");
        } else {
            html.leaf(
                    "li",
                    "The changes of devices above are the registry's chain of changes, which the provider seals into the ledger; your"
                            + " own console, page Audit, has the same rows.");
        }
        html.leaf(
                "li",
                "The file that you read has a fingerprint (sha256sum FILE); a report that was made by the calendar is sealed in the ledger"
                        + " under it, in the block that the node's log names at 'report_made'.");
        html.close("ol", "section");
    }

    private static void checkpoint(Html html, String name, Checkpoint at) {
        html.leaf("dt", name);
        html.open("dd")
                .text("Number " + Words.grouped(at.height()) + ", " + ReportDates.full(at.micros()) + ", signed by "
                        + at.signers() + " of " + at.validators() + " validators");
        html.leaf("code", "hash " + at.hash()).leaf("code", "root " + at.root()).close("dd");
    }

    private static void fact(Html html, String name, String value) {
        html.leaf("dt", name).open("dd").leaf("code", value).close("dd");
    }

    private static void notHere(Html html, ReportData data) {
        html.open("section").leaf("h2", "What is not in this report").open("ul", "class", "plain-list");
        data.notHere().forEach(each -> html.leaf("li", each));
        html.close("ul", "section");
    }

    private static void glossary(Html html) {
        html.open("section", "class", "glossary")
                .leaf("h2", "What the words mean")
                .open("dl");
        List<String> words = ReportGlossary.ALL;
        for (int i = 0; i + 1 < words.size(); i += 2) {
            html.open("div")
                    .leaf("dt", words.get(i))
                    .leaf("dd", words.get(i + 1))
                    .close("div");
        }
        html.close("dl", "section");
    }
}
