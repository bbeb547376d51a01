/** A running node's configuration: what its file says, what a policy says over it, and how changes come into force. */
@NullMarked
package com.hookprobe.node.reload;

import org.jspecify.annotations.NullMarked;
