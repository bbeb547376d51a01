/**
 * The log of checkpoints for outsiders, as C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature and tlog-witness
 * describe it: whoever has a tool for transparency logs can check ours.
 */
@NullMarked
package com.hookprobe.dsm.api.tlog;

import org.jspecify.annotations.NullMarked;
