/** What goes wrong around a node, as pure state machines: its disk, its clock, its stores; docs/spec/failures.md. */
@NullMarked
package com.hookprobe.node.health;

import org.jspecify.annotations.NullMarked;
