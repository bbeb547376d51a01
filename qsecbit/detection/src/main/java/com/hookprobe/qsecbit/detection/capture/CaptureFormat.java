package com.hookprobe.qsecbit.detection.capture;

import java.io.IOException;

/** One of the two file formats. */
interface CaptureFormat {
    /** Finds the next packet and puts it into the reader; false at the end. */
    boolean next(CaptureReader into) throws IOException;
}
