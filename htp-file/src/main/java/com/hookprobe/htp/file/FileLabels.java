package com.hookprobe.htp.file;

/** What hashes of this module begin with, so that none is mistaken for another. A file's own SHA-256 has none. */
final class FileLabels {
    static final String SOURCE_TAG = "HOOKPROBE FILE SOURCE TAG V1";

    private FileLabels() {}
}
