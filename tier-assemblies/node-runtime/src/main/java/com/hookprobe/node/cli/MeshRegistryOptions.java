package com.hookprobe.node.cli;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The registry that knows the members of a mesh. */
final class MeshRegistryOptions {
    @Option(
            names = "--registry",
            required = true,
            paramLabel = "FILE|URL",
            description = {
                "a SQLite file,",
                "or postgresql://[ROLE@]HOST[:PORT]/DATABASE[?sslmode=MODE], verify-full by default"
            })
    private String registry = "";

    @Option(
            names = "--db-password-file",
            paramLabel = "FILE",
            description = "the PostgreSQL role's password; default: $$HOOKPROBE_DB_PASSWORD")
    private @Nullable Path passwordFile;

    Database open() throws DatabaseException {
        return RegistryOptions.openDatabase("--registry", registry, passwordFile);
    }
}
