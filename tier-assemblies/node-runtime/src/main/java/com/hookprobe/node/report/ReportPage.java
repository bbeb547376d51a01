package com.hookprobe.node.report;

import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.ReportData.About;
import com.hookprobe.node.report.core.ReportData.Day;
import com.hookprobe.node.report.core.ReportData.Done;
import com.hookprobe.node.report.core.ReportData.Example;
import com.hookprobe.node.report.core.ReportData.Immunity;
import com.hookprobe.node.report.core.ReportData.Seen;
import com.hookprobe.node.report.core.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A report as one file of HTML: styles and pictures are in it, there is no script, and nothing is fetched. The same data give the same bytes.
 */
public final class ReportPage {
    private static final String STYLE = style();

    private final ReportData data;
    private final boolean tenant;
    private final Html html = new Html();

    private ReportPage(ReportData data) {
        this.data = data;
        this.tenant = data.about() == About.TENANT;
    }

    /** The file's text. */
    public static String of(ReportData data) {
        return new ReportPage(data).page();
    }

    private static String style() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(
                    Objects.requireNonNull(in, "report.css of the jar").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String page() {
        String title = "Security report, " + data.name() + ", " + data.month();
        html.written("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        // Whoever opens the file is told by his browser, too, that nothing is fetched and nothing runs.
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
        html.empty("meta", "name", "referrer", "content", "no-referrer");
        html.leaf("title", title)
                .open("style")
                .written(STYLE)
                .close("style", "head")
                .open("body")
                .open("main");
        head();
        verdict();
        figures();
        score();
        seen();
        done();
        immunity();
        ReportDevices.write(html, data);
        todo();
        ReportEvidence.write(html, data);
        return html.close("main", "body", "html").written("\n").toString();
    }

    private void head() {
        html.open("header", "class", "head");
        html.open("div", "class", "brand")
                .written(
                        "<svg viewBox=\"0 0 32 32\" class=\"mark\" aria-hidden=\"true\"><circle cx=\"16\" cy=\"17\" r=\"12.5\"/><path d=\"M16 2v18\"/>"
                                + "<circle class=\"dot\" cx=\"16\" cy=\"20\" r=\"3.4\"/></svg>");
        html.leaf("span", "HookProbe").close("div");
        html.open("div", "class", "what");
        html.leaf("p", tenant ? "Security report of your network" : "Security report of your site", "class", "kicker");
        html.leaf("h1", data.name());
        html.leaf("p", ReportDates.month(data.month()) + (data.finished() ? "" : ", not over yet"), "class", "month");
        html.close("div", "header");
    }

    private void verdict() {
        ReportData.Verdict verdict = data.verdict();
        String state = verdict.state().name().toLowerCase(Locale.ROOT);
        html.open("section", "class", "verdict " + state);
        html.leaf("p", verdict.sentence(), "class", "sentence");
        if (!verdict.reasons().isEmpty()) {
            html.open("ul");
            verdict.reasons().forEach(reason -> html.leaf("li", reason));
            html.close("ul");
        }
        if (data.recorded() < data.days().size()) {
            html.leaf(
                    "p",
                    "There are records of " + data.recorded() + " of the month's "
                            + data.days().size() + " days; what was on the others is not in this report.",
                    "class",
                    "note");
        }
        html.close("section");
    }

    private void figures() {
        long attacks = data.seen().stream().mapToLong(Seen::all).sum();
        long grave = data.seen().stream()
                .mapToLong(row -> row.high() + row.critical())
                .sum();
        long answered = data.done().stream().mapToLong(Done::count).sum();
        long up = data.days().stream().mapToLong(Day::up).sum();
        long expected = data.days().stream().mapToLong(Day::expected).sum();
        html.open("section", "class", "figures", "aria-label", "In numbers");
        figure(Words.grouped(attacks), attacks == 1 ? "attack seen" : "attacks seen", grave + " of them grave");
        if (tenant) {
            figure(
                    Words.grouped(data.immunity().told()),
                    "decisions of the mesh",
                    "told to your sites, which act on them");
        } else {
            figure(Words.grouped(answered), "answers", "blocked, slowed down or watched");
        }
        figure(
                Words.grouped(data.immunity().spared()),
                data.immunity().spared() == 1 ? "attacker known before" : "attackers known before",
                "because others had met them first");
        figure(
                expected == 0 ? "–" : Words.percent((double) up / expected),
                "of the time on guard",
                expected == 0
                        ? "not recorded"
                        : Words.span(Math.max(0, expected - up)) + " away, all devices together");
        html.close("section");
    }

    private void figure(String number, String what, String more) {
        html.open("div")
                .leaf("b", number)
                .leaf("span", what)
                .leaf("small", more)
                .close("div");
    }

    private void score() {
        html.open("section").leaf("h2", "How dangerous the month was");
        if (data.days().stream().noneMatch(Day::recorded)) {
            html.leaf("p", "Nothing was recorded.", "class", "none").close("section");
            return;
        }
        long red = data.days().stream().mapToLong(Day::red).sum();
        long amber = data.days().stream().mapToLong(Day::amber).sum();
        html.leaf(
                "p",
                "The danger score goes from 0 to 1. Up to 0.45 all is normal; above, HookProbe answers by itself; above 0.70 it defends"
                        + " with all that it has. In this month it was raised for " + Words.span(amber)
                        + " and high for "
                        + Words.span(red)
                        + (tenant ? ", all sites added up." : "."));
        html.written(tenant ? Charts.bands(data.days()) : Charts.score(data.days()));
        if (tenant) {
            legend("green", "low", "amber", "raised", "red", "high", "unknown-zone", "not heard of");
        } else {
            legend("mean", "mean of a day", "highest", "highest of a day");
        }
        html.close("section");
    }

    private void legend(String... classesAndWords) {
        html.open("ul", "class", "legend");
        for (int i = 0; i + 1 < classesAndWords.length; i += 2) {
            html.open("li")
                    .open("i", "class", classesAndWords[i])
                    .close("i")
                    .text(classesAndWords[i + 1])
                    .close("li");
        }
        html.close("ul");
    }

    private void seen() {
        html.open("section").leaf("h2", "What was seen");
        if (data.seen().isEmpty()) {
            html.leaf("p", "No attack was seen.", "class", "none").close("section");
            return;
        }
        if (tenant) {
            html.leaf(
                    "p",
                    "Attacks from outside that your sites reported to the mesh, to warn others. Slight ones they keep to themselves.");
        }
        long most = data.seen().stream().mapToLong(Seen::all).max().orElse(1);
        html.open("table", "class", "seen").open("thead").open("tr");
        head("What", "left");
        head("How grave", "left");
        head("Critical", "");
        head("Severe", "");
        head("Medium", "");
        head("Slight", "");
        html.close("tr", "thead").open("tbody");
        for (Seen row : data.seen()) {
            html.open("tr")
                    .open("th", "scope", "row")
                    .text(Words.kind(row.kind()))
                    .leaf("small", row.kind())
                    .close("th");
            html.open("td", "class", "bar").written(Charts.parts(row, most)).close("td");
            number(row.critical());
            number(row.high());
            number(row.medium());
            number(row.low() + row.slight());
            html.close("tr");
        }
        html.close("tbody", "table");
        legend("critical", "critical", "high", "severe", "medium", "medium", "low", "slight");
        html.close("section");
    }

    private void head(String text, String side) {
        html.leaf("th", text, "scope", "col", "class", side);
    }

    private void number(long count) {
        html.leaf("td", count == 0 ? "–" : Words.grouped(count), "class", count == 0 ? "n zero" : "n");
    }

    private void done() {
        html.open("section").leaf("h2", "What was blocked, and why");
        if (tenant) {
            html.leaf(
                    "p",
                    "Your sites decide by themselves what they block, and keep the names of attackers at home; each site's own report lists them."
                            + " What the provider knows are the decisions of the mesh: an attacker that enough independent sites reported is"
                            + " blocked at all of them.");
        }
        if (data.done().isEmpty()) {
            html.leaf(
                            "p",
                            tenant ? "The mesh decided nothing in this month." : "Nothing had to be blocked.",
                            "class",
                            "none")
                    .close("section");
            return;
        }
        html.open("table").open("thead").open("tr");
        head("Because of", "left");
        head("It was", "left");
        head("Times", "");
        html.close("tr", "thead").open("tbody");
        for (Done row : data.done()) {
            html.open("tr").leaf("th", Words.kind(row.kind()), "scope", "row");
            html.leaf("td", Words.action(row.action()));
            number(row.count());
            html.close("tr");
        }
        html.close("tbody", "table");
        examples();
        html.close("section");
    }

    private void examples() {
        if (data.examples().isEmpty()) {
            return;
        }
        html.leaf("h3", "The gravest, one by one");
        html.open("table", "class", "examples").open("thead").open("tr");
        head("When (UTC)", "left");
        head("What", "left");
        head("Who, and whom", "left");
        head("Answer", "left");
        head("Sealed in", "left");
        html.close("tr", "thead").open("tbody");
        for (Example row : data.examples()) {
            html.open("tr").leaf("td", ReportDates.moment(row.micros()), "class", "when");
            html.open("td")
                    .text(Words.kind(row.kind()))
                    .leaf("small", Words.plain(row.severity()) + ". " + row.evidence());
            html.close("td").open("td");
            html.leaf("code", row.source().isEmpty() ? "not known" : row.source());
            html.leaf("small", row.target().isEmpty() ? "" : "to " + row.target())
                    .close("td");
            html.leaf("td", answer(row));
            html.open("td").leaf("code", ReportEvidence.shortened(row.block()));
            html.leaf("small", row.height() > 0 ? "checkpoint " + row.height() : "not final yet")
                    .close("td", "tr");
        }
        html.close("tbody", "table");
    }

    private static String answer(Example row) {
        if (row.action().isEmpty()) {
            return "none needed";
        }
        return switch (row.outcome()) {
            case "ENFORCED", "ALREADY" -> Words.action(row.action());
            case "ALLOWLISTED" -> "allowed by you";
            case "UNDONE" -> "taken back by you";
            case "GUARDED" -> "spared, it is your own way in";
            default -> "not " + Words.action(row.action()) + ": " + Words.plain(row.outcome());
        };
    }

    private void immunity() {
        Immunity immunity = data.immunity();
        html.open("section").leaf("h2", "Known before they came");
        html.open("div", "class", "immunity")
                .leaf("b", Words.grouped(immunity.spared()))
                .open("p");
        html.text(immunity.spared() == 1 ? "attacker was" : "attackers were")
                .text(" met by other members of the mesh first, and known here before coming. ");
        html.text(
                immunity.met() == 0
                        ? "None of them has been seen here since."
                        : Words.counted(
                                        immunity.met(),
                                        "of them came afterwards, and met",
                                        "of them came afterwards, and met")
                                + " a closed door.");
        html.text(" In turn " + (tenant ? "your sites" : "your site") + " warned others "
                + Words.counted(immunity.shared(), "time", "times") + ".");
        html.close("p", "div")
                .leaf(
                        "p",
                        "Counted is only what is certain: these numbers are the least that it was.",
                        "class",
                        "note");
        html.close("section");
    }

    private void todo() {
        html.open("section", "class", "todo").leaf("h2", "What needs doing").open("ul");
        data.todo().forEach(each -> html.leaf("li", each));
        html.close("ul", "section");
    }

    /** For a name of a file: the subject and the month. */
    public static String fileName(String name, String month, String ending) {
        String plain = Optional.of(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-"))
                .filter(text -> text.matches(".*[a-z0-9].*"))
                .orElse("report");
        return "hookprobe-" + plain.substring(0, Math.min(64, plain.length())) + "-" + month + ending;
    }
}
