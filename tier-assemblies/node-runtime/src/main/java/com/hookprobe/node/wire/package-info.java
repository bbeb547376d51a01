/** Messages between nodes that are not a pillar's own, carried on HTP channels. */
@NullMarked
package com.hookprobe.node.wire;

import org.jspecify.annotations.NullMarked;
