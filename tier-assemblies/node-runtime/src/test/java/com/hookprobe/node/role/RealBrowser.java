package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A browser of Debian's packages, as a person uses it, with what it logged. */
final class RealBrowser implements AutoCloseable {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SHOTS = Path.of("target/screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    final ChromeDriver driver;
    private final TreeSet<String> requested = new TreeSet<>();
    private final List<String> complaints = new ArrayList<>();

    RealBrowser(Path profile) throws Exception {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
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
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        Files.createDirectories(SHOTS);
        screen(1280);
        // The page with which the browser itself begins.
        driver.get("about:blank");
        driver.manage().logs().get(LogType.PERFORMANCE);
    }

    static boolean isHere() {
        return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
    }

    void screen(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 860, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    void login(String base, String name, String password) {
        driver.get(base + "/#/");
        until("the login", () -> texts("h1").contains("Log in"));
        fill("input[name=name]", name);
        fill("input[name=password]", password);
        press("form", "Log in");
        until(
                "a page",
                () -> !texts("main h1").contains("Log in") && !texts("main h1").isEmpty());
    }

    void logout() {
        press(".who", "Log out");
        until("the login", () -> texts("h1").contains("Log in"));
    }

    /** Goes to a page and waits for its heading, and for what it loads; a node that is busy is asked again, as its page says. */
    void go(String base, String path, String heading) {
        driver.get(base + "/#/" + path);
        until("heading " + heading, () -> {
            if (texts("main .failure").toString().contains("the node to answer in time")) {
                press("main .failure", "Try again");
            }
            return texts("main h1").contains(heading) && !texts("main .panel").isEmpty();
        });
    }

    void until(String what, Callable<Boolean> holds) {
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
        throw new AssertionError("expected " + what + ", found:\n" + text("body"), last);
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    String text(String css) {
        return driver.findElement(By.cssSelector(css)).getText();
    }

    void fill(String css, String text) {
        WebElement field = driver.findElement(By.cssSelector(css));
        field.clear();
        field.sendKeys(text);
    }

    void press(String inside, String name) {
        for (WebElement element : driver.findElements(By.cssSelector(inside + " button, " + inside + " a"))) {
            if (name.equals(element.getText()) || name.equals(element.getDomAttribute("aria-label"))) {
                element.click();
                return;
            }
        }
        throw new AssertionError("expected a button " + name + " in " + inside + ", found " + text(inside));
    }

    /** What the server answers the page: the status and the text. A node that is busy is asked again. */
    String fetched(String path) {
        String[] answer = new String[1];
        until("an answer to " + path, () -> {
            answer[0] = String.valueOf(driver.executeAsyncScript(
                    "const done = arguments[1];"
                            + " fetch(arguments[0]).then(async (r) => done(r.status + ' ' + await r.text()));",
                    path));
            return !answer[0].startsWith("503 ");
        });
        return answer[0];
    }

    void shot(String name) throws Exception {
        Map<String, Object> image = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "optimizeForSpeed", true));
        Files.write(SHOTS.resolve(name + ".png"), Base64.getDecoder().decode((String) image.get("data")));
    }

    boolean fits() {
        return Boolean.TRUE.equals(driver.executeScript(
                "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    /** No page complained, and nobody else was asked; answers of 400 and above that a test asked for are no complaint. */
    void assertClean(List<String> bases) throws Exception {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).get("message");
            if (message.get("method").asText().equals("Network.requestWillBeSent")) {
                requested.add(message.at("/params/request/url").asText());
            }
        }
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (!entry.getMessage().contains("Failed to load resource")) {
                complaints.add(entry.getMessage());
            }
        }
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
