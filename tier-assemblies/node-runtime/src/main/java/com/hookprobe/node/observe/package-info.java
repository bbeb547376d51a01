/**
 * What a node tells of itself: metrics and their text formats, their push by OTLP, health, and the page that {@code hookprobe status}
 * shows. Knows no role; roles put their numbers onto a {@link com.hookprobe.node.observe.Sheet}.
 */
@NullMarked
package com.hookprobe.node.observe;

import org.jspecify.annotations.NullMarked;
