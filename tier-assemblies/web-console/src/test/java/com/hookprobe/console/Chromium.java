package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** One browser of Debian's packages, with what it logged. */
final class Chromium implements AutoCloseable {
    static final Path BROWSER = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final Path SHOTS = Path.of("target/screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ChromeDriver driver;
    private final TreeSet<String> requested = new TreeSet<>();
    private final List<String> complaints = new ArrayList<>();
    private final String axe;

    Chromium(Path profile) throws Exception {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-device-scale-factor=1",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
            this.axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.createDirectories(SHOTS);
        // The page with which the browser itself begins.
        driver.get("about:blank");
        driver.manage().logs().get(LogType.PERFORMANCE);
    }

    static boolean isHere() {
        return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
    }

    void screen(int width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 860, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** Goes to a page and waits for its heading, and for what it loads. */
    void go(String base, String path, String heading) {
        driver.get(base + "/#/" + path);
        until("heading " + heading, () -> texts("main h1").contains(heading));
    }

    void until(String what, java.util.concurrent.Callable<Boolean> holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (holds.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
        }
        throw new AssertionError(
                "expected " + what + ", found:\n"
                        + driver.findElement(By.tagName("body")).getText(),
                last);
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    WebElement one(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** The button or link of a name, inside something. */
    WebElement press(String inside, String name) {
        for (WebElement element : driver.findElements(By.cssSelector(inside + " button, " + inside + " a"))) {
            if (name.equals(element.getText()) || name.equals(element.getDomAttribute("aria-label"))) {
                element.click();
                return element;
            }
        }
        throw new AssertionError("expected a button " + name + " in " + inside + ", found "
                + texts(inside + " button, " + inside + " a"));
    }

    void fill(String css, String text) {
        WebElement field = one(css);
        field.clear();
        field.sendKeys(text);
    }

    void shot(String name) throws Exception {
        Map<String, Object> image = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "optimizeForSpeed", true));
        Files.write(SHOTS.resolve(name + ".png"), Base64.getDecoder().decode((String) image.get("data")));
    }

    /** What axe finds that is serious or critical. */
    List<String> inaccessible() {
        if (!Boolean.TRUE.equals(driver.executeScript("return typeof window.axe === 'object'"))) {
            driver.executeScript(axe);
        }
        Object found = driver.executeAsyncScript(
                "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then("
                        + "r => done(JSON.stringify(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                        + ".map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary).join(' | ')))),"
                        + " e => done(JSON.stringify([String(e)])))");
        try {
            List<String> all = new ArrayList<>();
            TestConsole.JSON.readTree((String) found).forEach(entry -> all.add(entry.asText()));
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(String.valueOf(found), e);
        }
    }

    /** Reads the logs: what was asked of the network, and what the console complains of. */
    void readLogs() throws Exception {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = TestConsole.JSON.readTree(entry.getMessage()).get("message");
            if (message.get("method").asText().equals("Network.requestWillBeSent")) {
                requested.add(message.get("params").get("request").get("url").asText());
            }
        }
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            // Chromium writes a line for every answer of 400 and above; those that a test asked for are no mistake of a
            // page.
            if (!entry.getMessage().contains("Failed to load resource")) {
                complaints.add(entry.getMessage());
            }
        }
    }

    void assertClean(List<String> bases) throws Exception {
        readLogs();
        assertThat(complaints).isEmpty();
        assertThat(requested)
                .isNotEmpty()
                .allMatch(
                        url -> url.startsWith("data:") || bases.stream().anyMatch(base -> url.startsWith(base + "/")));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
