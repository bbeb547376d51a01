/** Structured event logs: one JSON object a line, or one readable line. */
@NullMarked
package com.hookprobe.node.log;

import org.jspecify.annotations.NullMarked;
