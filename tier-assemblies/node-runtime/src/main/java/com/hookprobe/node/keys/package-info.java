/** A node's secrets, and the public card made from them. */
@NullMarked
package com.hookprobe.node.keys;

import org.jspecify.annotations.NullMarked;
