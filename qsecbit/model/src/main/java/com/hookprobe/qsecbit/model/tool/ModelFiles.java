package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.MalformedModelException;
import com.hookprobe.qsecbit.model.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Models on disk. */
final class ModelFiles {
    private ModelFiles() {}

    static AttackModel read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ModelFile.decode(in.readNBytes(ModelFile.BYTES_MAX + 1));
        } catch (MalformedModelException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Whole or not at all: a node that reads the file meanwhile never sees half of it. */
    static int write(Path file, AttackModel model) throws IOException {
        byte[] bytes = ModelFile.encode(model);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return bytes.length;
    }
}
