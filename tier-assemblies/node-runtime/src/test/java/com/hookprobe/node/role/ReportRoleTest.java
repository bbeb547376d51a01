package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.node.config.ReportSettings;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Judgement;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reports by the calendar and by request. */
@Timeout(120)
class ReportRoleTest {
    private static final long DAY_MICROS = 86_400_000_000L;

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private ReportRole reports;
    private Path out;
    private final List<String> made = new ArrayList<>();
    private List<String> subjects = List.of("acme", "beta");

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        BlockStore store = mesh.store();
        LedgerRole ledger = new LedgerRole(node, store, node.keys().vault(), null);
        out = folder.resolve("out");
        reports = new ReportRole(node, ledger).by(new ReportRole.Maker() {
            @Override
            public List<String> subjects() {
                return subjects;
            }

            @Override
            public ReportData make(String subject, Period period, ReportRole.Recorded recorded) {
                made.add(subject + " " + period + " " + recorded.days().size());
                if (subject.equals("broken")) {
                    throw new IllegalStateException("its disk is gone");
                }
                return data(subject, period, recorded.nowMicros());
            }
        });
    }

    @AfterEach
    void close() {
        reports.close();
        mesh.close();
    }

    private static ReportData data(String name, Period period, long now) {
        ReportData.Devices none = new ReportData.Devices(0, Map.of(), List.of(), 0);
        ReportData.Immunity immunity = new ReportData.Immunity(0, 0, 0, 0);
        Judgement.Result judged = Judgement.of(ReportData.About.TENANT, List.of(), List.of(), none, immunity, 0);
        return new ReportData(
                ReportData.About.TENANT,
                name,
                "mssp-1",
                period.toString(),
                period.fromMicros(),
                period.toMicros(),
                now,
                true,
                0,
                judged.verdict(),
                List.of(new ReportData.Day(period.days().get(0).toString(), false, -1, -1, 0, 0, 0, 0, 0, 0)),
                List.of(),
                List.of(),
                immunity,
                none,
                List.of(),
                0,
                List.of(),
                judged.todo(),
                new ReportData.Evidence("00", 0, null, null, Map.of(), "mssp-1"),
                List.of());
    }

    private ReportCalendar calendar() {
        return new ReportCalendar(node, new ReportSettings(out.toString(), 2), reports);
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** In this month something is counted; then time goes on to another one. */
    private Period counted() throws Exception {
        Period month = Period.of(node.loop().wallMicros());
        new LoopAsk(node.loop())
                .ask(
                        () -> {
                            reports.book().count(DayTallies.HERE, "shared", 1);
                            reports.book().close();
                            return true;
                        },
                        ReportRole.PATIENCE);
        mesh.clockAheadMicros = month.toMicros() - node.loop().wallMicros() + DAY_MICROS;
        return month;
    }

    @Test
    void aMonthThatIsOverIsMadeOnceAndSealed() throws Exception {
        calendar().look();
        assertThat(made).isEmpty();
        Period month = counted();
        calendar().look();
        calendar().look();
        assertThat(made).containsExactly("acme " + month + " 1", "beta " + month + " 1");
        assertThat(files()).containsExactly("hookprobe-acme-" + month + ".html", "hookprobe-beta-" + month + ".html");
        byte[] file = Files.readAllBytes(out.resolve("hookprobe-acme-" + month + ".html"));
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        assertThat(new String(file, StandardCharsets.UTF_8)).contains("<h1>acme</h1>");
        assertThat(mesh.logged("mssp-1", "report_made")).hasSize(2).anyMatch(line -> line.contains(sha256));
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromBeingMade() throws Exception {
        subjects = List.of("broken", "beta");
        Period month = counted();
        assertThatThrownBy(() -> calendar().look()).hasMessage("broken: its disk is gone");
        assertThat(files()).containsExactly("hookprobe-beta-" + month + ".html");
        subjects = List.of("acme", "beta");
        calendar().look();
        assertThat(files()).hasSize(2);
    }

    @Test
    void soManyMonthsAreKeptAndOtherFilesLeftAlone() throws Exception {
        Files.createDirectories(out);
        for (String name :
                List.of("hookprobe-acme-2020-01.html", "hookprobe-acme-2020-02.html", "notes-2019-01.html")) {
            Files.writeString(out.resolve(name), "");
        }
        Period month = counted();
        calendar().look();
        assertThat(files())
                .containsExactly(
                        "hookprobe-acme-2020-02.html",
                        "hookprobe-acme-" + month + ".html",
                        "hookprobe-beta-" + month + ".html",
                        "notes-2019-01.html");
    }

    @Test
    void requestsAreAnsweredWithAPageOrWithTheReason() throws Exception {
        node.loop().execute(reports::start);
        Path page = new ReportRequest("acme", "2026-11", false).write(node.data());
        Path json = new ReportRequest("acme", "2026-11", true).write(node.data());
        Path month = new ReportRequest("acme", "2026-13", false).write(node.data());
        Path whose = new ReportRequest(null, "2026-11", false).write(node.data());
        Path broken = new ReportRequest("broken", "2026-11", false).write(node.data());
        Path nonsense = Files.writeString(page.resolveSibling("9-nonsense.json"), "{\"tenant\":1");
        assertThat(answer(page).content()).startsWith("<!DOCTYPE html>");
        assertThat(answer(json).content()).startsWith("{\"about\":\"TENANT\"");
        assertThat(answer(month).error()).contains("expected YYYY-MM", "found 2026-13");
        assertThat(answer(whose).error()).contains("give --tenant");
        assertThat(answer(broken).error()).contains("its disk is gone");
        assertThat(answer(nonsense).error()).contains("expected a request");
    }

    private static ReportRequest.Answer answer(Path request) throws Exception {
        ReportRequest.Answer[] found = new ReportRequest.Answer[1];
        LiveMesh.await(
                () -> {
                    ReportRequest.answer(request).ifPresent(given -> found[0] = given);
                    return found[0] != null;
                },
                () -> "an answer to " + request);
        return found[0];
    }
}
