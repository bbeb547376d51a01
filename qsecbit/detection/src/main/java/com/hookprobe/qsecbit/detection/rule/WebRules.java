package com.hookprobe.qsecbit.detection.rule;

/** The rules over the parts of a request. */
final class WebRules {
    /** Over the decoded URL, and over the beginning of the body. */
    static final WebRuleSet URL = new WebRuleSet(
            InjectionRules.SQL,
            InjectionRules.SCRIPT,
            InjectionRules.PATH,
            InjectionRules.COMMAND,
            ExploitRules.EXPRESSIONS,
            ExploitRules.AROUND,
            ExploitRules.PRODUCTS,
            TakeoverRules.ALL,
            ScanRules.FILES,
            ScanRules.CONSOLES,
            ScanRules.BACK_DOORS);

    /** Over the decoded URL with its line feeds. */
    static final WebRuleSet LINES = new WebRuleSet(InjectionRules.LINES, TakeoverRules.LINES);

    /** Over the body, where a path is only text. */
    static final WebRuleSet BODY =
            new WebRuleSet(InjectionRules.SQL, InjectionRules.SCRIPT, InjectionRules.COMMAND, ExploitRules.EXPRESSIONS);

    /** Over the user agent. */
    static final WebRuleSet AGENT = new WebRuleSet(ExploitRules.HEADERS, AgentRules.ALL);

    /** Over the referer. */
    static final WebRuleSet REFERER = new WebRuleSet(ExploitRules.HEADERS);

    private WebRules() {}
}
