package com.hookprobe.htp.file;

import java.io.IOException;

/** Called in front of each step that changes the disk, so that a test can stop the world at every one of them. */
@FunctionalInterface
interface StoreSteps {
    StoreSteps NONE = step -> {};

    void before(String step) throws IOException;
}
