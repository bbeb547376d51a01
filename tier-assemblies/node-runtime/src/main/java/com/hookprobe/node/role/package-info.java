/** What a node does, one class per duty; a tier is a choice of these. */
@NullMarked
package com.hookprobe.node.role;

import org.jspecify.annotations.NullMarked;
