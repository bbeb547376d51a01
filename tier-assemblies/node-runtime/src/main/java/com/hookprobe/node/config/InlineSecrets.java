package com.hookprobe.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** A file that everybody on the machine may read holds no secret. A variable is none, but its default stands in the file. */
final class InlineSecrets {
    private static final YAMLMapper YAML = new YAMLMapper();

    private InlineSecrets() {}

    /**
     * @param text of the file, its variables as they stand
     * @throws ConfigException when others may read the file and there is one in it
     */
    static void require(Path file, String text) throws ConfigException {
        if (!isReadByOthers(file)) {
            return;
        }
        String said = ConfigLoader.VARIABLE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(2) == null ? "" : found.group(2)));
        Optional<String> secret;
        try {
            secret = find("", YAML.readTree(said));
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    file + ": cannot be looked through for secrets without its variables, and every user of"
                            + " this machine may read it; run 'chmod o= " + file + "'");
        }
        if (secret.isPresent()) {
            Integer line = YamlLines.of(said).get(secret.get());
            throw new ConfigException(file + ":" + (line == null ? "" : line + ":") + " '" + secret.get()
                    + "' is said in a file that every user of this machine may read; run 'chmod o= " + file
                    + "', or give a file with it, or a variable (\"${NAME}\")");
        }
    }

    private static Optional<String> find(String path, JsonNode node) {
        if (node.isArray()) {
            for (JsonNode each : node) {
                Optional<String> found = find(path, each);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            boolean said =
                    field.getValue().isValueNode() && !field.getValue().asText().isEmpty();
            if (said && !field.getValue().isNull() && SecretKeys.names(at)) {
                return Optional.of(at);
            }
            Optional<String> found = find(at, field.getValue());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean isReadByOthers(Path file) throws ConfigException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            throw new ConfigException(file + ": its mode cannot be read: " + e.getMessage());
        }
    }
}
