/** The numbers of the wire format and what reads and writes them. No state, no protocol. */
@NullMarked
package com.hookprobe.htp.core.wire;

import org.jspecify.annotations.NullMarked;
