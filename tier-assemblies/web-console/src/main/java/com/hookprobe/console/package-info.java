/**
 * The web console of a node (docs/spec/console.md): login, pages and their data, what operators let it do, live over server-sent
 * events. It knows its node by {@link com.hookprobe.console.view.NodeView} only.
 */
@NullMarked
package com.hookprobe.console;

import org.jspecify.annotations.NullMarked;
