package com.hookprobe.qsecbit.tool;

import java.nio.file.Path;

/** One file to read. */
record SourceFile(SourceKind kind, Path path) {}
