package com.hookprobe.network;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.hookprobe.network.NetworkPlan.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trees for tests, read as a node reads them. */
final class Trees {
    static final Surroundings GUARDIAN = new Surroundings(false, List.of(new Ports("udp", 4719, 4719)), List.of());
    static final Surroundings FORTRESS = new Surroundings(
            true,
            List.of(new Ports("udp", 4719, 4719)),
            List.of("10.10.0.53", "192.0.2.0/24", "fd4a:91c2:7e05:10::53"));
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Trees() {}

    private record Root(NetworkSettings network) {}

    static NetworkSettings of(String yaml) {
        try {
            return YAML.readValue(yaml, Root.class).network();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String example(String name) {
        try {
            return Files.readString(Path.of("../../docs/examples/network-" + name + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static NetworkPlan guardian() throws PlanException {
        return NetworkPlan.of(of(example("guardian")), GUARDIAN);
    }

    static NetworkPlan fortress() throws PlanException {
        return NetworkPlan.of(of(example("fortress")), FORTRESS);
    }
}
