package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ExchangeSettings;
import com.hookprobe.qsecbit.exchange.Fetch;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.PullLoop;
import com.hookprobe.qsecbit.exchange.Source;
import com.hookprobe.qsecbit.exchange.core.Backoff;
import com.hookprobe.qsecbit.exchange.misp.MispPuller;
import com.hookprobe.qsecbit.exchange.taxii.TaxiiPuller;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the TAXII collections and MISP feeds that the configuration names. */
final class ExchangePulls {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMinutes(1).toNanos(), Duration.ofHours(6).toNanos());

    private ExchangePulls() {}

    /** Whom to ask; nobody is asked yet. */
    static List<Source> sources(Path folder, ExchangeSettings.Pulls pulls, IndicatorIntake intake)
            throws ConfigException {
        List<Source> sources = new ArrayList<>();
        if (pulls.collections().isEmpty() && pulls.feeds().isEmpty()) {
            return sources;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ConfigException(folder + " cannot be made: " + e);
        }
        Fetch fetch = new Fetch(Optional.empty(), PATIENCE);
        for (ExchangeSettings.Source one : pulls.collections()) {
            String name = String.valueOf(one.name());
            sources.add(new TaxiiPuller(
                    name,
                    URI.create(String.valueOf(one.url())),
                    secret(one).map(secret -> authorization(one.user(), secret)),
                    folder.resolve(name + ".taxii"),
                    fetch,
                    intake));
        }
        for (ExchangeSettings.Source one : pulls.feeds()) {
            String name = String.valueOf(one.name());
            Path cursor = folder.resolve(name + ".misp");
            Map<String, String> headers =
                    secret(one).map(key -> Map.of("Authorization", key)).orElse(Map.of());
            sources.add(
                    one.folder() == null
                            ? MispPuller.of(name, URI.create(String.valueOf(one.url())), headers, cursor, fetch, intake)
                            : MispPuller.ofFolder(name, Path.of(one.folder()), cursor, intake));
        }
        return sources;
    }

    /** Null when there is nobody to ask: then no thread runs. */
    static @Nullable PullLoop start(List<Source> sources, Duration every) {
        return sources.isEmpty() ? null : PullLoop.start(sources, every, BACKOFF, new SecureRandom());
    }

    private static String authorization(@Nullable String user, String secret) {
        return user == null
                ? "Bearer " + secret
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> secret(ExchangeSettings.Source source) throws ConfigException {
        if (source.secretFile() == null) {
            return Optional.empty();
        }
        try {
            String secret = Files.readString(Path.of(source.secretFile()))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
            if (!secret.isEmpty() && secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return Optional.of(secret);
            }
        } catch (IOException e) {
            throw new ConfigException("exchange.pulls: the secret_file of " + source.name() + " cannot be read: " + e);
        }
        throw new ConfigException("exchange.pulls: the secret_file of " + source.name()
                + " expects a secret of printable characters in its first line; found something else");
    }
}
