/** HTP 3.8.6: one message by several paths, cut so that it survives the loss of any of them. */
@NullMarked
package com.hookprobe.htp.core.swarm;

import org.jspecify.annotations.NullMarked;
